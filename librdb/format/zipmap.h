// Zipmap: hashes of Redis 2.4 and before (type 9).
//
//   zmlen:u8 (254 = walk)   { flen field  vlen free value free-bytes }*   FF
//
// A length is a byte up to 253, or FE and a u32 LE. Field and value are plain bytes, never
// integers. Source: zipmap.c, Redis 7.0.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/format/packed_value.h"

namespace rdb {

inline constexpr std::size_t kZipmapHeadBytes = 1;

/// Entries (twice the pairs) that the first byte states; `kUnknownCount` if it states none.
/// Requires: !first.empty().
std::uint64_t decode_zipmap_head(Bytes first);

/// Field, value, field, value … of a zipmap. A `PackedCursor`; a zipmap without pairs is corrupt,
/// as it is to servers.
class ZipmapCursor {
 public:
  /// The blob must outlive the cursor and what it gives out.
  explicit ZipmapCursor(Bytes blob);
  bool next(PackedValue& value);
  std::uint64_t count() const;

 private:
  bool finished() const;
  std::uint64_t take_length();

  const char* at_;
  const char* end_;  // the FF
  std::uint64_t walked_ = 0;
  std::uint8_t stated_;
};

}  // namespace rdb
