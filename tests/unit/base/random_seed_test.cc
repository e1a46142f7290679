// Seeds are all different, and every bit of them takes both values.
#include "librdb/base/random_seed.h"

#include <gtest/gtest.h>

#include <set>

namespace rdb {
namespace {

TEST(RandomSeed, NoTwoAreEqualAndNoBitIsFixed) {
  std::set<std::uint64_t> seeds;
  std::uint64_t set_in_one = 0;
  std::uint64_t set_in_all = ~std::uint64_t{0};
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t seed = random_seed();
    EXPECT_TRUE(seeds.insert(seed).second);
    set_in_one |= seed;
    set_in_all &= seed;
  }
  EXPECT_EQ(set_in_one, ~std::uint64_t{0});
  EXPECT_EQ(set_in_all, 0U);
}

}  // namespace
}  // namespace rdb
