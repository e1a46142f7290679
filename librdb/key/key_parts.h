// The hash of a part of a key, and what cuts keys: of split_key() and of who hashes parts of every
// key of a dump. No header for others.
#pragma once
#include <algorithm>
#include <array>

#include "librdb/base/endian.h"
#include "librdb/base/folded_product.h"
#include "librdb/key/split_key.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace rdb::key_cutting {

// What stands at a byte: nothing, a separator, or one that may be part of an address, URL or JSON.
enum Cut : std::uint8_t { kNone, kPlain, kLook };
inline constexpr char kAt = '@';

constexpr std::array<std::uint8_t, 256> make_cuts() {
  std::array<std::uint8_t, 256> cuts{};
  for (std::size_t c = 0; c <= ' '; ++c) cuts[c] = kPlain;
  for (const char c : {':', '/', '|', '#', '{', '}', '[', ']', '(',  ')',   ',',
                       ';', '&', '=', '?', '@', '!', '~', '$', '\\', '\x7f'}) {
    cuts[static_cast<unsigned char>(c)] = kPlain;
  }
  for (const char c : {':', '@', '{', '['}) cuts[static_cast<unsigned char>(c)] = kLook;
  return cuts;
}
inline constexpr auto kCuts = make_cuts();

// Odd constants with as many ones as zeros, by splitmix64 from 1 on.
constexpr std::uint64_t salt(std::uint64_t number) {
  std::uint64_t z = (number + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}
inline constexpr std::array<std::uint64_t, kMostParts> kSalts = [] {
  std::array<std::uint64_t, kMostParts> salts{};
  for (std::size_t i = 0; i < kMostParts; ++i) salts[i] = salt(i);
  return salts;
}();
inline constexpr std::uint64_t kFirstSecret = salt(100);
inline constexpr std::uint64_t kSecondSecret = salt(101);

inline constexpr std::array<std::uint64_t, 9> kFirstBytes = {0,
                                                             0xff,
                                                             0xffff,
                                                             0xffffff,
                                                             0xffffffff,
                                                             0xffffffffff,
                                                             0xffffffffffff,
                                                             0xffffffffffffff,
                                                             0xffffffffffffffff};

// Bytes [at, at + count) of the key, zeros behind them; no branch. Requires: size >= 8, count <= 8,
// at + count <= size.
[[gnu::always_inline]] inline std::uint64_t word_at(const char* data, std::size_t size,
                                                    std::size_t at, std::size_t count) {
  const std::size_t from = std::min(at, size - 8);
  const std::uint64_t word = load_le<std::uint64_t>(data + from) >> (8 * (at - from)) % 64;
  return word & kFirstBytes[count];
}

inline std::uint64_t word_of_short(const char* data, std::size_t at, std::size_t end) {
  std::uint64_t word = 0;
  for (std::size_t i = at; i < end; ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(data[i])} << 8 * (i - at);
  }
  return word;
}

inline constexpr std::uint64_t kFirstFactor = 0x9fb21c651e98df25;
inline constexpr std::uint64_t kSecondFactor = 0xd6e8feb86659fd93;

// Digits differ in few bits: one multiplication does not spread them (counts were 12 % off).
[[gnu::always_inline]] inline std::uint64_t finished(std::uint64_t word) {
  word *= kFirstFactor;
  word ^= word >> 32;
  word *= kSecondFactor;
  return word ^ word >> 32;
}

// What parts of more than eight bytes come down to.
inline std::uint64_t word_of_long(const char* data, std::size_t size, std::size_t at,
                                  std::size_t end) {
  std::uint64_t seed = kSecondSecret;
  for (; end - at > 16; at += 16) {
    seed = folded_product(load_le<std::uint64_t>(data + at) ^ kFirstSecret,
                          load_le<std::uint64_t>(data + at + 8) ^ seed);
  }
  const std::size_t left = end - at;
  const std::uint64_t first = word_at(data, size, at, std::min<std::size_t>(left, 8));
  const std::uint64_t second = left > 8 ? word_at(data, size, at + 8, left - 8) : 0;
  return folded_product(first ^ kFirstSecret, second ^ seed);
}

[[gnu::always_inline]] inline std::uint64_t hash_of(const char* data, std::size_t size,
                                                    std::size_t at, std::size_t end,
                                                    std::size_t position) {
  const std::size_t length = end - at;
  const std::uint64_t word =
      length <= 8 ? word_at(data, size, at, length) : word_of_long(data, size, at, end);
  return finished(word ^ (kSalts[position] + length));
}

// The same for keys shorter than a word.
inline std::uint64_t hash_of_short(const char* data, std::size_t at, std::size_t end,
                                   std::size_t position) {
  return finished(word_of_short(data, at, end) ^ (kSalts[position] + (end - at)));
}

// word_of_long() of up to 16 bytes, zeros behind them.
[[gnu::always_inline]] inline std::uint64_t word_of_two(std::uint64_t first, std::uint64_t second) {
  return folded_product(first ^ kFirstSecret, second ^ kSecondSecret);
}

