#include "librdb/write/resp_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/io/crc64.h"
#include "librdb/write/dump_payload.h"
#include "tests/unit/write/feed.h"
#include "tests/unit/write/resp_checker.h"

namespace rdb {
namespace {

using testing::Command;
using ::testing::ElementsAre;
using testing::expiring;
using testing::Feed;
using ::testing::HasSubstr;
using testing::Pairs;
using testing::RespChecker;

constexpr std::int64_t kNow = 1700000000000;
constexpr std::int64_t kLater = 4102444800000;
constexpr Bytes kLaterText = "4102444800000";

RespWriterOptions commands_for(Bytes target) {
  RespWriterOptions options;
  options.target = parse_target(target);
  options.now_ms = kNow;
  return options;
}

RespWriterOptions restore_for(Bytes target) {
  RespWriterOptions options = commands_for(target);
  options.mode = RespWriterOptions::Mode::restore;
  return options;
}

struct Sent {
  std::vector<Command> commands;
  RespWriter::Counts counts;
};

Sent sent(RespWriterOptions options, const std::function<void(Feed&)>& events,
          std::uint32_t version = 12) {
  TempSpoolFactory spools("", 64);
  options.spools = &spools;
  OwnedBytes out;
  testing::PipeSink sink(out);
  RespWriter writer(sink, options);
  Feed feed(writer);
  feed.header(version);
  events(feed);
  feed.finish();
  return {RespChecker(out).commands(), writer.counts()};
}

std::vector<Command> commands(RespWriterOptions options, const std::function<void(Feed&)>& events) {
  return sent(options, events).commands;
}

// ---- databases, strings ---------------------------------------------------------------------

TEST(RespWriterTest, ExactBytesOfASet) {
  OwnedBytes out;
  MemorySink sink(out);
  RespWriter writer(sink, commands_for("redis:7.0"));
  Feed(writer).header(12).integer(0, "k", -12).finish();
  EXPECT_EQ(out, "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\n-12\r\n");
}

TEST(RespWriterTest, SelectsAtEachChangeAndOnlyForKeys) {
  const auto all = commands(commands_for("redis:7.0"), [](Feed& feed) {
    feed.sink().on(SelectDb{});
    feed.string(0, "a", "1").string(0, "b", "1").string(12, "c", "1").string(0, "d", "1");
  });
  EXPECT_THAT(
      all, ElementsAre(Command{"SELECT", "0"}, Command{"SET", "a", "1"}, Command{"SET", "b", "1"},
                       Command{"SELECT", "12"}, Command{"SET", "c", "1"}, Command{"SELECT", "0"},
                       Command{"SET", "d", "1"}));
  EXPECT_TRUE(commands(commands_for("redis:7.0"), [](Feed&) {}).empty());
}

TEST(RespWriterTest, ExpiryGoesWithSetWhereTheTargetHasIt) {
  const auto with_expiry = [](Bytes target, std::uint32_t version) {
    auto all = sent(
                   commands_for(target),
                   [](Feed& feed) { feed.string(0, "k", "v", expiring(kLater)); }, version)
                   .commands;
    all.erase(all.begin());
    return all;
  };
  const Command pxat = {"SET", "k", "v", "PXAT", OwnedBytes(kLaterText)};
  for (const Bytes target : {"redis:6.2", "redis:8.0", "valkey:9.1"}) {
    EXPECT_THAT(with_expiry(target, 9), ElementsAre(pxat));
  }
  EXPECT_THAT(with_expiry("same", 10), ElementsAre(pxat));
  const Command expireat = {"PEXPIREAT", "k", OwnedBytes(kLaterText)};
  EXPECT_THAT(with_expiry("same", 9), ElementsAre(Command{"SET", "k", "v"}, expireat));
  EXPECT_THAT(with_expiry("compatible", 12), ElementsAre(Command{"SET", "k", "v"}, expireat));
}

TEST(RespWriterTest, ExpiredKeysAreCountedNotSent) {
  const auto events = [](Feed& feed) {
    feed.string(0, "at now", "v", expiring(kNow)).string(0, "negative", "v", expiring(-5000));
    feed.string(0, "zero", "v", expiring(0)).string(0, "next", "v", expiring(kNow + 1));
    feed.hash(0, "hash", {{"f", "v"}}, expiring(1));
    feed.string(0, "minus one is none", "v", expiring(-1));
  };
  const Sent some = sent(commands_for("redis:7.0"), events);
  EXPECT_EQ(some.counts.expired, 4u);
  EXPECT_EQ(some.counts.keys, 2u);
  EXPECT_EQ(some.commands.size(), 3u);
  RespWriterOptions all = commands_for("redis:7.0");
  all.send_expired = true;
  const Sent every = sent(all, events);
  EXPECT_EQ(every.counts.expired, 0u);
  EXPECT_EQ(every.counts.keys, 6u);
  EXPECT_THAT(every.commands[2], ElementsAre("SET", "negative", "v", "PXAT", "1"));
}

TEST(RespWriterTest, BytesAreArbitrary) {
  std::mt19937_64 random(7);
  Pairs pairs;
  for (const std::size_t size : {0u, 1u, 9u, 15u, 16u, 17u, 31u, 32u, 33u, 99u, 100u, 127u, 128u,
                                 129u, 1000u, 16383u, 16384u, 70000u, 300000u}) {
    OwnedBytes text(size, '\0');
    for (char& c : text) c = static_cast<char>(random());
    pairs.emplace_back(text, text + "\r\n$-1\r\n");
  }
  const auto all = commands(commands_for("redis:7.0"), [&](Feed& feed) {
    for (const auto& [key, value] : pairs) feed.string(0, key, value).hash(0, key, {{value, key}});
  });
  ASSERT_EQ(all.size(), 1 + 2 * pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& [key, value] = pairs[i];
    EXPECT_EQ(all[1 + 2 * i], (Command{"SET", key, value}));
    EXPECT_EQ(all[2 + 2 * i], (Command{"HSET", key, value, key}));
  }
}

TEST(RespWriterTest, IntegersAreDecimalText) {
  std::vector<std::int64_t> values = {0, -1, INT64_MIN, INT64_MAX};
  for (std::int64_t power = 1; power <= 1000000000000000000; power *= 10) {
    values.insert(values.end(), {power, power - 1, -power, 1 - power});
    if (power == 1000000000000000000) break;
  }
  const auto all = commands(commands_for("redis:7.0"), [&](Feed& feed) {
    for (const std::int64_t value : values) feed.integer(0, "k", value);
  });
  ASSERT_EQ(all.size(), 1 + values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(all[1 + i], (Command{"SET", "k", std::to_string(values[i])}));
  }
}

TEST(RespWriterTest, StreamedStrings) {
  const OwnedBytes value(1000, 'v');
  for (const bool size_known : {true, false}) {
    const auto all = commands(commands_for("redis:7.0"), [&](Feed& feed) {
      feed.streamed(0, "k", value, size_known, expiring(kLater));
    });
    EXPECT_THAT(all[1], ElementsAre("SET", "k", value, "PXAT", kLaterText));
  }
}

TEST(RespWriterTest, StreamOfAnotherLengthDoesNotReachTheNextCommand) {
  for (const std::uint64_t claimed : {999u, 1001u}) {
    EXPECT_THROW(commands(commands_for("redis:7.0"),
                          [&](Feed& feed) {
                            const OwnedBytes value(1000, 'v');
                            testing::PieceStream stream(value, 100);
                            feed.string(0, "k", Payload::stream(stream, claimed), {});
                          }),
                 CorruptInput);
  }
}

// ---- hashes ---------------------------------------------------------------------------------

Pairs numbered_pairs(std::size_t count) {
  Pairs pairs;
  for (std::size_t i = 0; i < count; ++i) {
    pairs.emplace_back("f" + std::to_string(i), std::to_string(i));
  }
  return pairs;
}

// All pairs of the HSETs for `key`, and the number of HSETs.
std::pair<Pairs, std::size_t> pairs_of(const std::vector<Command>& all, Bytes key) {
  Pairs pairs;
  std::size_t commands = 0;
  for (const Command& command : all) {
    if (command[0] != "HSET" || command[1] != key) continue;
    ++commands;
    EXPECT_EQ(command.size() % 2, 0u);
    for (std::size_t i = 2; i < command.size(); i += 2) {
      pairs.emplace_back(command[i], command[i + 1]);
    }
  }
  return {pairs, commands};
}

TEST(RespWriterTest, ChunksByCount) {
  for (const std::size_t count : {1u, 511u, 512u, 513u, 1024u, 1025u}) {
    const auto all = commands(commands_for("redis:7.0"),
                              [&](Feed& feed) { feed.hash(0, "h", numbered_pairs(count)); });
    const auto [pairs, chunks] = pairs_of(all, "h");
    EXPECT_EQ(pairs, numbered_pairs(count));
    EXPECT_EQ(chunks, (count + 511) / 512);
  }
}

TEST(RespWriterTest, ChunksByBytes) {
  Pairs pairs;
  for (int i = 0; i < 100; ++i) pairs.emplace_back(std::to_string(i), OwnedBytes(5000, 'v'));
  pairs.emplace_back("large", OwnedBytes(100000, 'l'));
  pairs.emplace_back("last", "v");
  const auto all =
      commands(commands_for("redis:7.0"), [&](Feed& feed) { feed.hash(0, "h", pairs); });
  const auto [came, chunks] = pairs_of(all, "h");
  EXPECT_EQ(came, pairs);
  EXPECT_EQ(chunks, 8u + 2);
  for (const Command& command : all) {
    std::size_t bytes = 0;
    for (const OwnedBytes& part : command) bytes += part.size();
    if (command.size() > 4) {
      EXPECT_LE(bytes, kRespChunkBytes + 5100);
    }
  }
}

TEST(RespWriterTest, StreamedHashValueHasACommandOfItsOwn) {
  const OwnedBytes value(1000, 'v');
  for (const bool size_known : {true, false}) {
    const auto all = commands(commands_for("redis:7.0"), [&](Feed& feed) {
      Entry entry;
      feed.enter(entry, 0, "h", ObjectType::hash, type_byte::kHash, expiring(kLater));
      feed.sink().on(CollectionBegin{});
      const Payload one = Payload::integer(1);
      feed.sink().on(HashField{{}, "a", one, kNoExpiry});
      testing::PieceStream stream(value, 64);
      const Payload streamed = Payload::stream(stream, size_known ? value.size() : kUnknownSize);
      feed.sink().on(HashField{{}, "b", streamed, kNoExpiry});
      feed.sink().on(HashField{{}, "c", one, kNoExpiry});
      feed.sink().on(CollectionEnd{});
    });
    const Command expire = {"PEXPIREAT", "h", OwnedBytes(kLaterText)};
    EXPECT_THAT(
        all, ElementsAre(Command{"SELECT", "0"}, Command{"HSET", "h", "a", "1"}, expire,
                         Command{"HSET", "h", "b", value}, Command{"HSET", "h", "c", "1"}, expire));
  }
}

// A stream that breaks, or an expiry that comes while it runs, leaves no immortal key.
TEST(RespWriterTest, ChunkedHashExpiresAfterFirstAndLastChunk) {
  const auto names = [](std::size_t count) {
    std::vector<OwnedBytes> all;
    for (const Command& command : commands(commands_for("redis:7.0"), [&](Feed& feed) {
           feed.hash(0, "h", numbered_pairs(count), expiring(kLater));
         })) {
      all.push_back(command[0]);
    }
    return all;
  };
  EXPECT_THAT(names(512), ElementsAre("SELECT", "HSET", "PEXPIREAT"));
  EXPECT_THAT(names(513), ElementsAre("SELECT", "HSET", "PEXPIREAT", "HSET", "PEXPIREAT"));
  EXPECT_THAT(names(1025), ElementsAre("SELECT", "HSET", "PEXPIREAT", "HSET", "HSET", "PEXPIREAT"));
}

TEST(RespWriterTest, EmptyHashIsNoKey) {
  const Sent nothing =
      sent(commands_for("redis:7.0"), [](Feed& feed) { feed.hash(0, "h", {}, expiring(kLater)); });
  EXPECT_THAT(nothing.commands, ElementsAre(Command{"SELECT", "0"}));
  EXPECT_EQ(nothing.counts.empty, 1u);
  EXPECT_EQ(nothing.counts.keys, 0u);
}

// ---- what is not sent -----------------------------------------------------------------------

TEST(RespWriterTest, WhatHasNoCommandsIsCountedAndEndsTheRun) {
  const auto feed_all = [](Feed& feed) {
    feed.header(12).string(0, "a", "1");
    feed.raw(0, "m1", ObjectType::module, type_byte::kModule2, "");
    feed.raw(0, "m2", ObjectType::module, type_byte::kModule2, "");
    feed.raw(0, "h", ObjectType::hash, type_byte::kHashMetadata, "");
  };
  OwnedBytes out;
  MemorySink sink(out);
  RespWriter writer(sink, commands_for("redis:7.2"));
  Feed feed(writer);
  feed_all(feed);
  try {
    feed.finish();
    FAIL();
  } catch (const Refused& error) {
    EXPECT_THAT(error.reason(), HasSubstr("3 records have no form"));
    EXPECT_THAT(error.reason(), HasSubstr("1 hash with field expiry"));
    EXPECT_THAT(error.reason(), HasSubstr("(first \"m1\" in db 0)"));
  }
  EXPECT_EQ(RespChecker(out).commands().size(), 2u);

  RespWriterOptions lenient = commands_for("redis:7.2");
  lenient.skip_unsupported = true;
  std::vector<OwnedBytes> told;
  lenient.on_unsupported = [&](const Entry* entry, const std::string&) {
    told.emplace_back(entry->key);
  };
  RespWriter skipping(sink, lenient);
  Feed again(skipping);
  feed_all(again);
  EXPECT_NO_THROW(again.finish());
  EXPECT_THAT(told, ElementsAre("m1", "m2", "h"));
}

TEST(RespWriterTest, FunctionsWhereTheTargetHasThem) {
  const auto with_functions = [](Bytes target) {
    RespWriterOptions options = commands_for(target);
    options.skip_unsupported = true;
    return sent(options, [](Feed& feed) {
      Function function;
      function.library = "#!lua name=lib\nx";
      feed.sink().on(function);
      Function old;
      old.pre_release = true;
      feed.sink().on(old);
    });
  };
  const Sent modern = with_functions("redis:7.0");
  EXPECT_THAT(modern.commands,
              ElementsAre(Command{"FUNCTION", "LOAD", "REPLACE", "#!lua name=lib\nx"}));
  EXPECT_EQ(modern.counts.functions, 1u);
  EXPECT_EQ(modern.counts.left_out.count(), 1u);
  EXPECT_EQ(with_functions("redis:6.2").counts.left_out.count(), 2u);
}

TEST(RespWriterTest, WhatIsNoKeyAndHasNoCommandIsRefused) {
  const Payload body = Payload::view("x");
  const auto of_a_module = [&](Feed& feed) { feed.sink().on(ModuleAux{.stored = body}); };
  EXPECT_THROW(sent(commands_for("redis:7.0"), of_a_module), Refused);
}

// HPEXPIREAT of Redis takes less than dumps can say, and a field without it would never expire.
TEST(RespWriterTest, FieldsThatExpireLaterThanRedisTakesAreRefused) {
  constexpr std::int64_t kLatest = (std::int64_t{1} << 46) - 1;
  const auto expiring = [](std::int64_t expire_ms) {
    return [expire_ms](Feed& feed) {
      Entry entry;
      feed.enter(entry, 0, "h", ObjectType::hash, type_byte::kHashMetadata, {});
      feed.sink().on(CollectionBegin{.count = 2});
      const Payload one = Payload::integer(1);
      feed.sink().on(HashField{{}, "f", one, expire_ms});
      feed.sink().on(HashField{{}, "g", one, expire_ms});
      feed.sink().on(CollectionEnd{});
      feed.string(0, "behind", "1");
    };
  };
  EXPECT_EQ(sent(commands_for("redis:8.0"), expiring(kLatest)).counts.keys, 2u);
  EXPECT_EQ(sent(commands_for("valkey:9.1"), expiring(kLatest + 1)).counts.keys, 2u);
  EXPECT_THROW(sent(commands_for("redis:8.0"), expiring(kLatest + 1)), Refused);
  RespWriterOptions lenient = commands_for("redis:8.0");
  lenient.skip_unsupported = true;
  EXPECT_EQ(sent(lenient, expiring(kLatest + 1)).commands.size(), 2u);  // SELECT and SET
}

TEST(RespWriterTest, AbortTakesTheCommandsBack) {
  const Sent all = sent(commands_for("redis:7.0"), [](Feed& feed) {
    feed.string(0, "a", "1");
    Entry entry;
    feed.enter(entry, 0, "damaged", ObjectType::hash, type_byte::kHash, {});
    feed.sink().on(CollectionBegin{});
    for (int i = 0; i < 1000; ++i) {
      const Payload one = Payload::integer(1);
      feed.sink().on(HashField{{}, std::to_string(i), one, kNoExpiry});
    }
    feed.sink().abort(entry);
    feed.hash(0, "b", {{"f", "v"}});
  });
  EXPECT_THAT(all.commands, ElementsAre(Command{"SELECT", "0"}, Command{"SET", "a", "1"},
                                        Command{"HSET", "b", "f", "v"}));
  EXPECT_EQ(all.counts.commands, 3u);
  EXPECT_EQ(all.counts.keys, 2u);
}

// ---- restore --------------------------------------------------------------------------------

// Takes a payload apart: the footer must be right.
OwnedBytes body_of(const OwnedBytes& payload, int type, std::uint16_t version) {
  EXPECT_GE(payload.size(), 11u);
  const std::size_t end = payload.size() - 8;
  EXPECT_EQ(load_le<std::uint64_t>(payload.data() + end), crc64(0, Bytes(payload).substr(0, end)));
  EXPECT_EQ(load_le<std::uint16_t>(payload.data() + end - 2), version);
  EXPECT_EQ(payload[0], type);
  return payload.substr(1, payload.size() - 11);
}

// As measured: DUMP of "x" by Redis 3.2.13, with version 7.
TEST(DumpPayloadTest, FooterOfARealServer) {
  const Bytes value("\x00\x01\x78", 3);
  const PayloadFooter footer(7, crc64(0, value));
  EXPECT_EQ(footer.bytes(), Bytes("\x07\x00\xdd\xb2\x53\xac\xb5\x22\x9d\xca", 10));
}

TEST(DumpPayloadTest, VersionIsTheLowestThatFitsTheType) {
  EXPECT_EQ(payload_version(Family::redis, type_byte::kString), 6);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kHash), 6);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kZset2), 8);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kModule2), 8);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kHashZiplist), 6);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kListQuicklist), 6);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kStream), 9);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kHashListpack), 10);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kStream2), 10);
  EXPECT_EQ(payload_version(Family::valkey, type_byte::kSetListpack), 11);
  EXPECT_EQ(payload_version(Family::redis, type_byte::kHashListpackEx), 12);
  EXPECT_EQ(payload_version(Family::valkey, type_byte::kHash2Valkey), 80);
}

