#include "librdb/memory/memory_totals.h"

#include <gtest/gtest.h>

#include <cmath>

#include "librdb/memory/bucket_table.h"
#include "librdb/memory/main_table.h"

namespace rdb {
namespace {

PredictedMemory predicted(Family family, std::uint16_t release, std::uint64_t keys,
                          std::uint64_t expires) {
  MemoryTotals totals(server_profile(family, release));
  KeyCost cost;
  cost.memory = {100, 64};
  for (std::uint64_t i = 0; i < keys; ++i) totals.add(0, i < expires, cost);
  return totals.predicted();
}

TEST(MemoryTotalsTest, UsedMemoryIsASum) {
  for (const ServerProfile& row : server_profiles()) {
    const PredictedMemory all = predicted(row.family, row.release, 1000, 300);
    EXPECT_EQ(all.keys, 1000);
    EXPECT_EQ(all.allocated, 64'000);
    EXPECT_EQ(all.tables, main_table_bytes(row, 1000, 300));
    EXPECT_EQ(all.startup, row.used_memory_startup);
    EXPECT_EQ(all.used_memory, all.allocated + all.tables + all.startup + all.fixed);
    EXPECT_EQ(all.dataset + all.overhead, all.used_memory);
  }
}

TEST(MemoryTotalsTest, NothingIsTheEmptyServer) {
  const PredictedMemory nothing = MemoryTotals(server_profile(Family::redis, 700)).predicted();
  EXPECT_EQ(nothing.tables, 0);
  EXPECT_EQ(nothing.used_memory, nothing.startup + nothing.fixed);
  EXPECT_EQ(nothing.dataset, 0);
}

// What MEMORY STATS says as overhead.hashtable.main and .expires.
TEST(MemoryTotalsTest, OverheadOfADatabase) {
  const auto beyond_startup = [](Family family, std::uint16_t release, std::uint64_t expires) {
    const PredictedMemory all = predicted(family, release, 1000, expires);
    return all.overhead - all.startup - all.fixed;
  };
  const std::uint64_t of_dicts = 1000 * (24 + 16) + 8 * 1024;
  EXPECT_EQ(beyond_startup(Family::redis, 700, 300), of_dicts + 300 * 24 + 8 * 512);
  EXPECT_EQ(beyond_startup(Family::redis, 700, 0), of_dicts);
  EXPECT_EQ(beyond_startup(Family::redis, 704, 300), of_dicts + 300 * 24 + 8 * 512 + 2 * 280);
  EXPECT_EQ(beyond_startup(Family::redis, 800, 0), of_dicts + 2696 + 232);
  EXPECT_EQ(beyond_startup(Family::valkey, 800, 300), of_dicts + 300 * 24 + 8 * 512 + 2 * 176);
  const auto buckets =
      static_cast<std::uint64_t>(std::llround(presized_bucket_table(1000).bytes()));
  EXPECT_EQ(beyond_startup(Family::valkey, 801, 0), 1000 * 16 + buckets + 184 + 96);
}

TEST(MemoryTotalsTest, EveryDatabaseHasItsTables) {
  const ServerProfile profile = server_profile(Family::redis, 700);
  MemoryTotals totals(profile);
  for (std::uint32_t db = 0; db < 3; ++db) totals.add(db, false, {});
  EXPECT_EQ(totals.predicted().tables, 3 * main_table_bytes(profile, 1, 0));
}

}  // namespace
}  // namespace rdb
