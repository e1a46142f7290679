#include "librdb/memory/grisu_digits.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace rdb {
namespace {

// fraction · 2^exponent
struct Scaled {
  std::uint64_t fraction = 0;
  int exponent = 0;
};

constexpr int kFirstPower = -348;
constexpr int kStep = 8;
constexpr int kPowers = 87;

// 10^power, rounded to 64 bits: what a long double of x86-64 holds.
Scaled power_of_ten(int power) {
  const std::string text = "1e" + std::to_string(power);
  int exponent = 0;
  const long double fraction = std::frexp(std::strtold(text.c_str(), nullptr), &exponent);
  const long double bits = std::rint(std::ldexp(fraction, 64));
  return {static_cast<std::uint64_t>(bits), exponent - 64};
}

Scaled cached_power(int index) {
  static const std::array<Scaled, kPowers> powers = [] {
    std::array<Scaled, kPowers> all;
    for (int i = 0; i < kPowers; ++i) {
      all[static_cast<std::size_t>(i)] = power_of_ten(kFirstPower + kStep * i);
    }
    return all;
  }();
  return powers[static_cast<std::size_t>(index)];
}

// The power that brings a number of that exponent to one between -60 and -32. Two may do; which
// is taken depends on where the search begins.
int index_of_power(int exponent) {
  constexpr double kLog10Of2 = 0.30102999566398114;
  const int guess = static_cast<int>(-(exponent + kPowers) * kLog10Of2);
  for (int index = (guess - kFirstPower) / kStep;;) {
    const int scaled = exponent + cached_power(index).exponent + 64;
    if (scaled < -60) {
      ++index;
    } else if (scaled > -32) {
      --index;
    } else {
      return index;
    }
  }
}

// The upper half of the product, rounded.
std::uint64_t rounded_product(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kLow = 0xffffffff;
  const std::uint64_t high_low = (a >> 32) * (b & kLow);
  const std::uint64_t low_high = (a & kLow) * (b >> 32);
  const std::uint64_t low = (a & kLow) * (b & kLow);
  const std::uint64_t middle =
      (high_low & kLow) + (low_high & kLow) + (low >> 32) + (std::uint64_t{1} << 31);
  return (a >> 32) * (b >> 32) + (high_low >> 32) + (low_high >> 32) + (middle >> 32);
}

// Both neighbours' halfway points, the upper one with its highest bit set, the same exponent.
struct Bounds {
  std::uint64_t lower = 0;
  std::uint64_t upper = 0;
  int exponent = 0;
};

Bounds bounds_of(double value) {
  constexpr int kFractionBits = 52;
  constexpr std::uint64_t kHidden = std::uint64_t{1} << kFractionBits;
  constexpr int kBias = 1023 + kFractionBits;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t stored = bits & (kHidden - 1);
  const auto biased = static_cast<int>(bits >> kFractionBits);
  const std::uint64_t fraction = biased != 0 ? stored + kHidden : stored;
  const int exponent = biased != 0 ? biased - kBias : 1 - kBias;

  Bounds bounds;
  const std::uint64_t upper = 2 * fraction + 1;
  const int shift = std::countl_zero(upper);
  bounds.upper = upper << shift;
  bounds.exponent = exponent - 1 - shift;
  const int below = fraction == kHidden ? 2 : 1;  // where numbers are closer below than above
  bounds.lower = ((fraction << below) - 1) << (exponent - below - bounds.exponent);
  return bounds;
}

}  // namespace

GrisuDigits grisu_digits(double value) {
  const Bounds bounds = bounds_of(value);
  const int index = index_of_power(bounds.exponent);
  const Scaled power = cached_power(index);
  const std::uint64_t upper = rounded_product(bounds.upper, power.fraction) - 1;
  const std::uint64_t lower = rounded_product(bounds.lower, power.fraction) + 1;
  const int shift = -(bounds.exponent + power.exponent + 64);  // bits behind the point: 32 … 60
  const std::uint64_t mask = (std::uint64_t{1} << shift) - 1;

  GrisuDigits result;
  std::uint64_t whole = upper >> shift;
  std::uint64_t rest = upper & mask;
  std::uint64_t delta = upper - lower;
  const int origin = -(kFirstPower + kStep * index);
  std::uint64_t unit = 1'000'000'000;
  for (int left = 9; left >= 0; --left, unit /= 10) {
    if (whole >= unit || result.digits != 0) ++result.digits;
    whole %= unit;
    if ((whole << shift) + rest <= delta) {
      result.exponent = origin + left;
      return result;
    }
  }
  for (int left = -1;; --left) {
    rest *= 10;
    delta *= 10;
    if (rest > mask || result.digits != 0) ++result.digits;
    rest &= mask;
    if (rest < delta) {
      result.exponent = origin + left;
      return result;
    }
  }
}

}  // namespace rdb
