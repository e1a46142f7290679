#include "librdb/memory/dump_bytes.h"

#include <bit>

namespace rdb {
namespace {

constexpr std::uint64_t kTypeByte = 1;
constexpr std::uint64_t kExpiry = 9;  // an opcode and 64 bits

}  // namespace

std::uint64_t length_dump_bytes(std::uint64_t length) {
  return length < 64 ? 1 : length < 16384 ? 2 : length <= 0xffffffff ? 5 : 9;
}

std::uint64_t string_dump_bytes(const StringMeasure& string) {
  if (string.is_integer()) {
    const std::int64_t value = string.as_integer();
    const int bits = std::bit_width(static_cast<std::uint64_t>(value < 0 ? ~value : value));
    if (bits < 32) return bits < 8 ? 2 : bits < 16 ? 3 : 5;
  }
  return length_dump_bytes(string.length()) + string.length();
}

std::uint64_t head_dump_bytes(const KeyMeasure& key) {
  return (key.has_expiry ? kExpiry : 0) + kTypeByte + string_dump_bytes(key.name);
}

std::uint64_t string_record_bytes(const KeyMeasure& key, const StringMeasure& value) {
  return head_dump_bytes(key) + string_dump_bytes(value);
}

}  // namespace rdb
