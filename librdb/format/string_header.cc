#include "librdb/format/string_header.h"

#include <string>

namespace rdb {
namespace {

StringHeader integer_header(std::uint8_t size, std::int32_t value) {
  return {StringHeader::Form::integer, size, 0, 0, value};
}

}  // namespace

StringHeader decode_encoded_string_header(const char* p, const char* end) {
  const auto left = static_cast<std::size_t>(end - p);
  switch (static_cast<unsigned char>(*p)) {
    case 0xc0:
      if (left < 2) return {};
      return integer_header(2, static_cast<std::int8_t>(p[1]));
    case 0xc1:
      if (left < 3) return {};
      return integer_header(3, static_cast<std::int16_t>(load_le<std::uint16_t>(p + 1)));
    case 0xc2:
      if (left < 5) return {};
      return integer_header(5, static_cast<std::int32_t>(load_le<std::uint32_t>(p + 1)));
    case 0xc3:
      break;
    default:
      throw CorruptInput("unknown string encoding 0x" + std::string(1, "cdef"[(*p >> 4) & 3]) +
                         std::string(1, "0123456789abcdef"[*p & 15]));
  }
  const Length compressed = decode_length(p + 1, end);
  if (compressed.is_encoding) throw CorruptInput("expected the compressed length of an LZF string");
  if (compressed.size == 0) return {};
  const Length length = decode_length(p + 1 + compressed.size, end);
  if (length.is_encoding) throw CorruptInput("expected the length of an LZF string");
  if (length.size == 0) return {};
  if (length.value / kLzfMaxExpansion > compressed.value) {
    throw CorruptInput("an LZF string of " + std::to_string(compressed.value) +
                       " bytes cannot hold the " + std::to_string(length.value) + " it claims");
  }
  return {StringHeader::Form::lzf, static_cast<std::uint8_t>(1 + compressed.size + length.size),
          compressed.value, length.value, 0};
}

}  // namespace rdb
