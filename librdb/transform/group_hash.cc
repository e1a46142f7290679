#include "librdb/transform/group_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "librdb/base/endian.h"
#include "librdb/base/random_seed.h"

namespace rdb {
namespace {

constexpr std::uint64_t kOrderSeed = 0x7264626d696c6c31;  // "rdbmill1"

}  // namespace

GroupHasher::GroupHasher(std::uint32_t db) : order_seed_(kOrderSeed + db) {
  for (std::size_t i = 0; i < order_secrets_.size(); ++i) {
    const auto secret = load_le<std::uint64_t>(reinterpret_cast<const char*>(XXH3_kSecret) + 8 * i);
    order_secrets_[i] = i % 2 == 0 ? secret + order_seed_ : secret - order_seed_;
  }
  for (std::uint64_t& secret : secrets_) secret = random_seed();
}

std::uint64_t GroupHasher::identity(Bytes name) const {
  if (group_hash::is_usual(name.size())) [[likely]]
    return group_hash::usual(name, secrets_);
  return XXH3_64bits_withSeed(name.data(), name.size(), secrets_[0]);
}

std::uint64_t GroupHasher::order(Bytes name) const {
  if (group_hash::is_usual(name.size())) [[likely]]
    return group_hash::usual(name, order_secrets_);
  return XXH3_64bits_withSeed(name.data(), name.size(), order_seed_);
}

}  // namespace rdb
