#include "librdb/report/largest_keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace rdb {
namespace {

TEST(LargestKeys, AreTheFrontOfTheSortedList) {
  std::mt19937 random(1);
  for (const std::size_t limit : {0u, 1u, 2u, 7u, 100u, 2000u}) {
    LargestKeys largest(limit);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> all;  // -size, offset
    for (std::uint64_t offset = 0; offset < 1000; ++offset) {
      const std::uint64_t size = 1 + random() % 50;
      all.emplace_back(-size, offset);
      if (largest.would_keep(size)) {
        largest.add({.key = std::to_string(offset), .record_bytes = size, .offset = offset});
      }
    }
    std::sort(all.begin(), all.end());
    all.resize(std::min(limit, all.size()));
    std::vector<std::pair<std::uint64_t, std::uint64_t>> kept;
    for (const LargeKey& key : largest.sorted()) {
      EXPECT_EQ(key.key, std::to_string(key.offset));
      kept.emplace_back(-key.record_bytes, key.offset);
    }
    EXPECT_EQ(kept, all);
  }
}

}  // namespace
}  // namespace rdb
