// Listpack: hashes (type 16, 25), sets (20), sorted sets (17), nodes of quicklists (18) and
// streams.
//
//   total:u32 LE   count:u16 LE (65535 = walk)   { encoding+data  backlen }*   FF
//
//   ListpackBuilder builder;
//   builder.append("field");
//   builder.append(7);
//   out.append(builder.finish());          // valid until the builder is touched again
//   ListpackCursor cursor(blob);           // the way back: see packed_value.h
//
// `backlen` repeats the size of encoding+data, base 128, parsed from right to left. Servers
// disagree on its width at exactly three sizes (16383, 2097151, 268435455): Redis and Valkey up
// to 8.1 write a byte more than Valkey 9, and each refuses the other's bytes. The cursor takes
// both; the builder makes such an entry only if it was told the form. Source: listpack.c, Redis 7.0
// … 8.0 and Valkey 8.0 … 9.1.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "librdb/format/packed_buffer.h"
#include "librdb/format/packed_value.h"

namespace rdb {

inline constexpr std::size_t kListpackHeadBytes = 6;
inline constexpr std::size_t kEmptyListpackBytes = 7;

/// The form of those three sizes: that of Redis and of Valkey up to 8.1, that of Valkey 9, or
/// unknown as it must be right for both.
enum class ListpackForm : std::uint8_t { long_backlen, short_backlen, unknown };

/// What a listpack says of itself in its first bytes.
struct ListpackHead {
  std::uint64_t total = 0;  ///< bytes of the whole blob
  std::uint64_t count = 0;  ///< entries, kUnknownCount if not stated
};

/// Requires: first.size() >= kListpackHeadBytes. Nothing is checked.
ListpackHead decode_listpack_head(Bytes first);

/// Entries of a listpack in order. A `PackedCursor`.
class ListpackCursor {
 public:
  /// The blob must outlive the cursor and what it gives out. Throws `CorruptInput` unless size and
  /// last byte are as the head says.
  explicit ListpackCursor(Bytes blob);

  bool next(PackedValue& value) {
    const auto left = static_cast<std::size_t>(end_ - at_);
    if (left == 0) return finished();
    const auto first = static_cast<unsigned char>(*at_);
    if (first < 0x80 && left >= 2 && at_[1] == 1) {
      value = {true, first, {}};
      at_ += 2;
    } else if (const std::size_t length = first & 0x3f;
               first >> 6 == 2 && left >= length + 2 &&
               static_cast<unsigned char>(at_[length + 1]) == length + 1) {
      value = {false, 0, {at_ + 1, length}};
      at_ += length + 2;
    } else {
      take_long(value);
    }
    ++walked_;
    return true;
  }

  std::uint64_t count() const;

 private:
  void take_long(PackedValue& value);  // all other forms, and what is wrong with the short ones
  bool finished() const;

  const char* at_;
  const char* end_;  // the FF
  std::uint64_t walked_ = 0;
  std::uint16_t stated_;
};

/// Bytes an entry of `append(text)` adds to a listpack, backlen included. O(1).
std::uint64_t listpack_entry_bytes(Bytes text);
std::uint64_t listpack_entry_bytes(std::int64_t integer);
/// The same of a text of that length that is no canonical integer.
std::uint64_t listpack_text_entry_bytes(std::uint64_t length);

/// False for the lengths of which every server refuses one form (16378, 2097146 and 268435450
/// bytes) where the form is unknown, and for texts beyond the size of a blob. Ask before `append`.
/// O(1).
bool listpack_can_hold(std::size_t text_length, ListpackForm form = ListpackForm::unknown);

/// Builds a listpack in a buffer of its own that is reused after `clear()`.
class ListpackBuilder {
 public:
  ListpackBuilder() { clear(); }
  /// For what is appended from here on.
  void set_form(ListpackForm form) { form_ = form; }

  void append(std::int64_t integer);
  /// Two at once, as pairs of small hashes are.
  void append(std::int64_t first, std::int64_t second);
  /// Many pairs, as small hashes of counters have them.
  void append(std::span<const std::pair<std::int64_t, std::int64_t>> pairs);
  /// Stores a text that is a canonical integer as an integer, as servers do.
  /// Requires: listpack_can_hold(text.size()) in the form that was set, and the blob stays 16 bytes
  /// below kMaxPackedBytes; throws std::length_error otherwise.
  void append(Bytes text);

  /// Bytes of the finished blob as it stands, head and end included.
  std::uint64_t size() const { return buffer_.used() + 1; }
  std::uint64_t count() const { return count_; }
  /// The blob; lives until the next call of a non-const member. More may be appended afterwards.
  Bytes finish();
  void clear();

 private:
  PackedBuffer buffer_;
  std::uint64_t count_ = 0;
  ListpackForm form_ = ListpackForm::unknown;
};

}  // namespace rdb
