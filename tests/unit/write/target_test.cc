#include "librdb/write/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/format/type_table.h"

namespace rdb {
namespace {

using ::testing::HasSubstr;

TargetFormat format(Bytes name) { return TargetFormat(parse_target(name), Family::redis, 12); }

TEST(TargetTest, EveryKnownNameComesBack) {
  for (const Bytes name :
       {"same", "compatible", "redis:6.2", "redis:7.0", "redis:7.2", "redis:7.4", "redis:8.0",
        "valkey:7.2", "valkey:8.0", "valkey:8.1", "valkey:9.0", "valkey:9.1"}) {
    EXPECT_EQ(name_of(parse_target(name)), name);
  }
}

TEST(TargetTest, UnknownNamesAreRefusedWithTheKnownOnes) {
  for (const Bytes name :
       {"", "redis", "redis:5.0", "redis:7", "valkey:6.2", "Redis:7.0", "same "}) {
    try {
      parse_target(name);
      ADD_FAILURE() << name;
    } catch (const InvalidArgument& error) {
      EXPECT_THAT(error.reason(), HasSubstr("known are same, compatible, redis:6.2"));
      EXPECT_THAT(error.reason(), HasSubstr("valkey:9.1"));
    }
  }
}

TEST(TargetTest, Magic) {
  EXPECT_EQ(format("redis:6.2").magic(), "REDIS0009");
  EXPECT_EQ(format("redis:7.0").magic(), "REDIS0010");
  EXPECT_EQ(format("redis:7.2").magic(), "REDIS0011");
  EXPECT_EQ(format("redis:7.4").magic(), "REDIS0012");
  EXPECT_EQ(format("redis:8.0").magic(), "REDIS0012");
  EXPECT_EQ(format("valkey:7.2").magic(), "REDIS0011");
  EXPECT_EQ(format("valkey:8.0").magic(), "REDIS0011");
  EXPECT_EQ(format("valkey:8.1").magic(), "REDIS0011");
  EXPECT_EQ(format("valkey:9.0").magic(), "VALKEY080");
  EXPECT_EQ(format("valkey:9.1").magic(), "VALKEY080");
  EXPECT_EQ(format("compatible").magic(), "REDIS0009");
  EXPECT_EQ(TargetFormat({}, Family::valkey, 80).magic(), "VALKEY080");
  EXPECT_EQ(TargetFormat({}, Family::redis, 3).magic(), "REDIS0003");
}

TEST(TargetTest, SmallHashes) {
  EXPECT_EQ(format("redis:6.2").compact(), Compact::ziplist);
  EXPECT_EQ(format("compatible").compact(), Compact::ziplist);
  EXPECT_EQ(format("redis:7.0").compact(), Compact::listpack);
  EXPECT_EQ(format("valkey:7.2").compact(), Compact::listpack);
  EXPECT_EQ(format("valkey:9.1").compact(), Compact::listpack);
  EXPECT_EQ(TargetFormat({}, Family::redis, 9).compact(), Compact::ziplist);
  EXPECT_EQ(TargetFormat({}, Family::redis, 3).compact(), Compact::none);
}

// A type that a target loads is never newer than the version it reads.
TEST(TargetTest, TypesFollowTheTable) {
  for (const Bytes name : {"redis:6.2", "redis:7.0", "redis:8.0", "compatible"}) {
    EXPECT_EQ(format(name).loads(Family::redis, type_byte::kHashListpack),
              format(name).version() >= 10);
    EXPECT_EQ(format(name).loads(Family::redis, type_byte::kSetListpack),
              format(name).version() >= 11);
    EXPECT_EQ(format(name).loads(Family::redis, type_byte::kHashMetadata),
              format(name).version() >= 12);
    EXPECT_TRUE(format(name).loads(Family::redis, type_byte::kStream));
    EXPECT_FALSE(format(name).loads(Family::redis, type_byte::kModulePreRelease));
    EXPECT_FALSE(format(name).loads(Family::redis, 8));
    EXPECT_FALSE(format(name).loads(Family::redis, 200));
  }
  EXPECT_FALSE(format("valkey:8.1").loads(Family::redis, type_byte::kHashMetadata));
  EXPECT_FALSE(format("valkey:9.1").loads(Family::redis, type_byte::kHashMetadataPreRelease));
  EXPECT_TRUE(format("valkey:9.1").loads(Family::valkey, type_byte::kHash2Valkey));
  EXPECT_FALSE(format("valkey:8.1").loads(Family::valkey, type_byte::kHash2Valkey));
  EXPECT_TRUE(format("same").loads(Family::redis, 200));
}

}  // namespace
}  // namespace rdb
