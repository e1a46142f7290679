// Hashes that say which keys go into a sample: the same on every machine, as what is sampled shows
// in a report's estimates.
//
//   if (sample_hash(part) <= limit) …          // of limit 2^64 - 1 a share of limit / 2^64
//
// CRC-32C of words of eight bytes, zeros behind the last, times an odd number. A processor does a
// word in an instruction.
#pragma once
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/key/usual_ends.h"

namespace rdb {

/// O(bytes).
std::uint64_t sample_hash(Bytes bytes);

namespace sampling {

inline constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15;
inline constexpr std::size_t kBlock = 32;  // bytes of more than eight are taken at a time

// Of every second word, from the first one on and from the second one on.
struct Checksums {
  std::uint64_t odd = 0;
  std::uint64_t even = 0;
};

inline std::uint64_t finished(std::uint64_t checksum) { return checksum * kFactor; }
inline std::uint64_t finished(const Checksums& sums) {
  return finished(sums.odd << 32 | sums.even);
}

#if defined(__x86_64__)
// Ones, as many as there are bytes, at the end of the first half; then zeros.
struct Ones {
  char bytes[2 * kBlock] = {};
};
inline constexpr Ones kOnes = [] {
  Ones ones;
  for (std::size_t i = 0; i < kBlock; ++i) ones.bytes[i] = -1;
  return ones;
}();

// The first `size` bytes, zeros behind them. Requires: size <= 32, 32 bytes can be read.
[[RDB_AVX2, gnu::always_inline]] inline __m256i first_bytes(const char* data, std::size_t size) {
  return _mm256_and_si256(key_cutting::load32(data),
                          key_cutting::load32(kOnes.bytes + (kBlock - size)));
}

[[RDB_AVX2, gnu::always_inline]] inline Checksums add_block(Checksums sums, __m256i block) {
  const __m128i low = _mm256_castsi256_si128(block);
  const __m128i high = _mm256_extracti128_si256(block, 1);
  const auto first = static_cast<std::uint64_t>(_mm_cvtsi128_si64(low));
  const auto second = static_cast<std::uint64_t>(_mm_extract_epi64(low, 1));
  const auto third = static_cast<std::uint64_t>(_mm_cvtsi128_si64(high));
  const auto fourth = static_cast<std::uint64_t>(_mm_extract_epi64(high, 1));
  return {_mm_crc32_u64(_mm_crc32_u64(sums.odd, first), third),
          _mm_crc32_u64(_mm_crc32_u64(sums.even, second), fourth)};
}
#endif

// sample_hash() where there is no AVX2.
std::uint64_t hash_by_table(Bytes bytes);

}  // namespace sampling

#if defined(__x86_64__)
/// The same where 32 bytes can be read behind the first one and the others. Requires:
/// has_avx2().
[[RDB_AVX2, gnu::always_inline]] inline std::uint64_t sample_hash_with_slack(Bytes bytes) {
  if (bytes.size() <= sizeof(std::uint64_t)) {
    const std::uint64_t ones = key_cutting::kFirstBytes[bytes.size()];
    return sampling::finished(_mm_crc32_u64(0, load_le<std::uint64_t>(bytes.data()) & ones));
  }
  if (bytes.size() > sampling::kBlock) return sample_hash(bytes);
  const __m256i block = sampling::first_bytes(bytes.data(), bytes.size());
  return sampling::finished(sampling::add_block({}, block));
}
#endif

}  // namespace rdb
