#include "librdb/report/largest_keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

namespace rdb {
namespace {

using Row = std::tuple<std::uint64_t, OwnedBytes, std::uint32_t>;  // -size, key, database

std::vector<Row> kept_of(const std::vector<Row>& rows, std::size_t limit) {
  LargestKeys largest(limit);
  for (const auto& [minus, key, db] : rows) {
    const Memory memory{0, 0 - minus};
    if (largest.would_keep(memory, key)) {
      largest.add({.name = KeptName(key), .memory = memory, .db = db});
    }
  }
  std::vector<Row> kept;
  for (const LargeKey& key : largest.sorted()) {
    kept.emplace_back(0 - key.memory.allocated, key.name.front, key.db);
  }
  return kept;
}

TEST(LargestKeys, AreTheFrontOfTheSortedListInWhateverOrderTheyCome) {
  std::mt19937 random(1);
  std::vector<Row> rows;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    rows.emplace_back(0 - std::uint64_t{1 + random() % 50}, std::to_string(i / 2), i % 2);
  }
  for (const std::size_t limit : {0u, 1u, 2u, 7u, 100u, 2000u}) {
    std::vector<Row> expected = rows;
    std::sort(expected.begin(), expected.end());
    expected.resize(std::min(limit, expected.size()));
    for (int round = 0; round < 3; ++round) {
      std::shuffle(rows.begin(), rows.end(), random);
      EXPECT_EQ(kept_of(rows, limit), expected);
    }
  }
}

// Names of which only fronts are kept, and the same key more than once.
TEST(LargestKeys, OfVeryLongNamesAreTheSameInWhateverOrderTheyCome) {
  std::mt19937 random(2);
  std::vector<LargeKey> rows;
  for (std::uint32_t i = 0; i < 200; ++i) {
    // Equal for the first 4095 to 4100 bytes.
    const OwnedBytes name = OwnedBytes(KeptName::kMostBytes - 1 + random() % 6, 'n') +
                            std::to_string(random() % 20) + OwnedBytes(random() % 3, 'x');
    rows.push_back({.name = KeptName(name), .memory = {0, 5}, .offset = i, .db = i % 2});
  }
  const auto kept = [&rows](std::size_t limit) {
    LargestKeys largest(limit);
    for (const LargeKey& row : rows) largest.add(row);
    std::vector<std::pair<KeptName, std::uint64_t>> places;
    for (const LargeKey& row : largest.sorted()) places.emplace_back(row.name, row.offset);
    return places;
  };
  const auto all = kept(rows.size());
  EXPECT_EQ(all.size(), rows.size());
  for (const std::size_t limit : {1u, 7u, 100u}) {
    for (int round = 0; round < 5; ++round) {
      std::shuffle(rows.begin(), rows.end(), random);
      EXPECT_TRUE(std::equal(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(limit),
                             kept(limit).begin()));
    }
  }
}

TEST(LargestKeys, AskForAnyNameThatTheyWouldKeep) {
  const OwnedBytes front(KeptName::kMostBytes, 'n');
  LargestKeys largest(1);
  largest.add({.name = KeptName(front + "1"), .memory = {0, 5}});
  EXPECT_TRUE(largest.would_keep({0, 5}, front + "22")) << "its digest decides";
  EXPECT_TRUE(largest.would_keep({0, 5}, front));
  EXPECT_FALSE(largest.would_keep({0, 5}, "o" + front));
}

}  // namespace
}  // namespace rdb
