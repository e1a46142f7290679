#include "librdb/memory/skiplist_memory.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "librdb/base/types.h"

namespace rdb {
namespace {

constexpr SizeClasses kClasses[] = {SizeClasses::quantum_8, SizeClasses::quantum_16,
                                    SizeClasses::quantum_16_pages};

SkiplistNodes nodes(SizeClasses classes) {
  return {Allocator(classes), sds_limits(Family::valkey, 901)};
}

// The dice of the server.
std::uint64_t levels(std::mt19937_64& random) {
  std::uint64_t levels = 1;
  while (levels < 32 && random() % 4 == 0) ++levels;
  return levels;
}

void expect_like_trials(const ExpectedBytes& expected, const Allocator& allocator,
                        std::uint64_t fixed) {
  constexpr int kTrials = 20'000;
  std::mt19937_64 random(fixed);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kTrials; ++i) {
    const double off =
        static_cast<double>(allocator.usable(fixed + 16 * levels(random))) - expected.mean;
    sum += off;
    squares += off * off;
  }
  EXPECT_NEAR(sum / kTrials, 0, 5 * std::sqrt(expected.variance / kTrials) + 1e-9);
  // Where classes are far apart too few of so many nodes reach the next for a variance.
  if (allocator.usable(fixed + 16) != allocator.usable(fixed + 16 * 3)) {
    EXPECT_NEAR(squares / kTrials / expected.variance, 1, 0.25);
  }
}

TEST(SkiplistMemoryTest, FiguresOfTheModel) {
  EXPECT_NEAR(nodes(SizeClasses::quantum_8).node().mean, 45.836, 0.0005);
  EXPECT_NEAR(nodes(SizeClasses::quantum_16).node().mean, 53.336, 0.0005);
  EXPECT_NEAR(std::sqrt(nodes(SizeClasses::quantum_8).node().variance), 12.26, 0.005);
  EXPECT_NEAR(std::sqrt(nodes(SizeClasses::quantum_16).node().variance), 10.73, 0.05);
  for (const SizeClasses classes : kClasses) {
    EXPECT_EQ(skiplist_header_bytes(Allocator(classes)), 640);
    EXPECT_EQ(skiplist_header_bytes(Allocator(classes)), Allocator(classes).usable(528));
  }
}

TEST(SkiplistMemoryTest, NodesLikeTrials) {
  for (const SizeClasses classes : kClasses) {
    expect_like_trials(nodes(classes).node(), Allocator(classes), 24);
  }
}

TEST(SkiplistMemoryTest, NodesWithTheirMemberLikeTrials) {
  const SdsLimits sds = sds_limits(Family::valkey, 901);
  for (const SizeClasses classes : kClasses) {
    const SkiplistNodes all = nodes(classes);
    for (std::uint64_t length = 0; length < 100'000; length = length * 3 / 2 + 3) {
      const Allocator allocator(classes);
      expect_like_trials(all.node_with_member(length), allocator, 17 + sds.bytes(length));
    }
  }
}

TEST(SkiplistMemoryTest, TableAndFormulaMeet) {
  for (const SizeClasses classes : kClasses) {
    const SkiplistNodes all = nodes(classes);
    // Both lengths ask for 16-bit headers and round to the same classes.
    EXPECT_EQ(all.node_with_member(255).mean, all.node_with_member(256).mean);
    EXPECT_EQ(all.node_with_member(255).variance, all.node_with_member(256).variance);
  }
}

TEST(SkiplistMemoryTest, LongMembersKeepTheirVariance) {
  // Classes are far apart there: nearly every node has the same block, and none has a negative one.
  for (const SizeClasses classes : kClasses) {
    for (const std::uint64_t length : {std::uint64_t{1} << 30, std::uint64_t{1} << 50}) {
      const ExpectedBytes node = nodes(classes).node_with_member(length);
      EXPECT_GE(node.mean, static_cast<double>(length));
      EXPECT_GE(node.variance, 0);
      EXPECT_TRUE(std::isfinite(node.variance));
    }
  }
}

TEST(SkiplistMemoryTest, SumsAddUp) {
  ExpectedBytes sum;
  for (int i = 0; i < 100; ++i) sum += ExpectedBytes{50, 100};
  EXPECT_EQ(sum.mean, 5000);
  EXPECT_EQ(sum.variance, 10'000);
}

}  // namespace
}  // namespace rdb
