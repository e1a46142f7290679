// Intset: sets of integers (type 11).
//
//   width:u32 LE (2, 4 or 8)   length:u32 LE   length × signed integer of that width, LE, ascending
//
// Source: intset.c, Redis 7.0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "librdb/format/packed_value.h"

namespace rdb {

inline constexpr std::size_t kIntsetHeadBytes = 8;

/// Members that the head states. Requires: first.size() >= kIntsetHeadBytes.
std::uint64_t decode_intset_head(Bytes first);

/// Members of an intset in order. A `PackedCursor`.
class IntsetCursor {
 public:
  /// The blob must outlive the cursor. Throws `CorruptInput` unless width and size fit each other
  /// and there is at least one member.
  explicit IntsetCursor(Bytes blob);
  /// Throws `CorruptInput` for a member that is not greater than the one before it (a server's
  /// binary search would not find it).
  bool next(PackedValue& value);
  std::uint64_t count() const { return count_; }

 private:
  const char* at_;
  const char* end_;
  std::uint64_t count_;
  std::uint32_t width_;
  bool any_ = false;
  std::int64_t last_ = 0;
};

/// Appends an intset of the least width. Requires: at least one member, ascending, fewer than 2^32.
void append_intset(OwnedBytes& out, std::span<const std::int64_t> members);

}  // namespace rdb
