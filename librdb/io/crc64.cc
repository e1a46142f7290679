#include "librdb/io/crc64.h"

#include <array>

#include "librdb/base/endian.h"

#ifdef RDBMILL_HAVE_ISAL
#include <isa-l/crc64.h>
#endif

namespace rdb {
namespace {

// x^64 + … of the Jones polynomial 0xad93d23594c935a9, bits reversed: bit 63 stands for x^0.
constexpr std::uint64_t kPolynomial = 0x95ac9329ac4bc9b5;
constexpr std::uint64_t kOne = std::uint64_t{1} << 63;

constexpr std::uint64_t times_x(std::uint64_t a) { return a >> 1 ^ ((a & 1) ? kPolynomial : 0); }

constexpr std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  for (std::uint64_t bit = kOne; bit != 0; bit >>= 1) {
    if (a & bit) sum ^= b;
    b = times_x(b);
  }
  return sum;
}

// kSlices[n][b]: what byte b contributes when n more bytes follow it in the same step.
using Slices = std::array<std::array<std::uint64_t, 256>, 8>;
constexpr Slices make_slices() {
  Slices slices{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::uint64_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = times_x(crc);
    slices[0][byte] = crc;
  }
  for (unsigned n = 1; n < 8; ++n) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const std::uint64_t before = slices[n - 1][byte];
      slices[n][byte] = slices[0][before & 0xff] ^ before >> 8;
    }
  }
  return slices;
}
constexpr Slices kSlices = make_slices();

// kZeros[k] = x^(8 · 2^k): the operator that appends 2^k zero bytes.
using ZeroOperators = std::array<std::uint64_t, 64>;
constexpr ZeroOperators make_zero_operators() {
  ZeroOperators operators{};
  std::uint64_t power = kOne >> 8;
  for (std::uint64_t& entry : operators) {
    entry = power;
    power = product(power, power);
  }
  return operators;
}
constexpr ZeroOperators kZeros = make_zero_operators();

#ifdef RDBMILL_HAVE_ISAL
// ISA-L 2.30 returns from its AVX-512 code with the upper halves of the vector registers in use.
// Until something clears them, every SSE instruction merges with, so waits for, what its register
// held before: our loads, which would miss the cache side by side, miss it one after the other
// (regrouping ten million keys: 428 instead of 163 ns each).
#if defined(__x86_64__)
[[gnu::target("avx")]] void clear_upper_halves() { __builtin_ia32_vzeroupper(); }
void leave_vector_code() {
  static const bool has_avx = __builtin_cpu_supports("avx");
  if (has_avx) clear_upper_halves();
}
#else
void leave_vector_code() {}
#endif
#endif

}  // namespace

std::uint64_t crc64_portable(std::uint64_t crc, Bytes bytes) {
  const char* p = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; p += 8, left -= 8) {
    crc ^= load_le<std::uint64_t>(p);
    std::uint64_t next = 0;
    for (unsigned i = 0; i < 8; ++i) next ^= kSlices[7 - i][crc >> (8 * i) & 0xff];
    crc = next;
  }
  for (; left != 0; ++p, --left) {
    crc = kSlices[0][(crc ^ static_cast<unsigned char>(*p)) & 0xff] ^ crc >> 8;
  }
  return crc;
}

std::uint64_t crc64(std::uint64_t crc, Bytes bytes) {
#ifdef RDBMILL_HAVE_ISAL
  // ISA-L inverts the value on the way in and out, the servers do not.
  const std::uint64_t result =
      ~crc64_jones_refl(~crc, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  leave_vector_code();
  return result;
#else
  return crc64_portable(crc, bytes);
#endif
}

std::uint64_t crc64_append_zeros(std::uint64_t crc, std::uint64_t zeros) {
  for (std::size_t k = 0; zeros != 0; ++k, zeros >>= 1) {
    if (zeros & 1) crc = product(crc, kZeros[k]);
  }
  return crc;
}

}  // namespace rdb
