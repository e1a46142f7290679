#include "librdb/memory/server_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

TEST(ServerProfileTest, EveryRowIsFoundByItsName) {
  ASSERT_FALSE(server_profiles().empty());
  for (const ServerProfile& row : server_profiles()) {
    EXPECT_EQ(find_server_profile(row.family, row.release), &row);
    EXPECT_EQ(server_profile(row.family, row.release).used_memory_startup, row.used_memory_startup);
    EXPECT_GT(row.used_memory_startup, 500'000);
  }
}

TEST(ServerProfileTest, UnknownReleaseNamesWhatIsModelled) {
  EXPECT_EQ(find_server_profile(Family::valkey, 700), nullptr);
  try {
    server_profile(Family::valkey, 900);
    FAIL();
  } catch (const Unsupported& error) {
    EXPECT_THAT(error.reason(), testing::HasSubstr("valkey:9.0"));
    EXPECT_THAT(error.reason(), testing::HasSubstr("redis:7.0"));
  }
}

TEST(ServerProfileTest, NearestIsTheLastOneBeforeOrTheFirst) {
  struct Case {
    Family family;
    std::uint16_t release, row;
  };
  for (const Case& each : std::initializer_list<Case>{{Family::redis, 700, 700},
                                                      {Family::redis, 508, 602},
                                                      {Family::redis, 703, 702},
                                                      {Family::redis, 804, 800},
                                                      {Family::valkey, 700, 702},
                                                      {Family::valkey, 900, 801},
                                                      {Family::valkey, 901, 901},
                                                      {Family::valkey, 1000, 901}}) {
    const NearestProfile nearest = find_nearest_server_profile(each.family, each.release);
    EXPECT_EQ(nearest.row.family, each.family) << each.release;
    EXPECT_EQ(nearest.row.release, each.row) << each.release;
    EXPECT_EQ(nearest.is_checked, each.release == each.row) << each.release;
  }
  EXPECT_EQ(name_of(find_nearest_server_profile(Family::valkey, 802).row), "valkey:8.1");
}

TEST(ServerProfileTest, RowsHaveTheSdsOfTheirRelease) {
  for (const ServerProfile& row : server_profiles()) {
    EXPECT_EQ(row.sds, sds_limits(row.family, row.release)) << name_of(row);
  }
}

// Header and final zero by sds.h: 1, 3, 5, 9 or 17 bytes, and 1.
TEST(ServerProfileTest, HeaderOfTextGrowsAtItsLimits) {
  ServerProfile profile = server_profile(Family::redis, 700);
  const auto block = [&](std::uint64_t bytes) { return profile.allocator.usable(bytes); };
  const std::uint64_t gib = std::uint64_t{1} << 30;
  for (const auto& [length, header] :
       std::initializer_list<std::pair<std::uint64_t, unsigned>>{{0, 1},
                                                                 {31, 1},
                                                                 {32, 3},
                                                                 {255, 3},
                                                                 {256, 5},
                                                                 {65535, 5},
                                                                 {65536, 9},
                                                                 {4 * gib - 1, 9},
                                                                 {4 * gib, 17}}) {
    EXPECT_EQ(profile.sds_bytes(length), block(header + length + 1)) << length;
  }
  profile.sds.type_8 = 252;
  EXPECT_EQ(profile.sds_bytes(253), block(5 + 253 + 1));
}

}  // namespace
}  // namespace rdb
