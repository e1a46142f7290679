// The two hashes of a group's name.
#pragma once
#include <array>
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"
#include "librdb/base/folded_product.h"

namespace rdb {

struct GroupHash {
  /// XXH3-64 of (database, name) with one fixed seed. Groups leave in the order of (order, name
  /// bytes), so it may never change; its leading bits are the partition.
  std::uint64_t order = 0;
  /// Another one, with secrets of this run: no dump can be made so that its groups are confused.
  std::uint64_t identity = 0;
};

namespace group_hash {

/// Lengths that usual() takes: those of nearly all names.
inline bool is_usual(std::size_t size) { return size - 17 < 48; }

/// What XXH3 does with names of 17 to 64 bytes, with secrets made once, and without a branch on the
/// length, which is on either side of 32 in no order.
[[gnu::always_inline]] inline std::uint64_t usual(Bytes name,
                                                  const std::array<std::uint64_t, 8>& secrets) {
  const std::size_t size = name.size();
  const bool is_long = size > 32;
  const char* const front = name.data();
  const char* const back = front + size - 16;
  const std::size_t inner = is_long ? 16 : 0;
  const auto mixed = [&secrets](const char* from, std::size_t i) {
    return folded_product(load_le<std::uint64_t>(from) ^ secrets[i],
                          load_le<std::uint64_t>(from + 8) ^ secrets[i + 1]);
  };
  std::uint64_t hash = size * 0x9e3779b185ebca87 + mixed(front, 0) + mixed(back, 2);
  const std::uint64_t more = mixed(front + inner, 4) + mixed(back - inner, 6);
  hash += more & (std::uint64_t{0} - std::uint64_t{is_long});
  hash ^= hash >> 37;
  hash *= 0x165667919e3779f9;
  return hash ^ hash >> 32;
}

}  // namespace group_hash

class GroupHasher {
 public:
  /// Draws the secrets of the run.
  explicit GroupHasher(std::uint32_t db);
  [[gnu::always_inline]] GroupHash operator()(Bytes name) const {
    if (!group_hash::is_usual(name.size())) [[unlikely]]
      return {order(name), identity(name)};
    return {group_hash::usual(name, order_secrets_), group_hash::usual(name, secrets_)};
  }
  std::uint64_t identity(Bytes name) const;
  std::uint64_t order(Bytes name) const;

 private:
  std::uint64_t order_seed_;
  std::array<std::uint64_t, 8> order_secrets_;  // what XXH3 makes of its seed
  std::array<std::uint64_t, 8> secrets_;
};

}  // namespace rdb
