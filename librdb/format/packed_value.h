// What the packed encodings (listpack, ziplist, zipmap, intset) have in common: one shape of
// cursor.
//
//   ListpackCursor cursor(blob);              // throws CorruptInput if the head is wrong
//   for (PackedValue entry; cursor.next(entry);) use(entry);
//
// A packed blob is one string of the dump that holds many entries back to back. Cursors are plain
// pointers into it: trivially copyable, no allocation, each entry checked before it is shown. They
// check counts too, so a walk that ends without an exception has validated the whole blob.
#pragma once
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"

namespace rdb {

/// One entry: an integer, or a text that points into the blob and lives as long as the blob.
struct PackedValue {
  bool is_integer = false;
  std::int64_t integer = 0;  ///< if is_integer; stands for its decimal text
  Bytes text;                ///< if not is_integer
};

/// The largest blob that servers load (listpack.c LISTPACK_MAX_SAFETY_LIMIT, ziplist.c).
inline constexpr std::uint64_t kMaxPackedBytes = std::uint64_t{1} << 30;

/// `next()` gives the next entry, or false at the end and from then on; throws `CorruptInput` for
/// an entry that does not lie inside the blob or contradicts its head. `count()` is the number of
/// entries the head states (a pair is two entries), `kUnknownCount` if it states none; it is only
/// proven at the end of the walk.
template <class C>
concept PackedCursor = std::is_trivially_copyable_v<C> && std::constructible_from<C, Bytes> &&
    requires(C cursor, const C& seen, PackedValue& value) {
  { cursor.next(value) } -> std::same_as<bool>;
  { seen.count() } -> std::same_as<std::uint64_t>;
};

/// Walks to the end and returns the number of entries; throws what the walk throws. O(bytes).
template <PackedCursor C>
std::uint64_t validate(C cursor) {
  std::uint64_t entries = 0;
  for (PackedValue value; cursor.next(value);) ++entries;
  return entries;
}

}  // namespace rdb
