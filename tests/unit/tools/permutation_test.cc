#include "tools/permutation.h"

#include <gtest/gtest.h>

#include <vector>

namespace rdbmill {
namespace {

TEST(Permutation, MeetsEveryNumberOnce) {
  for (std::uint64_t n = 1; n < 600; ++n) {
    for (const std::uint64_t seed : {0u, 1u, 77u}) {
      const Permutation order(n, seed);
      std::vector<bool> met(n);
      for (std::uint64_t i = 0; i < n; ++i) {
        const std::uint64_t number = order(i);
        ASSERT_LT(number, n);
        ASSERT_FALSE(met[number]) << n;
        met[number] = true;
      }
    }
  }
}

TEST(Permutation, LooksShuffled) {
  constexpr std::uint64_t kCount = 100'000;
  const Permutation order(kCount, 1);
  std::uint64_t neighbours = 0, fixed = 0, rising = 0;
  for (std::uint64_t i = 1; i < kCount; ++i) {
    const std::uint64_t a = order(i - 1), b = order(i);
    neighbours += a + 1 == b || b + 1 == a ? 1 : 0;
    fixed += b == i ? 1 : 0;
    rising += a < b ? 1 : 0;
  }
  EXPECT_LT(neighbours, 30u);
  EXPECT_LT(fixed, 20u);
  EXPECT_NEAR(static_cast<double>(rising), kCount / 2.0, kCount * 0.02);
}

TEST(Permutation, OfLargeRangesStaysInside) {
  const std::uint64_t n = (std::uint64_t{1} << 40) + 12345;
  const Permutation order(n, 3);
  for (std::uint64_t i = 0; i < 1000; ++i) EXPECT_LT(order(n - 1 - i), n);
}

}  // namespace
}  // namespace rdbmill
