// What is known of Redis 8.6 to 8.10 from descriptions only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "librdb/io/byte_sink.h"
#include "librdb/write/rdb_writer.h"
#include "tests/support/reading.h"
#include "tests/support/sample_dumps.h"

namespace rdb {
namespace {

using testing::DumpBuilder;
using ::testing::HasSubstr;
using testing::spelled;
using testing::text_of;

OwnedBytes key_metadata() {
  return spelled(R"(f3 02 01 02 03 04 02 05 00 0a 0b 0c 0d 05 03 "abc" 03 00 00 80 3f 00)");
}

OwnedBytes stream_of(unsigned type, const char* behind) {
  OwnedBytes value = testing::spelled_stream();
  return DumpBuilder("REDIS0014").key(type, "s").bytes(value + spelled(behind)).finish();
}

TEST(Provisional, MetadataOfAKeyIsToldAndCopied) {
  const OwnedBytes dump = DumpBuilder("REDIS0013")
                              .select_db(0)
                              .expire_ms(77)
                              .bytes(key_metadata())
                              .key(0, "k")
                              .string("v")
                              .key(0, "plain")
                              .string("v")
                              .finish();
  const OwnedBytes text = text_of(dump, Interest::elements);
  EXPECT_THAT(text, HasSubstr("metadata="));
  EXPECT_EQ(text.find("metadata=", text.find("metadata=") + 1), OwnedBytes::npos);
  for (const std::size_t window : {64, 100}) {
    EXPECT_EQ(text_of(dump, Interest::elements, {.window_bytes = window}), text);
  }
  OwnedBytes copy;
  MemorySink sink(copy);
  RdbWriter writer(sink, {});
  MemorySource source(dump);
  RdbReader(source).run(writer);
  EXPECT_NE(copy.find(key_metadata()), OwnedBytes::npos);
}

TEST(Provisional, MetadataThatIsWrong) {
  const auto read = [](const DumpBuilder& dump) { text_of(dump.finish(), Interest::elements); };
  EXPECT_THROW(read(DumpBuilder("REDIS0013").bytes(key_metadata()).select_db(1)), CorruptInput);
  EXPECT_THROW(read(DumpBuilder("REDIS0013").bytes(spelled("f3 08"))), CorruptInput);
  EXPECT_THROW(read(DumpBuilder("REDIS0013").bytes(spelled("f3 01 01 02 03 04 09"))), CorruptInput);
  EXPECT_THROW(read(DumpBuilder("REDIS0012").bytes(key_metadata()).key(0, "k").string("v")),
               Unsupported);
}

TEST(Provisional, StreamsOfLaterVersions) {
  const OwnedBytes four = stream_of(26, "40 64 40 64 00 00 00");
  const OwnedBytes text = text_of(four, Interest::elements);
  EXPECT_THAT(text, HasSubstr("owns"));
  EXPECT_EQ(text_of(four, Interest::raw).find("error"), OwnedBytes::npos);
  // ids of producers have no event yet: they pass raw
  const OwnedBytes known = stream_of(26, R"(40 64 40 64 01 01 "p" 01 02 "id" 05 00 01 00)");
  EXPECT_NO_THROW(text_of(known, Interest::raw));
  EXPECT_NO_THROW(text_of(known, kSkip));
  EXPECT_THROW(text_of(known, Interest::elements), Unsupported);
}

// Said of Redis Enterprise: a number before a key, to be ignored.
TEST(Provisional, NumbersOfRedisEnterpriseAreSteppedOver) {
  const OwnedBytes dump = DumpBuilder("REDIS0009")
                              .select_db(0)
                              .bytes(spelled("79 4f a0 6b 05"))  // SLOT_NUM, RAM_LRU
                              .expire_ms(77)
                              .key(0, "k")
                              .string("v")
                              .bytes(spelled("6b 80 00 00 01 00"))
                              .key(0, "l")
                              .string("w")
                              .finish();
  MemorySource source(dump);
  OwnedBytes copy;
  MemorySink sink(copy);
  RdbWriter writer(sink, {});
  RdbReader reader(source);
  reader.run(writer);
  EXPECT_EQ(reader.enterprise_numbers(), 3u);
  EXPECT_EQ(copy.find('y'), OwnedBytes::npos);
  EXPECT_EQ(text_of(copy, Interest::elements).find("error"), OwnedBytes::npos);
  EXPECT_THAT(text_of(copy, Interest::elements), HasSubstr("expire=77"));
  OwnedBytes verbatim;
  MemorySink verbatim_sink(verbatim);
  RdbWriter verbatim_writer(verbatim_sink, {.verbatim = true});
  MemorySource again(dump);
  RdbReader(again).run(verbatim_writer);
  EXPECT_EQ(verbatim, dump);
  EXPECT_THROW(text_of(DumpBuilder("VALKEY080").bytes(spelled("6b 05")).finish(), kSkip),
               Unsupported);
}

TEST(Provisional, TheProductThatWritesAnUnknownByteIsNamed) {
  const auto reason = [](unsigned byte) {
    try {
      text_of(DumpBuilder("REDIS0009").byte(byte).bytes("xyz").finish(), kSkip);
    } catch (const Unsupported& error) {
      return error.reason();
    }
    return std::string();
  };
  EXPECT_THAT(reason(64), HasSubstr("KeyDB"));
  EXPECT_THAT(reason(101), HasSubstr("Redis Enterprise"));
  EXPECT_THAT(reason(201), HasSubstr("Dragonfly"));
  EXPECT_EQ(reason(65).find("writes it"), std::string::npos);
}

TEST(Provisional, WhatCannotBeTrustedEndsTheReadingByName) {
  for (const unsigned type : {28u, 29u, 30u, 31u, 32u}) {
    const OwnedBytes dump = DumpBuilder("REDIS0015").key(type, "k").bytes("xyz").finish();
    try {
      text_of(dump, kSkip);
      FAIL() << type;
    } catch (const Unsupported& error) {
      EXPECT_THAT(error.reason(), HasSubstr("object type " + std::to_string(type)));
      EXPECT_THAT(error.reason(), HasSubstr("version 15"));
    }
  }
  const OwnedBytes templates = DumpBuilder("REDIS0015").byte(242).bytes("xyz").finish();
  EXPECT_THROW(text_of(templates, kSkip), Unsupported);
  EXPECT_NO_THROW(text_of(DumpBuilder("REDIS0015").key(33, "g").length(5).finish(), Interest::raw));
}

}  // namespace
}  // namespace rdb
