#include "librdb/memory/loaded_score.h"

#include <gtest/gtest.h>

#include <limits>

namespace rdb {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

StringMeasure score_in(Family family, std::uint16_t release, double score) {
  return loaded_score(server_profile(family, release), score);
}

struct Expected {
  double score;
  Bytes text;
};

void expect_text(std::uint16_t redis, const Expected& expected) {
  const StringMeasure measure = score_in(Family::redis, redis, expected.score);
  EXPECT_EQ(measure.length(), expected.text.size()) << expected.text;
  EXPECT_EQ(measure.is_integer(), StringMeasure::of(expected.text).is_integer()) << expected.text;
}

// As ZRANGE … WITHSCORES of Valkey 8.0.1 prints them, by the same function.
TEST(LoadedScoreTest, ShortestDigitsAsServersLayThemOut) {
  for (const Expected& each :
       std::initializer_list<Expected>{{3.5, "3.5"},
                                       {0.1, "0.1"},
                                       {-0.1, "-0.1"},
                                       {1e-7, "1e-7"},
                                       {1e-5, "0.00001"},
                                       {1.2345e-4, "1.2345e-4"},
                                       {123456.789, "123456.789"},
                                       {5e18, "5e+18"},
                                       {-9223372036854775808.0, "-9223372036854776000"},
                                       {4611686018427388928.0, "4611686018427389000"},
                                       {9223372036854774784.0, "9223372036854775000"},
                                       {1e23, "99999999999999990000000"},
                                       {1e19, "1e+19"},
                                       {1e20, "1e+20"},
                                       {1e21, "1e+21"},
                                       {1e300, "1e+300"},
                                       {-1.5e-300, "-1.5e-300"},
                                       {0.30000000000000004, "0.30000000000000004"},
                                       {1.7976931348623157e308, "1.7976931348623157e+308"},
                                       {5e-324, "5e-324"},
                                       {-123456789012.25, "-123456789012.25"},
                                       {kInfinity, "inf"},
                                       {-kInfinity, "-inf"}}) {
    expect_text(702, each);
    expect_text(800, each);
  }
}

// printf("%.17g")
TEST(LoadedScoreTest, SeventeenDigitsBeforeRedis72) {
  for (const Expected& each : std::initializer_list<Expected>{{3.5, "3.5"},
                                                              {0.1, "0.10000000000000001"},
                                                              {1e-5, "1.0000000000000001e-05"},
                                                              {5e18, "5e+18"},
                                                              {1e20, "1e+20"},
                                                              {1e-300, "1e-300"},
                                                              {-kInfinity, "-inf"}}) {
    expect_text(700, each);
    expect_text(602, each);
  }
}

TEST(LoadedScoreTest, WholeNumbersAreIntegersUpToALimit) {
  const double most = 4611686018427387904;  // 2^62
  for (const double score : {0.0, -0.0, 1.0, -1.0, 9007199254740992.0, most, -most}) {
    for (const std::uint16_t release : {700, 702, 800}) {
      const StringMeasure measure = score_in(Family::redis, release, score);
      ASSERT_TRUE(measure.is_integer()) << score;
      EXPECT_EQ(static_cast<double>(measure.as_integer()), score);
    }
  }
  EXPECT_FALSE(score_in(Family::redis, 700, most * 2).is_integer());
  // Redis 6.2 prints them, and takes what reads as an integer for one.
  EXPECT_TRUE(score_in(Family::redis, 602, 9007199254740992.0).is_integer());
  EXPECT_FALSE(score_in(Family::redis, 602, 1e18).is_integer());
}

}  // namespace
}  // namespace rdb
