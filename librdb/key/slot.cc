#include "librdb/key/slot.h"

#include <array>

namespace rdb {
namespace {

constexpr std::array<std::uint16_t, 256> make_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned crc = byte << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
    table[byte] = static_cast<std::uint16_t>(crc);
  }
  return table;
}

constexpr auto kTable = make_table();

}  // namespace

std::uint16_t crc16(Bytes bytes) {
  std::uint16_t crc = 0;
  for (const char c : bytes) {
    const unsigned index = (crc >> 8 ^ static_cast<unsigned char>(c)) & 0xff;
    crc = static_cast<std::uint16_t>(crc << 8 ^ kTable[index]);
  }
  return crc;
}

Bytes hash_tag(Bytes key) {
  const std::size_t open = key.find('{');
  if (open == Bytes::npos) return key;
  const std::size_t close = key.find('}', open + 1);
  if (close == Bytes::npos || close == open + 1) return key;
  return key.substr(open + 1, close - open - 1);
}

std::uint16_t hash_slot(Bytes key) { return crc16(hash_tag(key)) % kSlots; }

}  // namespace rdb
