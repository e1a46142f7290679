// Ziplist: hashes (type 13), sorted sets (12), lists (10) and quicklist nodes (14) before
// Redis 7.0.
//
//   zlbytes:u32 LE   zltail:u32 LE (offset of the last entry)   zllen:u16 LE (65535 = walk)
//   { prevlen  encoding  data }*   FF
//
//   ZiplistBuilder builder;
//   builder.append("field");
//   builder.append(7);
//   out.append(builder.finish());          // valid until the builder is touched again
//   ZiplistCursor cursor(blob);            // the way back: see packed_value.h
//
// `prevlen` is the size of the entry before: a byte below 254, or FE and a u32 LE, also for a small
// value. Note that string lengths are big-endian, integers little-endian. Source: ziplist.c, Redis
// 2.4 … 7.0.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/format/packed_buffer.h"
#include "librdb/format/packed_value.h"

namespace rdb {

inline constexpr std::size_t kZiplistHeadBytes = 10;
inline constexpr std::size_t kEmptyZiplistBytes = 11;

/// What a ziplist says of itself in its first bytes.
struct ZiplistHead {
  std::uint64_t total = 0;  ///< bytes of the whole blob
  std::uint64_t tail = 0;   ///< offset of the last entry, 10 if there is none
  std::uint64_t count = 0;  ///< entries, kUnknownCount if not stated
};

/// Requires: first.size() >= kZiplistHeadBytes. Nothing is checked.
ZiplistHead decode_ziplist_head(Bytes first);

/// Entries of a ziplist in order. A `PackedCursor`.
class ZiplistCursor {
 public:
  /// The blob must outlive the cursor and what it gives out. Throws `CorruptInput` unless size and
  /// last byte are as the head says.
  explicit ZiplistCursor(Bytes blob);
  bool next(PackedValue& value);
  std::uint64_t count() const;

 private:
  bool finished() const;
  const char* take_prevlen() const;
  const char* take_data(const char* p, PackedValue& value) const;

  const char* begin_;
  const char* at_;
  const char* end_;   // the FF
  const char* last_;  // the entry taken last
  std::uint64_t walked_ = 0;
  std::uint16_t stated_;
};

/// Builds a ziplist in a buffer of its own that is reused after `clear()`. The integer forms of up
/// to one byte and of 24 bits are only known to Redis 2.6 and later.
class ZiplistBuilder {
 public:
  ZiplistBuilder() { clear(); }

  void append(std::int64_t integer);
  /// Stores a text that is a canonical integer as an integer, as servers do.
  /// Requires: the blob stays 16 bytes below kMaxPackedBytes; throws std::length_error otherwise.
  void append(Bytes text);

  /// Bytes of the finished blob as it stands, head and end included.
  std::uint64_t size() const { return buffer_.used() + 1; }
  std::uint64_t count() const { return count_; }
  /// The blob; lives until the next call of a non-const member. More may be appended afterwards.
  Bytes finish();
  void clear();

 private:
  char* open_entry(std::size_t bytes);
  void close_entry(std::size_t bytes);

  PackedBuffer buffer_;
  std::size_t tail_ = 0;   // offset of the last entry
  std::size_t entry_ = 0;  // offset of the entry being built: the end of the last one
  std::uint64_t count_ = 0;
};

}  // namespace rdb