// word_of_long() where 8 bytes behind the part can be read.
[[gnu::always_inline]] inline std::uint64_t long_word_with_slack(const char* part,
                                                                 std::size_t length) {
  if (length > 32) return word_of_long(part, length, 0, length);
  std::uint64_t seed = kSecondSecret;
  if (length > 16) {
    seed = folded_product(load_le<std::uint64_t>(part) ^ kFirstSecret,
                          load_le<std::uint64_t>(part + 8) ^ seed);
    part += 16;
    length -= 16;
  }
  const std::size_t first_size = std::min<std::size_t>(length, 8);
  const std::uint64_t first = load_le<std::uint64_t>(part) & kFirstBytes[first_size];
  const std::uint64_t second =
      load_le<std::uint64_t>(part + first_size) & kFirstBytes[length - first_size];
  return folded_product(first ^ kFirstSecret, second ^ seed);
}

// hash_of() where 8 bytes behind the part can be read.
[[gnu::always_inline]] inline std::uint64_t hash_with_slack(const char* part, std::size_t length,
                                                            std::size_t position) {
  const std::uint64_t word = length <= 8 ? load_le<std::uint64_t>(part) & kFirstBytes[length]
                                         : long_word_with_slack(part, length);
  return finished(word ^ (kSalts[position] + length));
}

// Spreads sums of hashes and numbers.
inline std::uint64_t mixed(std::uint64_t value) {
  value *= 0x9e3779b97f4a7c15;
  return (value ^ value >> 29) * 0xbf58476d1ce4e5b9;
}

inline constexpr std::uint64_t kSignatureFactor = 0x9e3779b97f4a7c15;

inline std::uint64_t with_separator(std::uint64_t signature, char c) {
  return (signature + static_cast<unsigned char>(c) + 1) * kSignatureFactor;
}

// Of `count` separators that are the same.
inline std::uint64_t signature_of(char c, std::size_t count) {
  static constexpr std::array<std::uint64_t, kMostParts> kSums = [] {
    std::array<std::uint64_t, kMostParts> sums{};
    for (std::size_t i = 1; i < kMostParts; ++i) sums[i] = (sums[i - 1] + 1) * kSignatureFactor;
    return sums;
  }();
  return (static_cast<unsigned char>(c) + std::uint64_t{1}) * kSums[count];
}

// Eight short groups in a row could be an address; here the last of them has not ended yet. Of
// seven parts in a row one has a number that is 6 modulo 7.
inline bool may_be_address(const SplitKey& split) {
  constexpr std::uint32_t kGroups = 7;
  constexpr std::uint32_t kLongest = 5;  // with its colon
  for (std::uint32_t i = kGroups - 1; i < split.parts; i += kGroups) {
    if (split.begin[i + 1] - split.begin[i] > kLongest) continue;
    std::uint32_t first = i;
    std::uint32_t end = i + 1;
    while (first > 0 && split.begin[first] - split.begin[first - 1] <= kLongest) --first;
    while (end < split.parts && split.begin[end + 1] - split.begin[end] <= kLongest) ++end;
    if (end - first >= kGroups) return true;
  }
  return false;
}

#if defined(__SSE2__)
// Bits of the bytes that may separate: all but letters, digits, `*` to `.` without the comma, `^`
// to backtick and bytes from 0x80 on. A few too many; the table knows.
[[gnu::always_inline]] inline unsigned candidates(__m128i bytes) {
  const auto within = [](__m128i v, char first,
                         int count) {  // unsigned, by way of signed bytes
    const __m128i moved = _mm_add_epi8(v, _mm_set1_epi8(static_cast<char>(-128 - first)));
    return _mm_cmplt_epi8(moved, _mm_set1_epi8(static_cast<char>(-128 + count)));
  };
  const __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  const __m128i soft =
      _mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')), within(bytes, '*', 5));
  const __m128i letters = _mm_or_si128(within(small, 'a', 26), within(bytes, '^', 3));
  const __m128i others = _mm_or_si128(within(bytes, '0', 10), soft);
  const __m128i none = _mm_or_si128(_mm_or_si128(letters, others), bytes);  // or the high bit set
  return ~static_cast<unsigned>(_mm_movemask_epi8(none)) & 0xffff;
}

inline __m128i load16(const char* p) {
  __m128i bytes;
  std::memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

struct Masks {
  std::uint64_t candidates = 0;
  std::uint64_t usual = 0;  // where the separator of the last key stands
  std::uint64_t points = 0;
};

// Requires: size <= kMostUsual, kUsualRoom bytes can be read.
[[gnu::always_inline]] inline Masks masks_with_slack(const char* data, std::size_t size,
                                                     char usual) {
  const __m128i wanted = _mm_set1_epi8(usual);
  const __m128i point = _mm_set1_epi8('.');
  const auto equal = [](__m128i a, __m128i b) {
    return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)))};
  };
  Masks masks;
  for (unsigned at = 0; at < size; at += 16) {
    const __m128i bytes = load16(data + at);
    masks.candidates |= std::uint64_t{candidates(bytes)} << at;
    masks.usual |= equal(bytes, wanted) << at;
    masks.points |= equal(bytes, point) << at;
  }
  const std::uint64_t within = (std::uint64_t{1} << size) - 1;
  return {masks.candidates & within, masks.usual & within, masks.points & within};
}

#endif

}  // namespace rdb::key_cutting
