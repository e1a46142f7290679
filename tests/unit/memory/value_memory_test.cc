#include "librdb/memory/value_memory.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace rdb {
namespace {

// Entries thrown into slots, again and again.
Collisions thrown(std::uint64_t entries, std::uint64_t slots, int times) {
  std::mt19937_64 random(entries * 31 + slots);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < times; ++i) {
    std::vector<bool> taken(slots);
    double behind = 0;
    for (std::uint64_t n = 0; n < entries; ++n) {
      const std::uint64_t slot = random() % slots;
      behind += taken[slot] ? 1 : 0;
      taken[slot] = true;
    }
    sum += behind;
    squares += behind * behind;
  }
  const double mean = sum / times;
  return {mean, squares / times - mean * mean};
}

TEST(CollisionsTest, AreThoseOfEntriesThrownAtRandom) {
  for (const auto& [entries, slots] :
       std::initializer_list<std::pair<std::uint64_t, std::uint64_t>>{
           {2, 4}, {4, 4}, {100, 128}, {129, 256}, {512, 512}, {9000, 16384}}) {
    const int times = slots > 10000 ? 400 : 4000;
    const Collisions predicted = collisions(entries, slots);
    const Collisions seen = thrown(entries, slots, times);
    EXPECT_NEAR(predicted.mean, seen.mean, 5 * std::sqrt(predicted.variance / times)) << entries;
    EXPECT_NEAR(predicted.variance / seen.variance, 1, times < 1000 ? 0.4 : 0.15) << entries;
  }
}

TEST(CollisionsTest, OneEntryHasNoneInItsWay) {
  EXPECT_EQ(collisions(0, 4).mean, 0);
  EXPECT_EQ(collisions(1, 4).mean, 0);
  EXPECT_EQ(collisions(1, 4).variance, 0);
}

TEST(AveragedTest, IsTheSumOrAByteLess) {
  std::mt19937_64 random(1);
  int less = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t sum = random() % 1'000'000;
    const std::uint64_t count = 1 + random() % 2000;
    const std::uint64_t all = averaged(64, sum, count);
    ASSERT_LE(all, 64 + sum);
    ASSERT_GE(all + 1, 64 + sum);
    less += all != 64 + sum ? 1 : 0;
  }
  EXPECT_GT(less, 0);
  EXPECT_EQ(averaged(64, 0, 0), 64);
}

}  // namespace
}  // namespace rdb
