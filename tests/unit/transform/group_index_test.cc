#include "librdb/transform/group_index.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace rdb {
namespace {

class GroupIndexTest : public ::testing::Test {
 protected:
  MemoryBudget budget_{std::uint64_t{1} << 30};
  IndexShare share_{.most = std::uint64_t{1} << 29};
  GroupIndex index_;
  void TearDown() override {
    index_.release(share_, budget_);
    EXPECT_EQ(budget_.held(), 0U);
    EXPECT_EQ(share_.held, 0U);
  }
};

// Every group keeps its number however the index grows, and what was not added is not found.
TEST_F(GroupIndexTest, FindsWhatWasAdded) {
  std::mt19937_64 random(3);
  std::vector<std::uint64_t> added;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t identity = random();
    ASSERT_EQ(index_.find(identity), GroupIndex::kNone);
    ASSERT_TRUE(index_.add(identity, share_, budget_));
    added.push_back(identity);
    ASSERT_EQ(index_.size(), added.size());
    if ((i & (i - 1)) != 0) continue;
    for (std::size_t k = 0; k < added.size(); ++k) ASSERT_EQ(index_.find(added[k]), k);
  }
  for (std::size_t k = 0; k < added.size(); ++k) ASSERT_EQ(index_.find(added[k]), k);
}

// Groups whose hashes agree in what chooses the bucket and is compared first.
TEST_F(GroupIndexTest, TellsGroupsApartByAllBits) {
  constexpr std::uint64_t kMany = 300;
  for (const std::uint64_t low : {std::uint64_t{0}, std::uint64_t{0xffffffff}}) {
    const std::uint32_t before = index_.size();
    for (std::uint64_t i = 0; i < kMany; ++i) {
      ASSERT_TRUE(index_.add(i << 48 | low << 16, share_, budget_));
    }
    for (std::uint64_t i = 0; i < kMany; ++i) {
      ASSERT_EQ(index_.find(i << 48 | low << 16), before + i);
      ASSERT_EQ(index_.find(i << 48 | low << 16 | 0xffff), before + i) << "48 bits are kept";
    }
    ASSERT_EQ(index_.find(kMany << 48 | low << 16), GroupIndex::kNone);
  }
}

TEST_F(GroupIndexTest, TakesTenBytesAGroupOnAverage) {
  std::mt19937_64 random(4);
  double sum = 0;
  int counted = 0;
  while (index_.size() < 20'000) {
    const std::uint64_t may_take = index_.bytes_to_add();
    const std::uint64_t held = budget_.held();
    ASSERT_TRUE(index_.add(random(), share_, budget_));
    ASSERT_LE(budget_.held(), held + may_take);
    ASSERT_EQ(budget_.held(), share_.held);
    if (index_.size() < 1000) continue;
    sum += static_cast<double>(budget_.held()) / index_.size();
    ++counted;
  }
  EXPECT_LT(sum / counted, 10.5);
}

TEST_F(GroupIndexTest, RefusesBeyondItsShareAndItsNumbers) {
  share_.most = 1000;
  std::uint64_t i = 0;
  while (index_.add(i << 20, share_, budget_)) ++i;
  EXPECT_GT(i, 50U);
  EXPECT_LE(share_.held, share_.most);
  for (std::uint64_t k = 0; k < i; ++k) ASSERT_EQ(index_.find(k << 20), k);
  share_.most = std::uint64_t{1} << 29;
  while (index_.add(i << 20, share_, budget_)) ++i;
  EXPECT_EQ(i, GroupIndex::kMostGroups - 1);
  EXPECT_EQ(index_.find((i - 1) << 20), i - 1);
}

}  // namespace
}  // namespace rdb
