#include "librdb/transform/group_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <random>

namespace rdb {
namespace {

constexpr std::uint64_t kOrderSeed = 0x7264626d696c6c31;  // "rdbmill1"

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 ^ device();
}

}  // namespace

GroupHasher::GroupHasher(std::uint32_t db)
    : order_seed_(kOrderSeed + db), identity_seed_(random_seed()) {}

GroupHash GroupHasher::operator()(Bytes name) const {
  return {XXH3_64bits_withSeed(name.data(), name.size(), order_seed_),
          XXH3_64bits_withSeed(name.data(), name.size(), identity_seed_)};
}

std::uint64_t GroupHasher::identity(Bytes name) const {
  return XXH3_64bits_withSeed(name.data(), name.size(), identity_seed_);
}

std::uint64_t GroupHasher::order(Bytes name) const {
  return XXH3_64bits_withSeed(name.data(), name.size(), order_seed_);
}

}  // namespace rdb
