// One bit for each byte of a short run that equals a separator, without reading outside the run.
#pragma once
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace rdb {

/// Bit i is set where data[i] == separator. Requires: size <= 64. Overlapping loads cover runs of
/// 16 bytes and more (the bits they share are equal), two of eight bytes those of 8 to 15: a copy
/// into a padded buffer would stall on store forwarding.
inline std::uint64_t separator_mask(const char* data, std::size_t size, char separator) {
  std::uint64_t mask = 0;
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8(separator);
  const auto equal = [wanted](__m128i bytes) {
    const int bits = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(bits));
  };
  const auto equal16 = [equal](const char* p) {
    __m128i bytes;
    std::memcpy(&bytes, p, sizeof bytes);
    return equal(bytes);
  };
  if (size >= 16) {
    mask = equal16(data) | equal16(data + size - 16) << (size - 16);
    if (size > 32) mask |= equal16(data + 16) << 16;
    if (size > 48) mask |= equal16(data + 32) << 32;
    return mask;
  }
  if (size >= 8) {
    std::int64_t front;
    std::int64_t back;
    std::memcpy(&front, data, 8);
    std::memcpy(&back, data + size - 8, 8);
    const std::uint64_t both = equal(_mm_set_epi64x(back, front));
    return (both & 0xff) | (both >> 8) << (size - 8);
  }
#endif
  for (std::size_t i = 0; i < size; ++i) {
    mask |= static_cast<std::uint64_t>(data[i] == separator) << i;
  }
  return mask;
}

/// The same where 64 bytes can be read, whatever stands behind the run: no branch on the size.
/// Requires: size < 64.
inline std::uint64_t separator_mask_with_slack(const char* data, std::size_t size, char separator) {
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8(separator);
  std::uint64_t mask = 0;
  for (unsigned i = 0; i < 64; i += 16) {
    __m128i bytes;
    std::memcpy(&bytes, data + i, sizeof bytes);
    const int bits = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));
    mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(bits)) << i;
  }
  return mask & ((std::uint64_t{1} << size) - 1);
#else
  return separator_mask(data, size, separator);
#endif
}

}  // namespace rdb
