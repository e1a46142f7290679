// Where separators stand in a short key, one bit a byte, by AVX2. No header for others.
#pragma once
#include <array>
#include <cstdint>

#include "librdb/base/avx2.h"
#include "librdb/key/key_parts.h"

#if defined(__SSE2__)
#include <immintrin.h>

namespace rdb::key_cutting {

// kCuts as two tables of sixteen: bit n of the first is set where byte 16 n + i separates, the
// second has bit n for n.
struct CutsByHalf {
  alignas(16) std::array<std::uint8_t, 16> low{};
  alignas(16) std::array<std::uint8_t, 16> high{};
};
inline constexpr CutsByHalf kCutsByHalf = [] {
  CutsByHalf cuts;
  for (unsigned c = 0; c < 128; ++c) {
    if (kCuts[c] != kNone) cuts.low[c % 16] |= static_cast<std::uint8_t>(1U << c / 16);
  }
  for (unsigned n = 0; n < 8; ++n) cuts.high[n] = static_cast<std::uint8_t>(1U << n);
  return cuts;
}();

// Bits of the bytes that are equal.
[[RDB_AVX2, gnu::always_inline]] inline std::uint64_t equal_bytes(__m256i a, __m256i b) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b)));
}

[[RDB_AVX2, gnu::always_inline]] inline __m256i twice(const std::array<std::uint8_t, 16>& bytes) {
  return _mm256_broadcastsi128_si256(load16(reinterpret_cast<const char*>(bytes.data())));
}

// Not zero where a byte separates.
[[RDB_AVX2, gnu::always_inline]] inline __m256i cuts_in(__m256i bytes) {
  const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
  return _mm256_and_si256(_mm256_shuffle_epi8(twice(kCutsByHalf.low), bytes),
                          _mm256_shuffle_epi8(twice(kCutsByHalf.high), upper));
}

// masks_with_slack() in two steps of 32 bytes, exactly.
[[RDB_AVX2, gnu::always_inline]] inline Masks masks_by_avx2(const char* data, std::size_t size,
                                                            char separator) {
  const auto* const from = reinterpret_cast<const __m256i_u*>(data);
  const __m256i front = _mm256_loadu_si256(from);
  const __m256i back = _mm256_loadu_si256(from + 1);
  const __m256i none = _mm256_setzero_si256();
  const __m256i usual = _mm256_set1_epi8(separator);
  const __m256i point = _mm256_set1_epi8('.');
  const std::uint64_t within = (std::uint64_t{1} << size) - 1;
  const std::uint64_t others = equal_bytes(cuts_in(front), none) | equal_bytes(cuts_in(back), none)
                                                                       << 32;
  const std::uint64_t usuals = equal_bytes(front, usual) | equal_bytes(back, usual) << 32;
  const std::uint64_t points = equal_bytes(front, point) | equal_bytes(back, point) << 32;
  return {~others & within, usuals & within, points & within};
}

}  // namespace rdb::key_cutting
#endif
