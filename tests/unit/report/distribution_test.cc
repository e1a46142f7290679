#include "librdb/report/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace rdb {
namespace {

TEST(Distribution, BucketsCoverAllValuesOnce) {
  EXPECT_EQ(Distribution::first_of(0), 0u);
  for (std::size_t i = 0; i < Distribution::kBuckets; ++i) {
    const std::uint64_t first = Distribution::first_of(i);
    const std::uint64_t last = Distribution::last_of(i);
    EXPECT_EQ(Distribution::index_of(first), i);
    EXPECT_EQ(Distribution::index_of(last), i);
    EXPECT_LE(last - first, first / 16) << i;
  }
  EXPECT_EQ(Distribution::last_of(Distribution::kBuckets - 1), ~std::uint64_t{0});
}

std::uint64_t random_value(std::mt19937_64& random) { return random() >> (random() % 64); }

TEST(Distribution, PercentilesAreAtMostASixteenthTooHigh) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 20; ++round) {
    Distribution values;
    std::vector<std::uint64_t> all(1 + random() % 500);
    for (std::uint64_t& value : all) {
      value = random_value(random);
      values.add(value, 1);
    }
    std::sort(all.begin(), all.end());
    for (const double share : {0.01, 0.5, 0.9, 0.99, 1.0}) {
      const auto rank =
          static_cast<std::size_t>(std::ceil(share * static_cast<double>(all.size())));
      const std::uint64_t truth = all[std::max<std::size_t>(rank, 1) - 1];
      EXPECT_GE(values.percentile(share), truth);
      EXPECT_LE(values.percentile(share) - truth, truth / 16);
    }
    EXPECT_EQ(values.largest(), all.back());
    EXPECT_EQ(values.percentile(1), all.back());
  }
  EXPECT_EQ(Distribution().percentile(0.5), 0u);
}

TEST(Distribution, PartsAddUpToTheWhole) {
  std::mt19937_64 random(2);
  Distribution whole;
  std::vector<Distribution> parts(3);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t value = random_value(random);
    const std::uint64_t memory = random() % 1000;
    whole.add(value, memory);
    parts[random() % parts.size()].add(value, memory);
  }
  Distribution sum = parts[2];
  sum += parts[0];
  sum += parts[1];
  EXPECT_EQ(sum, whole);
}

}  // namespace
}  // namespace rdb
