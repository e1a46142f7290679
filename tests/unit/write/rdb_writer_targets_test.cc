// How the RdbWriter takes each type for each target.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/write/rdb_writer.h"
#include "tests/unit/write/feed.h"

namespace rdb {
namespace {

using testing::Feed;
using ::testing::HasSubstr;
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

// A text whose form in a listpack the families dispute shows only within the stream.
TEST(RdbWriterTest, WhatShowsOnlyWithinTheValueIsLeftOutToo) {
  RdbWriterOptions options = target("compatible");
  options.skip_unsupported = true;
  std::string left_out;
  options.on_unsupported = [&](const Entry* entry, const std::string& reason) {
    left_out += OwnedBytes(entry->key) + ": " + reason + '\n';
  };
  const auto stream = [](Feed& feed, Bytes key, Bytes value) {
    Entry entry;
    ASSERT_TRUE(feed.enter(entry, 0, key, ObjectType::stream, type_byte::kStream3, {}));
    feed.sink().on(CollectionBegin{});
    for (std::uint64_t i = 1; i < 3; ++i) {
      feed.sink().on(StreamEntry{.id = {1, i}, .fields = 1});
      feed.sink().on(StreamField{{}, "f", Payload::view(value)});
    }
    feed.sink().on(StreamInfo{.length = 2, .last_id = {1, 2}, .first_id = {1, 1}});
    feed.sink().on(CollectionEnd{});
  };
  const OwnedBytes disputed(16378, 'x');
  const auto feed = [&](Feed& to) {
    to.header(12);
    stream(to, "good", "v");
    stream(to, "disputed", disputed);
    stream(to, "good too", "v");
    to.finish();
  };
  const OwnedBytes dump = written(options, feed);
  EXPECT_EQ(left_out,
            "disputed: stream with a text of 16378 bytes, on whose form servers disagree\n");
  EXPECT_THAT(dump, HasSubstr("good too"));
  EXPECT_EQ(dump.find("disputed"), OwnedBytes::npos);
  options.skip_unsupported = false;
  EXPECT_THROW(written(options, feed), Refused);
}

TEST(RdbWriterTest, FieldsThatHadExpiredDoNotLiveAgain) {
  RdbWriterOptions options = target("redis:7.2");
  options.drop_field_expiry = true;
  const auto feed = [](Feed& to) {
    to.header(12).aux("ctime", "5");
    for (const char* const key : {"some", "none"}) {
      Entry entry;
      to.enter(entry, 0, key, ObjectType::hash, type_byte::kHashMetadata, {});
      to.sink().on(CollectionBegin{.count = 2});
      const bool some = key == Bytes("some");
      to.sink().on(HashField{{}, "expired", Payload::view("1"), 5000});
      to.sink().on(HashField{{}, "alive", Payload::view("2"), some ? 5001 : 4999});
      to.sink().on(CollectionEnd{});
    }
    to.finish();
  };
  const OwnedBytes dump = written(options, feed);
  EXPECT_EQ(dump.find("expired"), OwnedBytes::npos);
  EXPECT_EQ(dump.find("none"), OwnedBytes::npos);  // a hash without fields is none
  EXPECT_THAT(dump, HasSubstr("alive"));
  options.now_ms = 4000;
  EXPECT_THAT(written(options, feed), HasSubstr("expired"));
}

}  // namespace
}  // namespace rdb
