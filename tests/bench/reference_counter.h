// A record of a dump of counters as the reference regroup takes it apart: from key and value to the
// word that is spilled, and two hashes of the name of its group.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace rdb::bench {

using std::size_t;
using std::uint32_t;
using std::uint64_t;
using Byte = unsigned char;
__extension__ typedef unsigned __int128 Wide;

// A spilled word: field (28 bits) | value (20) | number of the group in its partition (16). The
// field is a number, or kText with a length and a text, or kName: then the value is the length of
// the group's name, and the group's check and the name follow.
inline constexpr unsigned kFieldShift = 36;
inline constexpr unsigned kValueShift = 16;
inline constexpr int kValueBias = 1 << 19;
inline constexpr uint64_t kText = 1 << 27;
inline constexpr uint64_t kName = (1 << 28) - 1;

[[noreturn]] inline void refuse(const std::string& why) { throw std::runtime_error(why); }

template <typename T>
T load(const Byte* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
Byte* put(Byte* to, T value) {
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

struct Piece {
  const Byte* data = nullptr;
  size_t size = 0;
};

inline Byte* put(Byte* to, Piece piece) {
  std::memcpy(to, piece.data, piece.size);
  return to + piece.size;
}

// Bits of the colons; bytes behind the key are read and left out.
inline uint64_t colons(const Byte* key, size_t size) {
  uint64_t mask = 0;
#if defined(__SSE2__)
  for (unsigned i = 0; i < 64; i += 16) {
    const __m128i equal = _mm_cmpeq_epi8(load<__m128i>(key + i), _mm_set1_epi8(':'));
    mask |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(equal))} << i;
  }
#else
  for (size_t i = 0; i < size; ++i) mask |= uint64_t{key[i] == ':'} << i;
#endif
  return mask & ((uint64_t{1} << size) - 1);
}

inline uint64_t folded(uint64_t a, uint64_t b) {
  const Wide product = Wide{a} * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Of up to 32 bytes, without a branch on how many there are: lengths as random as these are
// mispredicted. Reads 32.
inline uint64_t hash_short(Piece piece, uint64_t seed) {
  static constexpr auto kMasks = [] {
    std::array<Byte, 64> bytes{};
    for (size_t i = 0; i < 32; ++i) bytes[i] = 0xff;
    return bytes;
  }();
  const Byte* const mask = kMasks.data() + 32 - piece.size;
  const auto word = [&](size_t at) {
    return load<uint64_t>(piece.data + at) & load<uint64_t>(mask + at);
  };
  return folded(word(0) ^ seed, word(8) ^ 0xa0761d6478bd642f) ^
         std::rotl(folded(word(16) ^ 0xe7037ed1a0b428db, word(24) ^ seed), 23);
}

inline uint64_t hash_piece(Piece piece, uint64_t seed) {
  seed += piece.size;
  if (piece.size <= 32) [[likely]]
    return hash_short(piece, seed);
  return hash_short({piece.data + 32, piece.size - 32}, hash_short({piece.data, 32}, seed));
}

// Up to eight digits without a leading zero become a number.
inline uint64_t field_of(Piece text) {
  const auto bytes = load<uint64_t>(text.data);
  const auto room = static_cast<unsigned>(64 - 8 * text.size) & 63;
  uint64_t digits = (bytes ^ 0x3030303030303030) << room;
  const bool other = (((digits + 0x7676767676767676) | digits) & 0x8080808080808080) != 0;
  if (other || text.size - 1 > 7 || (*text.data == '0' && text.size != 1)) [[unlikely]] {
    if (text.size > 3) refuse("an article that is not handled");
    return kText | text.size << 24 | (bytes & ((1u << 8 * text.size) - 1));
  }
  digits = digits * 10 + (digits >> 8);
  constexpr uint64_t kPairs = 0xff000000ff;
  constexpr uint64_t kHundreds = (uint64_t{1'000'000} << 32) + 100;
  constexpr uint64_t kOnes = (uint64_t{10'000} << 32) + 1;
  return ((digits & kPairs) * kHundreds + (digits >> 16 & kPairs) * kOnes) >> 32;
}

struct Counter {
  uint64_t hash = 0;   // where in the table, which partition
  uint64_t check = 0;  // other bits, for the sums
  uint64_t word = 0;   // to spill, without the number
  Piece front, back;   // the group's name
};

// Returns what follows the record.
inline const Byte* parse(const Byte* p, Counter& counter) {
  const size_t size = p[1];
  const Byte* const key = p + 2;
  if (size >= 0x40) refuse("a key that is not handled");
  const unsigned form = key[size] ^ 0xc0u;
  if (form > 2) refuse("a value that is not handled");
  const unsigned bits = 8u << form;
  const auto shifted = static_cast<int>(load<uint32_t>(key + size + 1) << (32 - bits));
  const auto biased = static_cast<uint32_t>((shifted >> (32 - bits)) + kValueBias);
  if (biased >= 2 * kValueBias) refuse("a value that is not handled");
  uint64_t mask = colons(key, size);
  const auto next = [&mask] { return std::exchange(mask, mask & (mask - 1)); };
  for (unsigned i = 0; i < 3; ++i) next();
  const auto begin = static_cast<size_t>(std::countr_zero(next())) + 1;
  const auto end = static_cast<size_t>(std::countr_zero(next()));
  for (unsigned i = 0; i < 2; ++i) next();
  if (next() == 0 || mask != 0) refuse("a key that has not nine parts");
  counter.front = {key, begin};
  counter.back = {key + end + 1, size - end - 1};
  const uint64_t field = field_of({key + begin, end - begin});
  counter.word = field << kFieldShift | uint64_t{biased} << kValueShift;
  const uint64_t a = hash_piece(counter.front, 0x8ebc6af09c88c6e3);
  const uint64_t b = hash_piece(counter.back, 0x589965cc75374cc3);
  counter.hash = folded(a ^ 0x1d8e4e27c47d124f, b ^ 0xeb44accab455d165);
  counter.check = a * 0x9e3779b97f4a7c15 + b;
  return key + size + 1 + bits / 8;
}

}  // namespace rdb::bench