TEST(RespWriterTest, RestoresStoredValues) {
  testing::KeyOptions options = expiring(kLater);
  options.attributes.idle_seconds = 17;
  testing::KeyOptions used;
  used.attributes.frequency = 200;
  for (const std::size_t size : {1u, 100u, 16384u, 16385u, 1000000u}) {
    const OwnedBytes body(size, 'b');
    const auto all = commands(restore_for("redis:7.2"), [&](Feed& feed) {
      feed.raw(0, "k", ObjectType::set, type_byte::kSetListpack, body, options);
      feed.raw(0, "l", ObjectType::list, type_byte::kList, body, used);
    });
    ASSERT_EQ(all.size(), 3u);
    EXPECT_THAT(all[1],
                ElementsAre("RESTORE", "k", kLaterText, all[1][3], "ABSTTL", "IDLETIME", "17"));
    EXPECT_EQ(body_of(all[1][3], 20, 11), body);
    EXPECT_THAT(all[2], ElementsAre("RESTORE", "l", "0", all[2][3], "FREQ", "200"));
    EXPECT_EQ(body_of(all[2][3], 1, 6), body);
  }
}

TEST(RespWriterTest, RestoresStreamedValues) {
  const OwnedBytes body(1000, 'b');
  for (const bool size_known : {true, false}) {
    const auto all = commands(restore_for("redis:7.2"), [&](Feed& feed) {
      Entry entry;
      feed.enter(entry, 0, "k", ObjectType::stream, type_byte::kStream3, {});
      testing::PieceStream stream(body, 33);
      const Payload payload = Payload::stream(stream, size_known ? body.size() : kUnknownSize);
      feed.sink().on(RawValue{{}, payload});
    });
    EXPECT_EQ(body_of(all[1][3], 21, 11), body);
  }
}

