#include "librdb/format/listpack.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

constexpr unsigned char kEnd = 0xff;
constexpr std::uint64_t kUnstatedCount = 65535;
constexpr std::size_t kMaxBacklenBytes = 5;
constexpr std::size_t kMaxIntegerEntry = 9;  // F4 and an int64
constexpr std::size_t kMaxTextHead = 5;      // F0 and a u32

[[noreturn]] void corrupt(const char* reason) { throw CorruptInput(reason); }

// The three sizes of which the two families of servers refuse each other's backlen.
constexpr bool disputed(std::uint64_t entry) {
  return entry == 16383 || entry == 2097151 || entry == 268435455;
}

// Width of the backlen of an entry, as Redis and Valkey up to 8.1 write it.
constexpr std::size_t backlen_bytes(std::uint64_t entry) {
  return entry <= 127 ? 1 : entry < 16383 ? 2 : entry < 2097151 ? 3 : entry < 268435455 ? 4 : 5;
}

void put_backlen(char* to, std::uint64_t entry, std::size_t width) {
  for (std::size_t i = width; i-- > 0; entry >>= 7) {
    to[i] = static_cast<char>((entry & 127) | (i == 0 ? 0 : 128));
  }
}

// Width of the backlen that stands at `p` if it is right for an entry of that size; 0 if it is not.
std::size_t match_backlen(const char* p, std::uint64_t left, std::uint64_t entry) {
  const std::size_t usual = backlen_bytes(entry);
  char expected[kMaxBacklenBytes];
  for (std::size_t width = usual; width + (disputed(entry) ? 1 : 0) >= usual; --width) {
    put_backlen(expected, entry, width);
    if (left >= width && std::memcmp(p, expected, width) == 0) return width;
  }
  return 0;
}

constexpr bool fits(std::int64_t value, int bits) {
  return value >= -(std::int64_t{1} << (bits - 1)) && value < (std::int64_t{1} << (bits - 1));
}

std::size_t integer_bytes(std::int64_t value) {
  if (value >= 0 && value <= 127) return 1;
  if (fits(value, 13)) return 2;
  return fits(value, 16) ? 3 : fits(value, 24) ? 4 : fits(value, 32) ? 5 : 9;
}

// An entry with its backlen; returns the end. What is more than the entry is overwritten by what
// follows. Without a branch on the size, which for counters cannot be predicted.
// Requires: kMaxIntegerEntry + 1 bytes of room.
[[gnu::always_inline]] inline char* put_integer(char* to, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  const std::uint64_t magnitude = bits ^ static_cast<std::uint64_t>(value >> 63);
  if (magnitude >> 31 != 0) [[unlikely]] {
    *to = static_cast<char>(0xf4);
    store_le(to + 1, bits);
    to[kMaxIntegerEntry] = static_cast<char>(kMaxIntegerEntry);
    return to + kMaxIntegerEntry + 1;
  }
  const std::uint64_t wider = (magnitude >= 1U << 15 ? 1U : 0U) + (magnitude >= 1U << 23 ? 1U : 0U);
  std::uint64_t entry = (0xf1 + wider) | bits << 8;
  std::uint64_t size = 3 + wider;
  const bool has_13_bits = magnitude < 1U << 12;
  entry = has_13_bits ? 0xc0 | (bits >> 8 & 0x1f) | (bits & 0xff) << 8 : entry;
  size = has_13_bits ? 2 : size;
  const bool has_7_bits = bits < 128;
  entry = has_7_bits ? bits : entry;
  size = has_7_bits ? 1 : size;
  store_le(to, entry);
  to[size] = static_cast<char>(size);
  return to + size + 1;
}

std::size_t text_head_bytes(std::uint64_t length) {
  return length < 64 ? 1 : length < 4096 ? 2 : 5;
}

std::size_t put_text_head(char* to, std::uint64_t length) {
  const std::size_t size = text_head_bytes(length);
  if (size == 1) {
    *to = static_cast<char>(0x80 | length);
  } else if (size == 2) {
    store_be(to, static_cast<std::uint16_t>(0xe000 | length));
  } else {
    *to = static_cast<char>(0xf0);
    store_le(to + 1, static_cast<std::uint32_t>(length));
  }
  return size;
}

std::int64_t sign_extended(std::uint64_t value, int bits) {
  return static_cast<std::int64_t>(value << (64 - bits)) >> (64 - bits);
}

// Size of an integer entry by its first byte; 0 if that byte opens none.
std::size_t integer_size(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >> 5 == 6) return 2;
  switch (first) {
    case 0xf1:
      return 3;
    case 0xf2:
      return 4;
    case 0xf3:
      return 5;
    case 0xf4:
      return 9;
    default:
      return 0;
  }
}

// Requires: `size` bytes are readable.
std::int64_t decode_integer(const char* p, std::size_t size) {
  switch (size) {
    case 1:
      return static_cast<unsigned char>(*p);
    case 2:
      return sign_extended(load_be<std::uint16_t>(p), 13);
    case 3:
      return static_cast<std::int16_t>(load_le<std::uint16_t>(p + 1));
    case 4:
      return sign_extended(load_le<std::uint32_t>(p) >> 8, 24);
    case 5:
      return static_cast<std::int32_t>(load_le<std::uint32_t>(p + 1));
    default:
      return static_cast<std::int64_t>(load_le<std::uint64_t>(p + 1));
  }
}

