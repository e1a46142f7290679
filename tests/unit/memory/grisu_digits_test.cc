#include "librdb/memory/grisu_digits.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <random>

namespace rdb {
namespace {

int shortest_digits(double value) {
  char text[64];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  int digits = 0;
  for (const char* at = text; at != end && *at != 'e'; ++at) digits += *at != '.' ? 1 : 0;
  return digits;
}

TEST(GrisuDigitsTest, AreTheShortestBarOneInAThousand) {
  std::mt19937_64 random(1);
  int longer = 0;
  constexpr int kAll = 200'000;
  for (int i = 0; i < kAll; ++i) {
    const double value = std::abs(std::bit_cast<double>(random()));
    if (!std::isfinite(value) || value == 0) continue;
    const GrisuDigits digits = grisu_digits(value);
    const int shortest = shortest_digits(value);
    ASSERT_GE(digits.digits, shortest) << value;
    ASSERT_LE(digits.digits, 17) << value;
    longer += digits.digits > shortest ? 1 : 0;
    // The last digit stands where it must: the power of the first is that of the number.
    const int first = digits.exponent + digits.digits - 1;
    ASSERT_LE(std::abs(first - std::floor(std::log10(value))), 1) << value;
  }
  EXPECT_GT(longer, 0);
  EXPECT_LT(longer, kAll / 500);
}

// As servers print them: 9.999999999999999e22 is one digit's worth too long.
TEST(GrisuDigitsTest, KnownOnes) {
  struct Case {
    double value;
    int digits, exponent;
  };
  for (const Case& each :
       {Case{0.25, 2, -2}, Case{3, 1, 0}, Case{1e22, 1, 22}, Case{1e23, 16, 7},
        Case{5e-324, 1, -324}, Case{1.7976931348623157e308, 17, 292}, Case{123456.789, 9, -3}}) {
    const GrisuDigits digits = grisu_digits(each.value);
    EXPECT_EQ(digits.digits, each.digits) << each.value;
    EXPECT_EQ(digits.exponent, each.exponent) << each.value;
  }
}

}  // namespace
}  // namespace rdb
