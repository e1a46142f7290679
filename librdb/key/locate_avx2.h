// Where one part of a key stands that is separated by one byte, for processors with AVX2.
#pragma once
#if defined(__x86_64__)
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "librdb/base/avx2.h"
#include "librdb/base/bytes.h"

namespace rdb {

/// Part `i` of `last` + 1; false if there are more or fewer. The whole mask in two steps, and
/// counted instead of walked to its end. Requires: 64 bytes can be read, size < 64, i <= last.
[[RDB_AVX2, gnu::always_inline]] inline bool locate_by_avx2(const char* data, std::size_t size,
                                                            char separator, std::size_t last,
                                                            std::size_t i, Bytes& part) {
  const __m256i wanted = _mm256_set1_epi8(separator);
  const auto* const from = reinterpret_cast<const __m256i_u*>(data);
  const __m256i front = _mm256_cmpeq_epi8(_mm256_loadu_si256(from), wanted);
  const __m256i back = _mm256_cmpeq_epi8(_mm256_loadu_si256(from + 1), wanted);
  const std::uint64_t low = static_cast<std::uint32_t>(_mm256_movemask_epi8(front));
  const std::uint64_t high = static_cast<std::uint32_t>(_mm256_movemask_epi8(back));
  const std::uint64_t end_of_key = std::uint64_t{1} << size;
  const std::uint64_t separators = (low | high << 32) & (end_of_key - 1);
  if (static_cast<std::size_t>(__builtin_popcountll(separators)) != last) return false;
  std::uint64_t ends = separators | end_of_key;
  std::size_t begin = 0;
  if (i != 0) {
    for (std::size_t k = i - 1; k != 0; --k) ends &= ends - 1;
    begin = static_cast<std::size_t>(__builtin_ctzll(ends)) + 1;
    ends &= ends - 1;
  }
  part = Bytes(data + begin, static_cast<std::size_t>(__builtin_ctzll(ends)) - begin);
  return true;
}

}  // namespace rdb
#endif
