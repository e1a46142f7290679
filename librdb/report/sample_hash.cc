#include "librdb/report/sample_hash.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace rdb {
namespace {

using namespace sampling;

// Of a byte, reflected: the polynomial of CRC-32C (RFC 3720, section 12.1).
constexpr std::array<std::uint32_t, 256> kTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
    table[byte] = crc;
  }
  return table;
}();

std::uint64_t add_word(std::uint64_t crc, std::uint64_t word) {
  for (int i = 0; i < 8; ++i, word >>= 8) crc = kTable[(crc ^ word) & 0xff] ^ crc >> 8;
  return crc;
}

// Requires: at most eight bytes.
std::uint64_t word_of(Bytes bytes) {
  char padded[sizeof(std::uint64_t)] = {};
  std::copy(bytes.begin(), bytes.end(), padded);
  return load_le<std::uint64_t>(padded);
}

#if defined(__x86_64__)
[[RDB_AVX2]] std::uint64_t hash_with_avx2(Bytes bytes) {
  if (bytes.size() <= sizeof(std::uint64_t)) return finished(_mm_crc32_u64(0, word_of(bytes)));
  Checksums sums;
  for (; bytes.size() >= kBlock; bytes.remove_prefix(kBlock)) {
    sums = add_block(sums, key_cutting::load32(bytes.data()));
  }
  if (bytes.empty()) return finished(sums);
  char padded[kBlock] = {};
  std::copy(bytes.begin(), bytes.end(), padded);
  return finished(add_block(sums, key_cutting::load32(padded)));
}
#endif

}  // namespace

std::uint64_t sampling::hash_by_table(Bytes bytes) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (bytes.size() <= kWord) return finished(add_word(0, word_of(bytes)));
  Checksums sums;
  for (std::size_t at = 0; at < bytes.size(); at += kBlock) {
    for (std::size_t i = 0; i < kBlock; i += 2 * kWord) {
      const Bytes words = bytes.substr(std::min(at + i, bytes.size()), 2 * kWord);
      sums.odd = add_word(sums.odd, word_of(words.substr(0, kWord)));
      sums.even = add_word(sums.even, word_of(words.substr(std::min(kWord, words.size()))));
    }
  }
  return finished(sums);
}

std::uint64_t sample_hash(Bytes bytes) {
#if defined(__x86_64__)
  if (has_avx2()) return hash_with_avx2(bytes);
#endif
  return hash_by_table(bytes);
}

}  // namespace rdb
