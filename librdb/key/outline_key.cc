#include <algorithm>
#include <bit>

#include "librdb/key/key_parts.h"
#include "librdb/key/split_key.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace rdb {
namespace {

using namespace key_cutting;

#if defined(__SSE2__)
// Whether a part that could be the seventh of an address in a row (may_be_address()) is short
// enough for it. `ends` are those of all parts but the last.
[[gnu::always_inline]] inline bool has_short_seventh(std::uint64_t ends) {
  constexpr int kGroups = 7;
  constexpr int kLongest = 5;  // with its colon
  for (int left = std::popcount(ends); left >= kGroups; left -= kGroups) {
    for (int i = 0; i < kGroups - 2; ++i) ends &= ends - 1;
    const int before = std::countr_zero(ends);
    ends &= ends - 1;
    if (std::countr_zero(ends) - before <= kLongest) return true;
    ends &= ends - 1;
  }
  return false;
}

// split_as_usual() as far as outline_key() wants it; false also for what looks like an address.
[[gnu::always_inline]] inline bool outline_by(SplitKey& split, const Masks& masks) {
  const std::uint64_t ends = masks.candidates;
  if (ends != masks.usual || (ends & ends << 1) != 0 || ends == 0) return false;
  const auto separators = static_cast<std::uint32_t>(std::popcount(ends));
  if (separators >= kMostParts || has_short_seventh(ends)) return false;
  if ((masks.points & (masks.points - 1)) != 0) return false;  // there may be a trait
  split.parts = separators + 1;
  split.ends = ends;
  split.hash[0] =
      hash_with_slack(split.key.data(), static_cast<std::size_t>(std::countr_zero(ends)), 0);
  split.signature = signature_of(split.usual, separators);
  split.trait = 0;
  return true;
}

bool outline_with_sse2(SplitKey& split) {
  return outline_by(split, masks_with_slack(split.key.data(), split.key.size(), split.usual));
}

// kCuts as two tables of sixteen: bit n of the first is set where byte 16 n + i separates, the
// second has bit n for n.
struct CutsByHalf {
  alignas(16) std::array<std::uint8_t, 16> low{};
  alignas(16) std::array<std::uint8_t, 16> high{};
};
constexpr CutsByHalf kCutsByHalf = [] {
  CutsByHalf cuts;
  for (unsigned c = 0; c < 128; ++c) {
    if (kCuts[c] != kNone) cuts.low[c % 16] |= static_cast<std::uint8_t>(1U << c / 16);
  }
  for (unsigned n = 0; n < 8; ++n) cuts.high[n] = static_cast<std::uint8_t>(1U << n);
  return cuts;
}();

#define RDB_AVX2 gnu::target("avx2,bmi,popcnt")

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
[[RDB_AVX2]] bool outline_with_avx2(SplitKey& split) {
  const char* const data = split.key.data();
  const auto* const from = reinterpret_cast<const __m256i_u*>(data);
  const __m256i front = _mm256_loadu_si256(from);
  const __m256i back = _mm256_loadu_si256(from + 1);
  const __m256i none = _mm256_setzero_si256();
  const __m256i usual = _mm256_set1_epi8(split.usual);
  const __m256i point = _mm256_set1_epi8('.');
  const std::uint64_t within = (std::uint64_t{1} << split.key.size()) - 1;
  const std::uint64_t others = equal_bytes(cuts_in(front), none) | equal_bytes(cuts_in(back), none)
                                                                       << 32;
  const std::uint64_t usuals = equal_bytes(front, usual) | equal_bytes(back, usual) << 32;
  const std::uint64_t points = equal_bytes(front, point) | equal_bytes(back, point) << 32;
  return outline_by(split, {~others & within, usuals & within, points & within});
}

const bool has_avx2 =
    (__builtin_cpu_init(), __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                               __builtin_cpu_supports("popcnt"));

bool outline_as_usual(SplitKey& split) {
  return has_avx2 ? outline_with_avx2(split) : outline_with_sse2(split);
}

void hash_outline(SplitKey& split, std::uint32_t count) {
  std::size_t begin = 0;
  std::uint64_t rest = split.ends;
  for (std::uint32_t i = 0; i < count; ++i, rest &= rest - 1) {
    const std::size_t end =
        rest != 0 ? static_cast<std::size_t>(std::countr_zero(rest)) : split.key.size();
    split.hash[i] = hash_with_slack(split.key.data() + begin, end - begin, i);
    split.begin[i] = static_cast<std::uint32_t>(begin);
    begin = end + 1;
  }
  split.begin[count] = static_cast<std::uint32_t>(begin);
}
#else
bool outline_as_usual(SplitKey&) { return false; }
void hash_outline(SplitKey&, std::uint32_t) {}
#endif

}  // namespace

void outline_parts(SplitKey& split, std::uint32_t count) {
  if (split.ends != 0) hash_outline(split, count);
}

void outline_key(Bytes key, SplitKey& split, std::size_t slack) {
  split.key = key;
  const bool may_be_usual = key.size() <= kMostUsual && key.size() + slack >= kUsualRoom;
  if (may_be_usual && outline_as_usual(split)) return;
  split.ends = 0;
  split_key(key, split, slack);
}

}  // namespace rdb
