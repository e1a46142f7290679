// JSON of every type, and of bytes that are no text.
#include "librdb/write/json_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/event/checked_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/utf8_check.h"
#include "tests/support/dump_builder.h"
#include "tests/support/random_bytes.h"
#include "tests/unit/write/feed.h"

namespace rdb {
namespace {

using testing::DumpBuilder;
using testing::Feed;
using ::testing::HasSubstr;

template <typename Say>
OwnedBytes json(JsonLayout layout, Say say) {
  OwnedBytes out;
  MemorySink sink(out);
  TempSpoolFactory spools("");
  JsonWriter writer(sink, {.layout = layout, .spools = &spools});
  Feed feed(writer);
  feed.header(12);
  say(feed);
  feed.finish();
  return out;
}

template <typename Say>
OwnedBytes lines(Say say) {
  return json(JsonLayout::lines, say);
}

OwnedBytes exported(const DumpBuilder& dump, std::size_t window = kWindowBytes) {
  OwnedBytes out;
  MemorySink sink(out);
  TempSpoolFactory spools("");
  JsonWriter writer(sink, {.spools = &spools});
  const OwnedBytes bytes = dump.finish();
  MemorySource source(bytes);
  RdbReader(source, {.window_bytes = window, .spools = &spools}).run(writer);
  return out;
}

TEST(JsonWriterTest, StringsAndAttributes) {
  EXPECT_EQ(
      lines([](Feed& feed) { feed.string(3, "k\"\n", "v"); }),
      "{\"db\":3,\"key\":\"k\\\"\\n\",\"type\":\"string\",\"encoding\":\"\",\"expire_ms\":null,"
      "\"value\":\"v\"}\n");
  EXPECT_THAT(lines([](Feed& feed) { feed.integer(0, "n", -5); }), HasSubstr("\"value\":\"-5\"}"));
  EXPECT_THAT(lines([](Feed& feed) { feed.string(0, "k", "\xff\x01"); }),
              HasSubstr("\"value\":{\"b64\":\"/wE=\"}"));
  testing::KeyOptions options;
  options.attributes.expire_ms = 77;
  options.attributes.idle_seconds = 5;
  const OwnedBytes used = lines([&](Feed& feed) { feed.string(0, "k", "v", options); });
  EXPECT_THAT(used, HasSubstr("\"expire_ms\":77,\"value\":\"v\",\"idle\":5}"));
}

TEST(JsonWriterTest, Collections) {
  EXPECT_THAT(exported(DumpBuilder().key(1, "l").length(2).string("a").integer(7)),
              HasSubstr("\"encoding\":\"list\",\"expire_ms\":null,\"value\":[\"a\",\"7\"]}"));
  EXPECT_THAT(exported(DumpBuilder().key(2, "s").length(0)), HasSubstr("\"value\":[]}"));
  EXPECT_THAT(
      exported(
          DumpBuilder().key(3, "z").length(2).string("a").string("1.50").string("b").byte(255)),
      HasSubstr("\"value\":[[\"a\",\"1.5\"],[\"b\",\"-inf\"]]}"));
  DumpBuilder hash("REDIS0012");
  hash.key(24, "h").little_endian(std::int64_t{1000}).length(2);
  hash.length(1).string("f").string("\xfe").length(0).string("g").string("");
  EXPECT_THAT(exported(hash), HasSubstr("\"value\":[[\"f\",{\"b64\":\"/g==\"}],[\"g\",\"\"]],"
                                        "\"field_expire_ms\":[[\"f\",1000]]}"));
}

TEST(JsonWriterTest, ValuesLargerThanAWindowInEveryForm) {
  OwnedBytes text;
  for (int i = 0; i < 4000; ++i) text += i % 3 == 0 ? "\xe2\x82\xac" : "x\"";
  OwnedBytes broken = text;
  broken.back() = '\xe2';
  for (const OwnedBytes& value : {text, broken, testing::random_bytes(10001)}) {
    DumpBuilder dump;
    dump.key(0, "k").string(value);
    const OwnedBytes whole = exported(dump);
    for (const std::size_t window : {64, 1000}) EXPECT_EQ(exported(dump, window), whole);
  }
}

TEST(JsonWriterTest, ExpiriesOfManyFields) {
  DumpBuilder dump("VALKEY080");
  dump.key(22, "h").length(20000);
  for (int i = 0; i < 20000; ++i) {
    dump.string(std::to_string(i)).string("v").little_endian(std::int64_t{i + 1});
  }
  const OwnedBytes line = exported(dump);
  EXPECT_THAT(line, HasSubstr("\"field_expire_ms\":[[\"0\",1],[\"1\",2],"));
  EXPECT_THAT(line, HasSubstr(",[\"19999\",20000]]}\n"));
}

TEST(JsonWriterTest, Legacy) {
  const auto say = [](Feed& feed) {
    feed.string(0, "a", "1").string(0, "\xff", "\xe9");
    feed.hash(2, "h", {{"f", "v"}, {"g", "w"}});
  };
  EXPECT_EQ(json(JsonLayout::legacy, say),
            "[{\"a\":\"1\",\n\"\xc3\xbf\":\"\xc3\xa9\"},\n{\"h\":{\"f\":\"v\",\"g\":\"w\"}}]\n");
  EXPECT_EQ(json(JsonLayout::legacy, [](Feed&) {}), "[]\n");
}

TEST(JsonWriterTest, ADamagedKeyIsTakenBack) {
  const OwnedBytes line = lines([](Feed& feed) {
    feed.string(0, "a", "1");
    Entry entry;
    entry.key = "damaged";
    entry.type = ObjectType::list;
    feed.sink().enter(entry);
    feed.sink().on(CollectionBegin{});
    const OwnedBytes item(1000, 'x');
    const Payload payload = Payload::view(item);
    for (int i = 0; i < 1000; ++i) feed.sink().on(ListItem{{}, payload});
    feed.sink().abort(entry);
    feed.string(0, "b", "2");
  });
  EXPECT_EQ(line.find("damaged"), OwnedBytes::npos);
  EXPECT_THAT(line, HasSubstr("\"key\":\"b\""));
}

TEST(JsonWriterTest, AFirstKeyThatIsTakenBackLeavesItsDatabaseToTheNext) {
  EXPECT_EQ(json(JsonLayout::legacy,
                 [](Feed& feed) {
                   Entry entry;
                   entry.key = "damaged";
                   entry.type = ObjectType::list;
                   feed.sink().enter(entry);
                   feed.sink().on(CollectionBegin{});
                   feed.sink().abort(entry);
                   feed.string(0, "b", "2");
                 }),
            "[{\"b\":\"2\"}]\n");
}

TEST(Utf8Check, IsTheSameForAnyPieces) {
  for (const Bytes text :
       {Bytes("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z"), Bytes("\xe2\x82"), Bytes("ab\xe2\x28\xa1"),
        Bytes("\xc3"), Bytes("\xff"), Bytes(""), Bytes("\xf0\x9f\x98"), Bytes("x\xed\xa0\x80")}) {
    for (std::size_t first = 0; first <= text.size(); ++first) {
      for (std::size_t second = first; second <= text.size(); ++second) {
        Utf8Check check;
        check.add(text.substr(0, first));
        check.add(text.substr(first, second - first));
        check.add(text.substr(second));
        EXPECT_EQ(check.is_utf8(), is_utf8(text)) << escaped(text) << first << second;
      }
    }
  }
}

}  // namespace
}  // namespace rdb
