// What stands in front of a string's bytes: a length, or an integer, or the two lengths of LZF.
//
//   len n, n bytes                  raw
//   C0 + int8, C1 + int16 LE, C2 + int32 LE      an integer: stands for its decimal text
//   C3 + len clen + len ulen, clen bytes         LZF
//
// Keys, AUX names, fields, members and packed blobs are all such strings. Source: rdb.c
// rdbGenericLoadStringObject, Redis 7.0.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/base/limits.h"
#include "librdb/format/length.h"

namespace rdb {

inline constexpr std::size_t kMaxStringHeaderBytes = 1 + 2 * kMaxLengthBytes;

struct StringHeader {
  enum class Form : std::uint8_t { raw, integer, lzf } form = Form::raw;
  std::uint8_t size = 0;       ///< of the header; an integer's own bytes included; 0: cut off
  std::uint64_t stored = 0;    ///< bytes behind the header (0 for an integer)
  std::uint64_t length = 0;    ///< bytes of the string it stands for (raw, lzf)
  std::int32_t integer = 0;    ///< if form is integer
  /// Bytes in the file, header included.
  std::uint64_t total() const { return size + stored; }
};

/// The forms behind 11tttttt; the cold half of `decode_string_header`.
StringHeader decode_encoded_string_header(const char* p, const char* end);

/// Reads a header from [p, end); `size` 0 if it is cut off. Throws `CorruptInput` for encodings that
/// no server writes and for an LZF length that no LZF stream of that size can give. Whether `stored`
/// bytes are there is the caller's to check.
inline StringHeader decode_string_header(const char* p, const char* end) {
  const Length length = decode_length(p, end);
  if (length.is_encoding) [[unlikely]] return decode_encoded_string_header(p, end);
  return {StringHeader::Form::raw, length.size, length.value, length.value, 0};
}

}  // namespace rdb
