#include "librdb/transform/group_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "librdb/base/endian.h"
#include "librdb/base/random_seed.h"

namespace rdb {
namespace {

constexpr std::uint64_t kOrderSeed = 0x7264626d696c6c31;  // "rdbmill1"

__extension__ typedef unsigned __int128 Wide;

std::uint64_t folded(std::uint64_t a, std::uint64_t b) {
  const Wide product = Wide{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

GroupHasher::GroupHasher(std::uint32_t db) : order_seed_(kOrderSeed + db) {
  for (std::uint64_t& secret : secrets_) secret = random_seed();
}

GroupHash GroupHasher::operator()(Bytes name) const { return {order(name), identity(name)}; }

// As XXH3 does with names of 17 to 128 bytes, but for half the instructions: it makes its secrets
// from the seed each time.
std::uint64_t GroupHasher::identity(Bytes name) const {
  const std::size_t size = name.size();
  if (size - 17 >= 48) [[unlikely]]
    return XXH3_64bits_withSeed(name.data(), size, secrets_[0]);
  const char* const front = name.data();
  const char* const back = front + size - 16;
  const auto mixed = [this](const char* from, std::size_t i) {
    return folded(load_le<std::uint64_t>(from) ^ secrets_[i],
                  load_le<std::uint64_t>(from + 8) ^ secrets_[i + 1]);
  };
  std::uint64_t hash = size * 0x9e3779b185ebca87 + mixed(front, 0) + mixed(back, 2);
  if (size > 32) hash += mixed(front + 16, 4) + mixed(back - 16, 6);
  hash ^= hash >> 37;
  hash *= 0x165667919e3779f9;
  return hash ^ hash >> 32;
}

std::uint64_t GroupHasher::order(Bytes name) const {
  return XXH3_64bits_withSeed(name.data(), name.size(), order_seed_);
}

}  // namespace rdb
