#include "librdb/base/name_hasher.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "librdb/base/random_seed.h"

namespace rdb {

NameHasher::NameHasher() {
  for (std::uint64_t& seed : seeds_) seed = random_seed();
}

NameHash NameHasher::operator()(std::uint32_t db, Bytes name) const {
  const auto half = [&](std::uint64_t of_name, std::uint64_t of_db) {
    return XXH3_64bits_withSeed(name.data(), name.size(), of_name) ^
           XXH3_64bits_withSeed(&db, sizeof db, of_db);
  };
  return {half(seeds_[0], seeds_[1]), half(seeds_[2], seeds_[3])};
}

}  // namespace rdb