TEST(RespWriterTest, RestoresValuesBuiltAnew) {
  const auto payload = [](Bytes target, const std::function<void(Feed&)>& events) {
    return commands(restore_for(target), events)[1][3];
  };
  const Pairs pairs = {{"f", "v"}};
  const Bytes listpack(
      "\x0d\x0d\0\0\0\x02\0\x81"
      "f\x02\x81"
      "v\x02\xff",
      14);
  const auto hash = [&](Feed& feed) { feed.hash(0, "h", pairs); };
  EXPECT_EQ(body_of(payload("redis:7.0", hash), 16, 10), listpack);
  EXPECT_EQ(body_of(payload("redis:6.2", hash), 13, 6).size(), 1u + 10 + 3 + 3 + 1);
  const auto large = [&](Feed& feed) {
    testing::KeyOptions unknown;
    unknown.count_known = false;
    feed.hash(0, "h", numbered_pairs(1000), unknown);
  };
  EXPECT_EQ(body_of(payload("redis:7.0", large), 4, 6).substr(0, 2), "\x43\xe8");
  const auto number = [](Feed& feed) { feed.integer(0, "s", 300); };
  EXPECT_EQ(body_of(payload("redis:7.0", number), 0, 6), Bytes("\xc1\x2c\x01", 3));
}

TEST(RespWriterTest, RestoreAsksForElementsWhereTheTargetDoesNotLoadTheType) {
  OwnedBytes out;
  MemorySink sink(out);
  RespWriter writer(sink, restore_for("redis:6.2"));
  Feed feed(writer);
  feed.header(12);
  Entry entry;
  entry.type = ObjectType::hash;
  entry.type_byte = type_byte::kHashListpack;
  EXPECT_EQ(writer.enter(entry), Interest::elements);
  entry.type = ObjectType::set;
  entry.type_byte = type_byte::kSetListpack;
  EXPECT_EQ(writer.enter(entry), Interest::elements);
  feed.raw(0, "h", ObjectType::hash, type_byte::kHashMetadata, "");
  EXPECT_THROW(feed.finish(), Refused);
  EXPECT_EQ(writer.counts().left_out.count(), 1u);
}

}  // namespace
}  // namespace rdb
