#include "librdb/key/slot.h"

#include <array>

#include "librdb/base/endian.h"

namespace rdb {
namespace {

// kTables[k][byte] is the CRC of the byte and k zeros behind it.
using Tables = std::array<std::array<std::uint16_t, 256>, 8>;
constexpr Tables kTables = [] {
  Tables tables{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned crc = byte << 8;
    for (std::size_t k = 0; k < tables.size(); ++k) {
      for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
      tables[k][byte] = static_cast<std::uint16_t>(crc);
    }
  }
  return tables;
}();

// Of eight bytes, the first in the highest byte.
std::uint16_t crc_of_word(std::uint64_t word) {
  std::uint16_t crc = 0;
  for (std::size_t k = 0; k < kTables.size(); ++k) crc ^= kTables[k][word >> (8 * k) & 0xff];
  return crc;
}

// The first `count` bytes, fewer than a word, at its low end.
std::uint64_t front_of(Bytes bytes, std::size_t count) {
  if (bytes.size() >= sizeof(std::uint64_t)) {
    // In two steps: there is no shift by 64.
    return load_be<std::uint64_t>(bytes.data()) >> 8 >> (56 - 8 * count);
  }
  std::uint64_t word = 0;
  for (const char c : bytes.substr(0, count)) word = word << 8 | static_cast<unsigned char>(c);
  return word;
}

}  // namespace

// Eight bytes at a time. Zeros in front change nothing, so what is no whole word comes first.
std::uint16_t crc16(Bytes bytes) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::size_t at = bytes.size() % kWord;
  std::uint16_t crc = crc_of_word(front_of(bytes, at));
  for (; at < bytes.size(); at += kWord) {
    crc = crc_of_word(load_be<std::uint64_t>(bytes.data() + at) ^ std::uint64_t{crc} << 48);
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
