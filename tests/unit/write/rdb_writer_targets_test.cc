// How the RdbWriter takes each type for each target.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/write/rdb_writer.h"
#include "tests/unit/write/feed.h"

namespace rdb {
namespace {

using ::testing::HasSubstr;
using testing::Feed;
using testing::written;

RdbWriterOptions target(Bytes name) {
  RdbWriterOptions options;
  options.target = parse_target(name);
  return options;
}

Interests asked(Bytes target_name, std::uint8_t byte, Family family = Family::redis) {
  OwnedBytes out;
  MemorySink sink(out);
  RdbWriter writer(sink, target(target_name));
  Feed feed(writer);
  feed.header(12, family);
  Entry entry;
  entry.type = type_info(family, byte).type;
  entry.type_byte = byte;
  return writer.enter(entry);
}

TEST(RdbWriterTest, AsksForElementsWhereTheTargetDoesNotLoadTheType) {
  EXPECT_EQ(asked("same", type_byte::kHashListpack), Interest::raw);
  EXPECT_EQ(asked("same", type_byte::kHashMetadata), Interest::raw);
  EXPECT_EQ(asked("redis:7.0", type_byte::kHashListpack), Interest::raw);
  EXPECT_EQ(asked("redis:6.2", type_byte::kHashListpack), Interest::elements);
  EXPECT_EQ(asked("compatible", type_byte::kHashListpack), Interest::elements);
  EXPECT_EQ(asked("compatible", type_byte::kHashZiplist), Interest::raw);
  EXPECT_EQ(asked("valkey:9.1", type_byte::kHash2Valkey, Family::valkey), Interest::raw);
}

TEST(RdbWriterTest, AsksForElementsWhereServersDisagreeOnListpacks) {
  EXPECT_EQ(asked("valkey:9.1", type_byte::kHashListpack), Interest::elements);
  EXPECT_EQ(asked("valkey:9.1", type_byte::kHashListpack, Family::valkey), Interest::raw);
  EXPECT_EQ(asked("redis:8.0", type_byte::kStream3, Family::valkey), Interest::elements);
  EXPECT_EQ(asked("valkey:8.1", type_byte::kStream3), Interest::raw);
  EXPECT_EQ(asked("compatible", type_byte::kStream), Interest::elements);
  EXPECT_EQ(asked("valkey:9.1", type_byte::kHash), Interest::raw);
}

TEST(RdbWriterTest, ConvertsFieldExpiryBetweenTheFamiliesThatHaveIt) {
  EXPECT_EQ(asked("redis:6.2", type_byte::kSetListpack), Interest::elements);
  EXPECT_EQ(asked("valkey:9.1", type_byte::kHashMetadata), Interest::elements);
  EXPECT_EQ(asked("redis:8.0", type_byte::kHash2Valkey, Family::valkey), Interest::elements);
  EXPECT_EQ(asked("redis:8.0", type_byte::kHashMetadataPreRelease), Interest::raw);
}

TEST(RdbWriterTest, WhatHasNoPlaceIsLeftOutAndEndsTheRun) {
  EXPECT_EQ(asked("valkey:8.1", type_byte::kHashMetadata), kSkip);
  EXPECT_EQ(asked("redis:7.2", type_byte::kHash2Valkey, Family::valkey), kSkip);
  RdbWriterOptions options = target("redis:7.2");
  const auto feed_one = [](Feed& feed) {
    feed.header(12).string(0, "a", "1");
    feed.raw(3, "h", ObjectType::hash, type_byte::kHashMetadata, "");
    feed.finish();
  };
  try {
    written(options, feed_one);
    FAIL();
  } catch (const Refused& error) {
    EXPECT_THAT(error.reason(), HasSubstr("1 record has no form for redis:7.2"));
    EXPECT_THAT(error.reason(), HasSubstr("(first \"h\" in db 3)"));
  }
  options.skip_unsupported = true;
  EXPECT_NO_THROW(written(options, feed_one));
}

}  // namespace
}  // namespace rdb
