#include "librdb/memory/sds_limits.h"

#include <gtest/gtest.h>

#include "librdb/memory/allocator.h"
#include "librdb/memory/server_profile.h"

namespace rdb {
namespace {

constexpr std::uint64_t kHuge = std::uint64_t{1} << 32;

// The longest text of each type, and one byte more.
void expect_limits(const SdsLimits& limits, std::uint64_t sds_8, std::uint64_t sds_16,
                   std::uint64_t sds_32) {
  EXPECT_EQ(limits.type_for(0), SdsType::sds_5);
  EXPECT_EQ(limits.type_for(31), SdsType::sds_5);
  EXPECT_EQ(limits.type_for(32), SdsType::sds_8);
  EXPECT_EQ(limits.type_for(sds_8), SdsType::sds_8);
  EXPECT_EQ(limits.type_for(sds_8 + 1), SdsType::sds_16);
  EXPECT_EQ(limits.type_for(sds_16), SdsType::sds_16);
  EXPECT_EQ(limits.type_for(sds_16 + 1), SdsType::sds_32);
  EXPECT_EQ(limits.type_for(sds_32), SdsType::sds_32);
  EXPECT_EQ(limits.type_for(sds_32 + 1), SdsType::sds_64);
  EXPECT_EQ(limits.type_for(~std::uint64_t{0}), SdsType::sds_64);
}

TEST(SdsLimitsTest, RedisAndTheFirstValkeyUseEveryLengthOfAType) {
  for (const std::uint16_t release : {602, 700, 704, 800}) {
    expect_limits(sds_limits(Family::redis, release), 255, 65535, kHuge - 1);
  }
  expect_limits(sds_limits(Family::valkey, 702), 255, 65535, kHuge - 1);
}

TEST(SdsLimitsTest, ValkeyLeavesRoomForHeaderAndZero) {
  for (const std::uint16_t release : {800, 801, 901}) {
    expect_limits(sds_limits(Family::valkey, release), 252, 65530, kHuge - 10);
  }
}

TEST(SdsLimitsTest, BytesAreHeaderTextAndZero) {
  const SdsLimits limits = sds_limits(Family::redis, 700);
  EXPECT_EQ(limits.bytes(0), 2);
  EXPECT_EQ(limits.bytes(31), 33);
  EXPECT_EQ(limits.bytes(32), 36);
  EXPECT_EQ(limits.bytes(256), 262);
  EXPECT_EQ(limits.bytes(65536), 65546);
  EXPECT_EQ(limits.bytes(kHuge), kHuge + 18);
  EXPECT_EQ(sds_bytes(5, SdsType::sds_8), 9);
}

TEST(SdsLimitsTest, BlocksOfTextsAreThoseOfTheProfile) {
  for (const SdsLimits limits : {sds_limits(Family::redis, 800), sds_limits(Family::valkey, 901)}) {
    ServerProfile profile;
    profile.sds = limits;
    for (std::uint64_t length = 0; length < 70'000; ++length) {
      ASSERT_EQ(profile.sds_bytes(length), profile.allocator.usable(limits.bytes(length)));
    }
  }
}

}  // namespace
}  // namespace rdb
