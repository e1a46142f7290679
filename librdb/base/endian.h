// Unaligned loads and stores of fixed-width integers in either byte order.
//
// Requires: [p, p + sizeof(T)) is readable or writable; the caller has checked.
#pragma once
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>

namespace rdb {

template <std::unsigned_integral T>
constexpr T byte_swapped(T v) {
  if constexpr (sizeof(T) == 1) return v;
  if constexpr (sizeof(T) == 2) return static_cast<T>(__builtin_bswap16(v));
  if constexpr (sizeof(T) == 4) return static_cast<T>(__builtin_bswap32(v));
  if constexpr (sizeof(T) == 8) return static_cast<T>(__builtin_bswap64(v));
}

template <std::unsigned_integral T>
T load_le(const char* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return std::endian::native == std::endian::little ? v : byte_swapped(v);
}

template <std::unsigned_integral T>
T load_be(const char* p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return std::endian::native == std::endian::big ? v : byte_swapped(v);
}

template <std::unsigned_integral T>
void store_le(char* p, T v) {
  if (std::endian::native != std::endian::little) v = byte_swapped(v);
  std::memcpy(p, &v, sizeof v);
}

template <std::unsigned_integral T>
void store_be(char* p, T v) {
  if (std::endian::native != std::endian::big) v = byte_swapped(v);
  std::memcpy(p, &v, sizeof v);
}

}  // namespace rdb
