#include "librdb/format/ziplist.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

constexpr unsigned char kEnd = 0xff;
constexpr unsigned char kLongPrevlen = 0xfe;
constexpr std::uint64_t kUnstatedCount = 65535;
constexpr std::size_t kMaxIntegerEntry = 9;  // E0 and an int64
constexpr std::size_t kMaxTextHead = 5;      // 80 and a u32
constexpr std::size_t kMaxPrevlen = 5;

[[noreturn]] void corrupt(const char* reason) { throw CorruptInput(reason); }
[[noreturn]] void corrupt_cut_off() { corrupt("a ziplist ends within an entry"); }

std::int64_t sign_extended(std::uint64_t value, int bits) {
  return static_cast<std::int64_t>(value << (64 - bits)) >> (64 - bits);
}

// Bytes behind the first one of an integer entry; -1 if that byte opens none.
int integer_tail(unsigned char first) {
  switch (first) {
    case 0xc0:
      return 2;
    case 0xd0:
      return 4;
    case 0xe0:
      return 8;
    case 0xf0:
      return 3;
    case 0xfe:
      return 1;
    default:
      return first >= 0xf1 && first <= 0xfd ? 0 : -1;
  }
}

// Requires: the entry's tail is readable from `p`.
std::int64_t decode_integer(unsigned char first, const char* p) {
  switch (first) {
    case 0xc0:
      return static_cast<std::int16_t>(load_le<std::uint16_t>(p));
    case 0xd0:
      return static_cast<std::int32_t>(load_le<std::uint32_t>(p));
    case 0xe0:
      return static_cast<std::int64_t>(load_le<std::uint64_t>(p));
    case 0xf0:
      return sign_extended(load_le<std::uint32_t>(p - 1) >> 8, 24);  // p[-1] is the F0
    case 0xfe:
      return static_cast<signed char>(*p);
    default:
      return (first & 15) - 1;
  }
}

constexpr bool fits(std::int64_t value, int bits) {
  return value >= -(std::int64_t{1} << (bits - 1)) && value < (std::int64_t{1} << (bits - 1));
}

// Writes the smallest form and returns its size.
std::size_t put_integer(char* to, std::int64_t value) {
  if (value >= 0 && value <= 12) {
    *to = static_cast<char>(0xf1 + value);
    return 1;
  }
  const auto [first, width] = fits(value, 8)    ? std::pair(0xfe, 1)
                              : fits(value, 16) ? std::pair(0xc0, 2)
                              : fits(value, 24) ? std::pair(0xf0, 3)
                              : fits(value, 32) ? std::pair(0xd0, 4)
                                                : std::pair(0xe0, 8);
  *to = static_cast<char>(first);
  char bytes[8];
  store_le(bytes, static_cast<std::uint64_t>(value));
  std::memcpy(to + 1, bytes, static_cast<std::size_t>(width));
  return 1 + static_cast<std::size_t>(width);
}

std::size_t put_text_head(char* to, std::uint64_t length) {
  if (length < 64) {
    *to = static_cast<char>(length);
    return 1;
  }
  if (length < 16384) {
    store_be(to, static_cast<std::uint16_t>(0x4000 | length));
    return 2;
  }
  *to = static_cast<char>(0x80);
  store_be(to + 1, static_cast<std::uint32_t>(length));
  return 5;
}

}  // namespace

ZiplistHead decode_ziplist_head(Bytes first) {
  const std::uint16_t count = load_le<std::uint16_t>(first.data() + 8);
  return {load_le<std::uint32_t>(first.data()), load_le<std::uint32_t>(first.data() + 4),
          count == kUnstatedCount ? kUnknownCount : count};
}

ZiplistCursor::ZiplistCursor(Bytes blob) {
  if (blob.size() < kEmptyZiplistBytes) corrupt("too few bytes for a ziplist");
  const ZiplistHead head = decode_ziplist_head(blob);
  if (head.total != blob.size()) {
    throw CorruptInput("a ziplist of " + std::to_string(blob.size()) + " bytes states " +
                       std::to_string(head.total));
  }
  if (static_cast<unsigned char>(blob.back()) != kEnd) corrupt("a ziplist lacks its end mark");
  begin_ = blob.data();
  at_ = last_ = begin_ + kZiplistHeadBytes;
  end_ = begin_ + blob.size() - 1;
  stated_ = load_le<std::uint16_t>(blob.data() + 8);
}

std::uint64_t ZiplistCursor::count() const {
  return stated_ == kUnstatedCount ? kUnknownCount : stated_;
}

