// The length encoding: the two top bits of the first byte say how long it is.
//
//   00xxxxxx            6 bits
//   01xxxxxx yyyyyyyy   14 bits, big-endian
//   10000000 + 4 bytes  32 bits, big-endian
//   10000001 + 8 bytes  64 bits, big-endian (version 8 and later)
//   11tttttt            not a length: a string encoded as t (see string_header.h)
//
// Source: rdb.c rdbSaveLen and rdbLoadLenByRef, Redis 4.0 … 8.0.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"

namespace rdb {

inline constexpr std::size_t kMaxLengthBytes = 9;

/// What stands at a place where a length or a string encoding may stand.
struct Length {
  std::uint64_t value = 0;   ///< the length, or the six bits of a string encoding
  std::uint8_t size = 0;     ///< bytes it takes; 0: more input is needed to tell
  bool is_encoding = false;  ///< the first byte was 11tttttt
};

[[noreturn]] void throw_bad_length(unsigned char first);  // "unknown length encoding 0x82"

/// Reads a length from [p, end); `size` 0 if it is cut off. Throws `CorruptInput` for 10xxxxxx with
/// bits that no server writes.
inline Length decode_length(const char* p, const char* end) {
  if (p == end) return {};
  const auto first = static_cast<unsigned char>(*p);
  const auto left = static_cast<std::size_t>(end - p);
  switch (first >> 6) {
    case 0: return {first, 1, false};
    case 1:
      if (left < 2) return {};
      return {std::uint64_t{load_be<std::uint16_t>(p)} & 0x3fff, 2, false};
    case 3: return {std::uint64_t{first} & 0x3f, 1, true};
    default: break;
  }
  if (first == 0x80) {
    if (left < 5) return {};
    return {load_be<std::uint32_t>(p + 1), 5, false};
  }
  if (first != 0x81) throw_bad_length(first);
  if (left < 9) return {};
  return {load_be<std::uint64_t>(p + 1), 9, false};
}

/// Writes the shortest form to [to, to + kMaxLengthBytes) and returns its size.
inline std::size_t encode_length(char* to, std::uint64_t value) {
  if (value < 64) {
    *to = static_cast<char>(value);
    return 1;
  }
  if (value < 16384) {
    store_be(to, static_cast<std::uint16_t>(value | 0x4000));
    return 2;
  }
  if (value <= 0xffffffffu) {
    *to = static_cast<char>(0x80);
    store_be(to + 1, static_cast<std::uint32_t>(value));
    return 5;
  }
  *to = static_cast<char>(0x81);
  store_be(to + 1, value);
  return 9;
}

/// Writes the 5-byte form whatever the value: a length that is patched later.
inline void encode_length_5(char* to, std::uint32_t value) {
  *to = static_cast<char>(0x80);
  store_be(to + 1, value);
}

}  // namespace rdb