// Bytes of head and text of a string entry. Requires: left > 0.
struct TextEntry {
  std::size_t head;
  std::uint64_t length;
};
TextEntry decode_text_head(const char* p, std::uint64_t left) {
  const auto first = static_cast<unsigned char>(*p);
  if (first >> 6 == 2) return {1, std::uint64_t{first} & 0x3f};
  if (first >> 4 == 14) {
    if (left < 2) corrupt("a listpack ends within an entry");
    return {2, std::uint64_t{load_be<std::uint16_t>(p)} & 0xfff};
  }
  if (first != 0xf0) corrupt("a listpack holds an entry of no known form");
  if (left < 5) corrupt("a listpack ends within an entry");
  return {5, load_le<std::uint32_t>(p + 1)};
}

}  // namespace

ListpackHead decode_listpack_head(Bytes first) {
  const std::uint16_t count = load_le<std::uint16_t>(first.data() + 4);
  return {load_le<std::uint32_t>(first.data()), count == kUnstatedCount ? kUnknownCount : count};
}

ListpackCursor::ListpackCursor(Bytes blob) {
  if (blob.size() < kEmptyListpackBytes) corrupt("too few bytes for a listpack");
  if (load_le<std::uint32_t>(blob.data()) != blob.size()) {
    throw CorruptInput("a listpack of " + std::to_string(blob.size()) + " bytes states " +
                       std::to_string(load_le<std::uint32_t>(blob.data())));
  }
  if (static_cast<unsigned char>(blob.back()) != kEnd) corrupt("a listpack lacks its end mark");
  at_ = blob.data() + kListpackHeadBytes;
  end_ = blob.data() + blob.size() - 1;
  stated_ = load_le<std::uint16_t>(blob.data() + 4);
}

std::uint64_t ListpackCursor::count() const {
  return stated_ == kUnstatedCount ? kUnknownCount : stated_;
}

bool ListpackCursor::finished() const {
  if (stated_ != kUnstatedCount && stated_ != walked_) {
    throw CorruptInput("a listpack of " + std::to_string(walked_) + " entries states " +
                       std::to_string(stated_));
  }
  return false;
}

void ListpackCursor::take_long(PackedValue& value) {
  const auto left = static_cast<std::uint64_t>(end_ - at_);
  std::uint64_t size = integer_size(static_cast<unsigned char>(*at_));
  if (size != 0) {
    if (left < size) corrupt("a listpack ends within an entry");
    value = {true, decode_integer(at_, size), {}};
  } else {
    const TextEntry text = decode_text_head(at_, left);
    size = text.head + text.length;
    if (left < size) corrupt("an entry reaches beyond its listpack");
    value = {false, 0, {at_ + text.head, text.length}};
  }
  const std::size_t width = match_backlen(at_ + size, left - size, size);
  if (width == 0) corrupt("a listpack entry whose stated size is not its own");
  at_ += size + width;
}

std::uint64_t listpack_entry_bytes(std::int64_t integer) { return integer_bytes(integer) + 1; }

std::uint64_t listpack_entry_bytes(Bytes text) {
  std::int64_t integer = 0;
  if (read_canonical_integer(text, integer)) return listpack_entry_bytes(integer);
  return listpack_text_entry_bytes(text.size());
}

std::uint64_t listpack_text_entry_bytes(std::uint64_t length) {
  const std::uint64_t entry = text_head_bytes(length) + length;
  return entry + backlen_bytes(entry);
}

bool listpack_can_hold(std::size_t text_length, ListpackForm form) {
  return text_length < kMaxPackedBytes - kEmptyListpackBytes - kMaxTextHead - kMaxBacklenBytes &&
         (form != ListpackForm::unknown || !disputed(text_head_bytes(text_length) + text_length));
}

void ListpackBuilder::append(std::int64_t integer) {
  char* const to = buffer_.room(kMaxIntegerEntry + 1);
  buffer_.advance(static_cast<std::size_t>(put_integer(to, integer) - to));
  ++count_;
}

void ListpackBuilder::append(std::int64_t first, std::int64_t second) {
  char* const to = buffer_.room(2 * (kMaxIntegerEntry + 1));
  const char* const end = put_integer(put_integer(to, first), second);
  buffer_.advance(static_cast<std::size_t>(end - to));
  count_ += 2;
}

void ListpackBuilder::append(std::span<const std::pair<std::int64_t, std::int64_t>> pairs) {
  char* const room = buffer_.room(pairs.size() * 2 * (kMaxIntegerEntry + 1));
  char* to = room;
  for (const auto& [first, second] : pairs) to = put_integer(put_integer(to, first), second);
  buffer_.advance(static_cast<std::size_t>(to - room));
  count_ += 2 * pairs.size();
}

void ListpackBuilder::append(Bytes text) {
  std::int64_t integer = 0;
  if (read_canonical_integer(text, integer)) return append(integer);
  if (!listpack_can_hold(text.size(), form_)) {
    throw std::length_error("a listpack cannot hold a text of this length");
  }
  char* to = buffer_.room(kMaxTextHead + text.size() + kMaxBacklenBytes);
  const std::size_t head = put_text_head(to, text.size());
  text.copy(to + head, text.size());
  const std::size_t entry = head + text.size();
  const bool is_short = form_ == ListpackForm::short_backlen && disputed(entry);
  const std::size_t width = backlen_bytes(entry) - (is_short ? 1 : 0);
  put_backlen(to + entry, entry, width);
  buffer_.advance(entry + width);
  ++count_;
}

Bytes ListpackBuilder::finish() {
  const Bytes blob = buffer_.with_end_mark();
  store_le(buffer_.data(), static_cast<std::uint32_t>(blob.size()));
  store_le(buffer_.data() + 4, static_cast<std::uint16_t>(std::min(count_, kUnstatedCount)));
  return blob;
}

void ListpackBuilder::clear() {
  buffer_.clear(kListpackHeadBytes);
  count_ = 0;
}

}  // namespace rdb
