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
    if (largest.would_keep(memory, key)) largest.add({.key = key, .memory = memory, .db = db});
  }
  std::vector<Row> kept;
  for (const LargeKey& key : largest.sorted()) {
    kept.emplace_back(0 - key.memory.allocated, key.key, key.db);
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

}  // namespace
}  // namespace rdb
