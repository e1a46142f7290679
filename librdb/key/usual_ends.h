// Where the separators of a key stand, if they are all the one that separated the key before and
// nothing else about the key needs a closer look: what outline_key() and who outlines many keys at
// once have in common. No header for others.
#pragma once
#include <bit>

#include "librdb/base/avx2.h"
#include "librdb/key/key_parts.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace rdb::key_cutting {

// Whether seven parts, not counting the last, are as short as those of an address
// (may_be_address()), in a row or not. `ends` are those of all parts but the last.
[[gnu::always_inline]] inline bool has_seven_short_parts(std::uint64_t ends) {
  const std::uint64_t begins = ends << 1 | 1;
  std::uint64_t near = begins << 1;  // one byte behind where a part begins …
  near |= near << 1;
  near |= near << 2;
  near |= begins << 5;  // … to five: there ends a short one, with its colon
  return std::popcount(begins & near) >= 7;
}

// Whether separators in these places, all of them the usual one, need no closer look: there are
// some, not too many, no empty parts and nothing that may be an address.
[[gnu::always_inline]] inline bool are_simple(std::uint64_t ends) {
  return ends != 0 && (ends & ends << 1) == 0 &&
         std::popcount(ends) < static_cast<int>(kMostParts) && !has_seven_short_parts(ends);
}

// More points than one may make a trait.
[[gnu::always_inline]] inline bool may_have_trait(std::uint64_t points) {
  return (points & (points - 1)) != 0;
}

// The bits of all separators; 0 for what needs a closer look. Requires: as masks_with_slack().
[[gnu::always_inline]] inline std::uint64_t usual_ends(const char* data, std::size_t size,
                                                       char usual) {
  const Masks masks = masks_with_slack(data, size, usual);
  const bool is_usual = masks.candidates == masks.usual && !may_have_trait(masks.points);
  return is_usual && are_simple(masks.usual) ? masks.usual : 0;
}

// kCuts and the point as two tables of sixteen: bit n of the first is set where byte 16 n + i
// separates, the second has bit n for n.
struct CutsByHalf {
  alignas(16) std::array<std::uint8_t, 16> low{};
  alignas(16) std::array<std::uint8_t, 16> high{};
};
inline constexpr CutsByHalf kCutsByHalf = [] {
  CutsByHalf cuts;
  for (unsigned c = 0; c < 128; ++c) {
    if (kCuts[c] != kNone || c == '.') cuts.low[c % 16] |= static_cast<std::uint8_t>(1U << c / 16);
  }
  for (unsigned n = 0; n < 8; ++n) cuts.high[n] = static_cast<std::uint8_t>(1U << n);
  return cuts;
}();

[[RDB_AVX2, gnu::always_inline]] inline __m256i load32(const char* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(from));
}

// Bits of the bytes that are equal.
[[RDB_AVX2, gnu::always_inline]] inline std::uint64_t equal_bytes(__m256i a, __m256i b) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b)));
}

[[RDB_AVX2, gnu::always_inline]] inline __m256i twice(const std::array<std::uint8_t, 16>& bytes) {
  return _mm256_broadcastsi128_si256(load16(reinterpret_cast<const char*>(bytes.data())));
}

// Not zero where a byte separates or is a point.
[[RDB_AVX2, gnu::always_inline]] inline __m256i cuts_in(__m256i bytes) {
  const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
  return _mm256_and_si256(_mm256_shuffle_epi8(twice(kCutsByHalf.low), bytes),
                          _mm256_shuffle_epi8(twice(kCutsByHalf.high), upper));
}

// The same in two steps of 32 bytes. Requires: has_avx2(), 64 bytes can be read, size <=
// kMostUsual, the usual separator is a hard one. Most keys have no point.
[[RDB_AVX2, gnu::always_inline]] inline std::uint64_t usual_ends_with_avx2(const char* data,
                                                                           std::size_t size,
                                                                           char usual) {
  const __m256i front = load32(data);
  const __m256i back = load32(data + 32);
  const __m256i none = _mm256_setzero_si256();
  const __m256i wanted = _mm256_set1_epi8(usual);
  const std::uint64_t within = (std::uint64_t{1} << size) - 1;
  const std::uint64_t others = equal_bytes(cuts_in(front), none) | equal_bytes(cuts_in(back), none)
                                                                       << 32;
  const std::uint64_t cuts = ~others & within;
  const std::uint64_t ends =
      (equal_bytes(front, wanted) | equal_bytes(back, wanted) << 32) & within;
  if (cuts != ends) {
    const __m256i point = _mm256_set1_epi8('.');
    const std::uint64_t points = equal_bytes(front, point) | equal_bytes(back, point) << 32;
    if ((cuts & ~points) != ends || may_have_trait(points & within)) return 0;
  }
  return are_simple(ends) ? ends : 0;
}

}  // namespace rdb::key_cutting

#endif