bool ZiplistCursor::finished() const {
  if (stated_ != kUnstatedCount && stated_ != walked_) {
    throw CorruptInput("a ziplist of " + std::to_string(walked_) + " entries states " +
                       std::to_string(stated_));
  }
  if (load_le<std::uint32_t>(begin_ + 4) != static_cast<std::uint64_t>(last_ - begin_)) {
    corrupt("the tail offset of a ziplist is not that of its last entry");
  }
  return false;
}

bool ZiplistCursor::next(PackedValue& value) {
  if (at_ == end_) return finished();
  const char* const after = take_data(take_prevlen(), value);
  last_ = at_;
  at_ = after;
  ++walked_;
  return true;
}

// Returns what follows the prevlen. Requires: at_ < end_.
const char* ZiplistCursor::take_prevlen() const {
  const auto first = static_cast<unsigned char>(*at_);
  if (first == kEnd) corrupt("an end mark within a ziplist");
  std::uint64_t stated = first;
  if (first == kLongPrevlen) {
    if (end_ - at_ < 5) corrupt_cut_off();
    stated = load_le<std::uint32_t>(at_ + 1);
  }
  const auto previous = walked_ == 0 ? 0 : static_cast<std::uint64_t>(at_ - last_);
  if (stated != previous) corrupt("a ziplist entry misstates the size of the one before it");
  return at_ + (first == kLongPrevlen ? 5 : 1);
}

// Returns what follows the entry.
const char* ZiplistCursor::take_data(const char* p, PackedValue& value) const {
  const auto left = static_cast<std::uint64_t>(end_ - p);
  if (left == 0) corrupt_cut_off();
  const auto first = static_cast<unsigned char>(*p);
  if (first >= 0xc0) {
    const int tail = integer_tail(first);
    if (tail < 0) corrupt("a ziplist holds an entry of no known form");
    if (left - 1 < static_cast<std::uint64_t>(tail)) corrupt_cut_off();
    value = {true, decode_integer(first, p + 1), {}};
    return p + 1 + tail;
  }
  const std::size_t head = first < 0x40 ? 1 : first < 0x80 ? 2 : 5;
  if (left < head) corrupt_cut_off();
  const std::uint64_t length = head == 1   ? first
                               : head == 2 ? std::uint64_t{load_be<std::uint16_t>(p)} & 0x3fff
                                           : load_be<std::uint32_t>(p + 1);
  if (left - head < length) corrupt("an entry reaches beyond its ziplist");
  value = {false, 0, {p + head, length}};
  return p + head + length;
}

// Writes the prevlen of the next entry; room for `bytes` more stands behind it.
char* ZiplistBuilder::open_entry(std::size_t bytes) {
  char* const to = buffer_.room(kMaxPrevlen + bytes);
  entry_ = buffer_.used();
  const std::size_t previous = count_ == 0 ? 0 : entry_ - tail_;
  if (previous < kLongPrevlen) {
    *to = static_cast<char>(previous);
    buffer_.advance(1);
    return to + 1;
  }
  *to = static_cast<char>(kLongPrevlen);
  store_le(to + 1, static_cast<std::uint32_t>(previous));
  buffer_.advance(5);
  return to + 5;
}

void ZiplistBuilder::close_entry(std::size_t bytes) {
  buffer_.advance(bytes);
  tail_ = entry_;
  ++count_;
}

void ZiplistBuilder::append(std::int64_t integer) {
  close_entry(put_integer(open_entry(kMaxIntegerEntry), integer));
}

void ZiplistBuilder::append(Bytes text) {
  std::int64_t integer = 0;
  if (read_canonical_integer(text, integer)) return append(integer);
  char* const to = open_entry(kMaxTextHead + text.size());
  const std::size_t head = put_text_head(to, text.size());
  text.copy(to + head, text.size());
  close_entry(head + text.size());
}

Bytes ZiplistBuilder::finish() {
  const Bytes blob = buffer_.with_end_mark();
  store_le(buffer_.data(), static_cast<std::uint32_t>(blob.size()));
  store_le(buffer_.data() + 4, static_cast<std::uint32_t>(tail_));
  store_le(buffer_.data() + 8, static_cast<std::uint16_t>(std::min(count_, kUnstatedCount)));
  return blob;
}

void ZiplistBuilder::clear() {
  buffer_.clear(kZiplistHeadBytes);
  tail_ = kZiplistHeadBytes;
  count_ = 0;
}

}  // namespace rdb
