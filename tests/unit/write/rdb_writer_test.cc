#include "librdb/write/rdb_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/io/crc64.h"
#include "tests/unit/write/feed.h"

namespace rdb {
namespace {

using ::testing::EndsWith;
using testing::expiring;
using testing::Feed;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Pairs;
using testing::PipeSink;
using ::testing::StartsWith;
using testing::written;

OwnedBytes bytes(std::initializer_list<int> list) {
  OwnedBytes out;
  for (const int byte : list) out += static_cast<char>(byte);
  return out;
}

RdbWriterOptions target(Bytes name) {
  RdbWriterOptions options;
  options.target = parse_target(name);
  return options;
}

// What stands between SELECTDB 0 with its RESIZEDB and the end, for a dump of one database.
OwnedBytes records_of(const OwnedBytes& dump) {
  constexpr std::size_t kHead = 9 + 2 + 11;
  constexpr std::size_t kTail = 9;
  EXPECT_GE(dump.size(), kHead + kTail);
  return dump.substr(kHead, dump.size() - kHead - kTail);
}

OwnedBytes record_of_string(Bytes value, RdbWriterOptions options = {}) {
  return records_of(
      written(options, [&](Feed& feed) { feed.header(12).string(0, "k", value).finish(); }));
}

OwnedBytes record_of_hash(const Pairs& pairs, bool count_known, std::uint32_t version = 12) {
  testing::KeyOptions options;
  options.count_known = count_known;
  return records_of(
      written({}, [&](Feed& feed) { feed.header(version).hash(0, "h", pairs, options).finish(); }));
}

// ---- the file -------------------------------------------------------------------------------

TEST(RdbWriterTest, EmptyDumpIsMagicEndAndChecksum) {
  const OwnedBytes dump = written({}, [](Feed& feed) { feed.header(12).finish(); });
  ASSERT_EQ(dump.size(), 9u + 1 + 8);
  EXPECT_EQ(dump.substr(0, 10), "REDIS0012\xff");
  EXPECT_EQ(load_le<std::uint64_t>(dump.data() + 10), crc64(0, Bytes(dump).substr(0, 10)));
}

TEST(RdbWriterTest, ChecksumCoversPatchedCounts) {
  const OwnedBytes dump = written({}, [](Feed& feed) {
    feed.header(12);
    for (int i = 0; i < 100000; ++i) feed.integer(0, "key:" + std::to_string(i), i);
    feed.integer(3, "x", 1, expiring(4102444800000));
    feed.finish();
  });
  ASSERT_GT(dump.size(), 4 * kOutputBufferBytes);  // the patched lengths have left the buffer
  const std::size_t end = dump.size() - 8;
  EXPECT_EQ(load_le<std::uint64_t>(dump.data() + end), crc64(0, Bytes(dump).substr(0, end)));
  EXPECT_EQ(dump.substr(9, 13), bytes({0xfe, 0, 0xfb, 0x80, 0, 1, 0x86, 0xa0, 0x80, 0, 0, 0, 0}));
  EXPECT_THAT(dump, HasSubstr(bytes({0xfe, 3, 0xfb, 0x80, 0, 0, 0, 1, 0x80, 0, 0, 0, 1})));
}

TEST(RdbWriterTest, DatabaseThatComesUpAgainIsCountedOnce) {
  const OwnedBytes dump = written({}, [](Feed& feed) {
    feed.header(12).string(0, "a", "1").string(1, "b", "1").string(0, "c", "1").finish();
  });
  const OwnedBytes expected =
      "REDIS0012" + bytes({0xfe, 0, 0xfb, 0x80, 0, 0, 0, 2, 0x80, 0, 0, 0, 0}) +
      bytes({0, 1, 'a', 0xc0, 1}) + bytes({0xfe, 1, 0xfb, 0x80, 0, 0, 0, 1, 0x80, 0, 0, 0, 0}) +
      bytes({0, 1, 'b', 0xc0, 1}) + bytes({0xfe, 0}) + bytes({0, 1, 'c', 0xc0, 1, 0xff});
  EXPECT_EQ(dump.substr(0, dump.size() - 8), expected);
}

TEST(RdbWriterTest, PipeGetsNoCountsButAChecksum) {
  OwnedBytes dump;
  PipeSink sink(dump);
  RdbWriter writer(sink, {});
  Feed(writer).header(12).string(0, "a", "1").finish();
  const OwnedBytes covered = "REDIS0012" + bytes({0xfe, 0, 0, 1, 'a', 0xc0, 1, 0xff});
  ASSERT_EQ(dump.size(), covered.size() + 8);
  EXPECT_THAT(dump, StartsWith(covered));
  EXPECT_EQ(load_le<std::uint64_t>(dump.data() + covered.size()), crc64(0, covered));
}

TEST(RdbWriterTest, SourceCountsAndSlotsAreNotPassedOn) {
  const OwnedBytes dump = written({}, [](Feed& feed) {
    feed.header(12);
    ResizeDb counts;
    counts.keys = 1000000;
    feed.sink().on(SelectDb{});
    feed.sink().on(counts);
    feed.sink().on(SlotInfo{});
    feed.finish();
  });
  EXPECT_EQ(dump.substr(0, dump.size() - 8), "REDIS0012\xff");
}

TEST(RdbWriterTest, AuxOfTheOldServerIsDropped) {
  const OwnedBytes dump = written({}, [](Feed& feed) {
    feed.header(12).aux("redis-ver", "7.4.0").aux("ctime", "1795410783").aux("x-own", "kept");
    for (const Bytes name :
         {"repl-id", "Repl-Offset", "repl-stream-db", "used-mem", "USED-MEM", "aof-base",
          "aof-preamble", "lua", "slot-info", "cluster-slot-states"}) {
      feed.aux(name, "dropped");
    }
    feed.finish();
  });
  EXPECT_THAT(dump, Not(HasSubstr("dropped")));
  EXPECT_THAT(dump, StartsWith("REDIS0012" + bytes({0xfa, 9}) + "redis-ver" + bytes({5}) + "7.4.0" +
                               bytes({0xfa, 5}) + "ctime" + bytes({0xc2, 0x5f, 0xcb, 0x03, 0x6b}) +
                               bytes({0xfa, 5}) + "x-own" + bytes({4}) + "kept"));
}

TEST(RdbWriterTest, TargetNamesItself) {
  const OwnedBytes dump = written(target("valkey:9.1"), [](Feed& feed) {
    feed.header(12).aux("redis-ver", "7.4.0").aux("Redis-Ver", "x").finish();
  });
  EXPECT_EQ(dump.substr(0, dump.size() - 8),
            "VALKEY080" + bytes({0xfa, 10}) + "valkey-ver" + bytes({5}) + "9.1.0\xff");
}

TEST(RdbWriterTest, FunctionsNeedAServerThatHasThem) {
  const auto with_function = [](Bytes name) {
    return written(target(name), [](Feed& feed) {
      feed.header(11);
      Function function;
      function.library = "#!lua name=lib\n";
      feed.sink().on(function);
      feed.finish();
    });
  };
  EXPECT_THAT(with_function("redis:7.0"), HasSubstr(bytes({0xf5, 15}) + "#!lua name=lib\n"));
  try {
    with_function("redis:6.2");
    FAIL();
  } catch (const Refused& error) {
    EXPECT_THAT(error.what(), HasSubstr("function library"));
  }
  EXPECT_THROW(with_function("compatible"), Refused);
}

TEST(RdbWriterTest, StreamedModuleRecordLosesOnlyAttributesOfLaterKeys) {
  const OwnedBytes record =
      bytes({0xf7, 1, 2, 1, 5, 0x43, 0xe8}) + OwnedBytes(1000, 'm') + bytes({0});
  const OwnedBytes attribute = bytes({0xfc, 1, 2, 3, 4, 5, 6, 7, 8});
  const OwnedBytes stored = attribute + record;
  const auto copy = [&](bool streamed) {
    return written({}, [&](Feed& feed) {
      feed.header(12);
      testing::PieceStream stream(stored, 100);
      const Payload payload =
          streamed ? Payload::stream(stream, kUnknownSize) : Payload::view(stored);
      feed.sink().on(ModuleAux{{}, 1, 1, 0, payload});
      feed.finish();
    });
  };
  for (const bool streamed : {true, false}) {
    const OwnedBytes dump = copy(streamed);
    EXPECT_EQ(dump.substr(9, dump.size() - 18), record);
  }
}

// ---- heads ----------------------------------------------------------------------------------

TEST(RdbWriterTest, AttributesStandBeforeTheType) {
  testing::KeyOptions options = expiring(4102444800000);
  options.attributes.frequency = 5;
  const OwnedBytes dump =
      written({}, [&](Feed& feed) { feed.header(12).string(0, "s:exp", "v", options).finish(); });
  EXPECT_EQ(records_of(dump), bytes({0xfc, 0, 0xd8, 0xc3, 0x2c, 0xbb, 3, 0, 0, 0xf9, 5, 0, 5}) +
                                  "s:exp" + bytes({1}) + "v");
}

TEST(RdbWriterTest, StoredHeadIsKeptAsItStands) {
  const OwnedBytes head = bytes({0xfd, 1, 0, 0, 0, 0, 0x40, 1, 'k'});  // non-minimal length
  const OwnedBytes dump = written({}, [&](Feed& feed) {
    feed.header(12);
    Entry entry;
    entry.key = "k";
    entry.stored_head = head;
    entry.attributes.expire_ms = 1000;
    feed.sink().enter(entry);
    const Payload body = Payload::view(Bytes("\x01v", 2));
    feed.sink().on(RawValue{{}, body});
    feed.finish();
  });
  EXPECT_EQ(records_of(dump), head + bytes({1}) + "v");
}

TEST(RdbWriterTest, IncompleteHeadIsMadeAnew) {
  const OwnedBytes head = bytes({0, 1, 'k'});
  const OwnedBytes dump = written({}, [&](Feed& feed) {
    feed.header(12);
    Entry entry;
    entry.key = "k";
    entry.stored_head = head;
    entry.head_is_complete = false;
    entry.attributes.expire_ms = 1;
    feed.sink().enter(entry);
    const Payload body = Payload::view(Bytes("\x01v", 2));
    feed.sink().on(RawValue{{}, body});
    feed.finish();
  });
  EXPECT_EQ(records_of(dump), bytes({0xfc, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'k', 1}) + "v");
}

TEST(RdbWriterTest, AttributesInFrontOfAnotherRecordDoNotComeTwice) {
  const OwnedBytes stored =
      bytes({0xfc, 1, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x41, 0, 0xfa, 1, 'n', 1, 'v'});
  const OwnedBytes dump = written({}, [&](Feed& feed) {
    feed.header(12);
    Aux aux;
    aux.name = "n";
    aux.value = "v";
    aux.stored = stored;
    feed.sink().on(aux);
    feed.finish();
  });
  EXPECT_EQ(dump.substr(9, dump.size() - 18), bytes({0xfa, 1, 'n', 1, 'v'}));
}

// ---- strings --------------------------------------------------------------------------------

TEST(RdbWriterTest, StringsAreEncodedAsServersDo) {
  const OwnedBytes head = bytes({0, 1, 'k'});
  EXPECT_EQ(record_of_string("7"), head + bytes({0xc0, 7}));
  EXPECT_EQ(record_of_string("-300"), head + bytes({0xc1, 0xd4, 0xfe}));
  EXPECT_EQ(record_of_string("123456"), head + bytes({0xc2, 0x40, 0xe2, 1, 0}));
  EXPECT_EQ(record_of_string("-2147483648"), head + bytes({0xc2, 0, 0, 0, 0x80}));
  EXPECT_EQ(record_of_string("2147483648"), head + bytes({10}) + "2147483648");
  EXPECT_EQ(record_of_string("12345678901"), head + bytes({11}) + "12345678901");
  EXPECT_EQ(record_of_string("007"), head + bytes({3}) + "007");
  EXPECT_EQ(record_of_string("-0"), head + bytes({2}) + "-0");
  EXPECT_EQ(record_of_string(""), head + bytes({0}));
}

TEST(RdbWriterTest, LzfWhereItPays) {
  const OwnedBytes head = bytes({0, 1, 'k'});
  const OwnedBytes run(50, 'a');
  const OwnedBytes packed = record_of_string(run);
  EXPECT_LT(packed.size(), 20u);
  EXPECT_THAT(packed, StartsWith(head + bytes({0xc3})));
  RdbWriterOptions plain;
  plain.compression = false;
  EXPECT_EQ(record_of_string(run, plain), head + bytes({50}) + run);
  const OwnedBytes twenty(20, 'a');
  EXPECT_EQ(record_of_string(twenty), head + bytes({20}) + twenty);
}

// Bytes of a dump of so many strings that gain nothing, and then so many that do.
std::size_t size_with(int useless, int useful) {
  const OwnedBytes dump = written({}, [&](Feed& feed) {
    feed.header(12);
    std::mt19937_64 random(1);
    OwnedBytes noise(50, '\0');
    for (int i = 0; i < useless; ++i) {
      for (char& c : noise) c = static_cast<char>(random());
      feed.string(0, "k", noise);
    }
    for (int i = 0; i < useful; ++i) feed.string(0, "k", OwnedBytes(50, 'a'));
    feed.finish();
  });
  return dump.size();
}

TEST(RdbWriterTest, LzfIsTakenUpAgainWhereItPaysAgain) {
  const std::size_t raw = size_with(2, 0) - size_with(1, 0);
  const std::size_t packed = size_with(0, 2) - size_with(0, 1);
  EXPECT_EQ(raw, 3u + 1 + 50);
  EXPECT_LT(packed, 20u);
  EXPECT_EQ(size_with(0, 5000) - size_with(0, 1), 4999 * packed);
  const std::size_t useful = size_with(5000, 40000) - size_with(5000, 0);
  EXPECT_LT(useful, 40000 * packed + 3000 * (raw - packed));
}

TEST(RdbWriterTest, IntegersAsPayload) {
  const auto record = [](std::int64_t value) {
    return records_of(
        written({}, [&](Feed& feed) { feed.header(12).integer(0, "k", value).finish(); }));
  };
  const OwnedBytes head = bytes({0, 1, 'k'});
  EXPECT_EQ(record(-128), head + bytes({0xc0, 0x80}));
  EXPECT_EQ(record(128), head + bytes({0xc1, 0x80, 0}));
  EXPECT_EQ(record(2147483648), head + bytes({10}) + "2147483648");
  EXPECT_EQ(record(INT64_MIN), head + bytes({20}) + "-9223372036854775808");
}

TEST(RdbWriterTest, StreamsAreWrittenRaw) {
  const OwnedBytes value(1000, 'a');
  for (const bool size_known : {true, false}) {
    const OwnedBytes dump = written(
        {}, [&](Feed& feed) { feed.header(12).streamed(0, "k", value, size_known).finish(); });
    EXPECT_EQ(records_of(dump), bytes({0, 1, 'k', 0x43, 0xe8}) + value) << size_known;
  }
}

TEST(RdbWriterTest, StreamShorterThanItSaidIsRefused) {
  EXPECT_THROW(written({},
                       [](Feed& feed) {
                         feed.header(12);
                         testing::PieceStream stream("abc", 2);
                         feed.string(0, "k", Payload::stream(stream, 4), {});
                       }),
               CorruptInput);
}

// ---- hashes ---------------------------------------------------------------------------------

TEST(RdbWriterTest, SmallHashIsAListpackFromVersion10) {
  const Pairs pairs = {{"f1", "v1"}, {"f2", "22"}};
  const OwnedBytes listpack = bytes({0x15, 0,   0, 0,    4,   0,   0x82, 'f',  '1', 3,   0x82,
                                     'v',  '1', 3, 0x82, 'f', '2', 3,    0x16, 1,   0xff});
  const OwnedBytes ziplist = bytes({0x1a, 0, 0, 0,   0x16, 0, 0, 0,   4,   0, 0,    2,    'f',
                                    '1',  4, 2, 'v', '1',  4, 2, 'f', '2', 4, 0xfe, 0x16, 0xff});
  for (const bool count_known : {true, false}) {
    EXPECT_EQ(record_of_hash(pairs, count_known, 10), bytes({16, 1, 'h', 21}) + listpack);
    EXPECT_EQ(record_of_hash(pairs, count_known, 9), bytes({13, 1, 'h', 26}) + ziplist);
  }
}

Pairs numbered_pairs(std::size_t count, std::size_t value_bytes) {
  Pairs pairs;
  for (std::size_t i = 0; i < count; ++i) {
    pairs.emplace_back("f" + std::to_string(i), OwnedBytes(value_bytes, 'x'));
  }
  return pairs;
}

TEST(RdbWriterTest, HashIsPlainBeyondTheLimits) {
  for (const bool count_known : {true, false}) {
    for (const std::uint32_t version : {9u, 10u}) {
      const int packed = version == 9 ? 13 : 16;
      const auto type_of = [&](std::size_t count, std::size_t value_bytes) {
        return record_of_hash(numbered_pairs(count, value_bytes), count_known, version)[0];
      };
      EXPECT_EQ(type_of(512, 1), packed);
      EXPECT_EQ(type_of(513, 1), 4);
      EXPECT_EQ(type_of(3, 64), packed);
      EXPECT_EQ(type_of(3, 65), 4);
      const Pairs long_field = {{OwnedBytes(65, 'f'), "v"}};
      EXPECT_EQ(record_of_hash(long_field, count_known, version)[0], 4);
    }
  }
}

TEST(RdbWriterTest, PairsPackedBeforeALongOneComeFirst) {
  const OwnedBytes bulky(65, '\x80');
  const Pairs pairs = {{"f1", "v1"}, {"2", "-3000000000"}, {"f3", bulky}, {"f4", "4"}};
  RdbWriterOptions options;
  options.compression = false;
  for (const bool count_known : {true, false}) {
    for (const std::uint32_t version : {9u, 12u}) {
      testing::KeyOptions key;
      key.count_known = count_known;
      const OwnedBytes dump = written(
          options, [&](Feed& feed) { feed.header(version).hash(0, "h", pairs, key).finish(); });
      EXPECT_EQ(records_of(dump), bytes({4, 1, 'h', 4, 2}) + "f1" + bytes({2}) + "v1" +
                                      bytes({0xc0, 2, 11}) + "-3000000000" + bytes({2}) + "f3" +
                                      bytes({0x40, 65}) + bulky + bytes({2}) + "f4" +
                                      bytes({0xc0, 4}));
    }
  }
}

TEST(RdbWriterTest, OneHashDoesNotLeakIntoTheNext) {
  const OwnedBytes dump = written({}, [](Feed& feed) {
    feed.header(12).hash(0, "a", numbered_pairs(600, 3)).hash(0, "b", {{"f", "v"}}).finish();
  });
  EXPECT_THAT(
      dump.substr(0, dump.size() - 9),
      EndsWith(bytes({16, 1, 'b', 13, 13, 0, 0, 0, 2, 0, 0x81, 'f', 2, 0x81, 'v', 2, 0xff})));
}

TEST(RdbWriterTest, EmptyHashIsNoKey) {
  OwnedBytes out;
  MemorySink sink(out);
  RdbWriter writer(sink, {});
  Feed(writer).header(12).hash(0, "h", {}).finish();
  EXPECT_EQ(out.substr(0, out.size() - 8), "REDIS0012\xff");
  EXPECT_EQ(writer.empty_values(), 1u);
  EXPECT_EQ(writer.keys_written(), 0u);
}

TEST(RdbWriterTest, WrongCountIsRefused) {
  const auto with_count = [](std::uint64_t count) {
    written({}, [&](Feed& feed) {
      feed.header(12);
      Entry entry;
      feed.enter(entry, 0, "h", ObjectType::hash, type_byte::kHash, {});
      CollectionBegin begin;
      begin.count = count;
      feed.sink().on(begin);
      const Payload value = Payload::integer(1);
      feed.sink().on(HashField{{}, "f", value, kNoExpiry});
      feed.sink().on(CollectionEnd{});
    });
  };
  EXPECT_NO_THROW(with_count(1));
  for (const std::uint64_t count : {0u, 2u, 1000u}) EXPECT_THROW(with_count(count), CorruptInput);
}

TEST(RdbWriterTest, FieldExpiryIsRefused) {
  EXPECT_THROW(written({},
                       [](Feed& feed) {
                         feed.header(12);
                         Entry entry;
                         feed.enter(entry, 0, "h", ObjectType::hash, type_byte::kHash, {});
                         feed.sink().on(CollectionBegin{});
                         const Payload value = Payload::integer(1);
                         feed.sink().on(HashField{{}, "f", value, 1000});
                         feed.sink().on(CollectionEnd{});
                         feed.finish();
                       }),
               Refused);
}

// ---- abort ----------------------------------------------------------------------------------

TEST(RdbWriterTest, AbortTakesTheRecordBack) {
  RdbWriterOptions options;
  options.compression = false;  // so that the damaged record has partly left the buffer
  const auto dump = [&](bool with_damage) {
    return written(options, [&](Feed& feed) {
      feed.header(12).string(0, "a", "1");
      if (with_damage) {
        Entry entry;
        feed.enter(entry, 0, "damaged", ObjectType::hash, type_byte::kHash, {});
        CollectionBegin begin;
        begin.count = 100000;
        feed.sink().on(begin);
        const OwnedBytes value(100, 'v');
        for (int i = 0; i < 5000; ++i) {
          const Payload payload = Payload::view(value);
          feed.sink().on(HashField{{}, std::to_string(i), payload, kNoExpiry});
        }
        feed.sink().abort(entry);
        feed.enter(entry, 0, "damaged at once", ObjectType::string, type_byte::kString, {});
        feed.sink().abort(entry);
      }
      feed.string(0, "b", "2").finish();
    });
  };
  EXPECT_EQ(dump(true), dump(false));
}

}  // namespace
}  // namespace rdb
