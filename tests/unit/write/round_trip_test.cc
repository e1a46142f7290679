// What a writer writes, a reader reads back: hand-made keys, and every dump of the corpus.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/dropping_stage.h"
#include "librdb/event/text_sink.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/value_policy.h"
#include "tests/support/corpus.h"
#include "tests/support/dump_builder.h"
#include "tests/unit/write/feed.h"

namespace rdb {
namespace {

using testing::content_of;
using testing::Feed;
using testing::golden_dumps;
using testing::Pairs;

/// Everything that makes up a key, in comparable form; and what the file states of its databases.
class ContentSink : public TextSink {
 public:
  struct Key {
    std::uint32_t db;
    OwnedBytes key;
    Attributes attributes;
    ObjectType type;
    OwnedBytes body;  ///< raw value with its type byte, or a string's text
    Pairs pairs;
    friend bool operator==(const Key&, const Key&) = default;
  };

  explicit ContentSink(Interest wanted) : TextSink(text_, wanted) {}
  using TextSink::on;

  Interests enter(const Entry& entry) override {
    keys.push_back({entry.db, OwnedBytes(entry.key), entry.attributes, entry.type, {}, {}});
    type_byte_ = entry.type_byte;
    const Interests wanted = TextSink::enter(entry);
    text_.clear();
    return wanted;
  }
  void on(const StringValue& event) override {
    keys.back().body = to_owned(event.value, kMaxMaterialised);
  }
  void on(const RawValue& event) override {
    keys.back().body = static_cast<char>(type_byte_) + to_owned(event.body, kMaxMaterialised);
  }
  void on(const HashField& event) override {
    keys.back().pairs.emplace_back(OwnedBytes(event.field),
                                   to_owned(event.value, kMaxMaterialised));
  }
  void on(const Function& event) override { functions.emplace_back(event.library); }
  void on(const ModuleAux& event) override {
    module_records.push_back(to_owned(event.stored, kMaxMaterialised));
  }
  void on(const ResizeDb& event) override { stated.emplace_back(event.keys, event.expires); }
  void on(const Aux& event) override { aux.emplace_back(event.name, event.value); }

  /// (keys, keys with an expiry) by database, as they are.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> counted() const {
    std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> counts;
    for (const Key& key : keys) {
      ++counts[key.db].first;
      counts[key.db].second += key.attributes.has_expiry() ? 1 : 0;
    }
    std::vector<std::pair<std::uint64_t, std::uint64_t>> list;
    for (const auto& [db, count] : counts) list.push_back(count);
    return list;
  }

  std::vector<Key> keys;
  std::vector<OwnedBytes> functions;
  std::vector<OwnedBytes> module_records;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> stated;
  Pairs aux;

 private:
  OwnedBytes text_;
  std::uint8_t type_byte_ = 0;
};

void read(Bytes dump, EventSink& sink) {
  TempSpoolFactory spools("");
  MemorySource source(dump);
  ReaderOptions options;
  options.spools = &spools;
  RdbReader reader(source, options);
  CheckedSink checked(sink);
  reader.run(checked);
}

OwnedBytes copied(Bytes dump, RdbWriterOptions options) {
  TempSpoolFactory spools("");
  options.spools = &spools;
  OwnedBytes out;
  MemorySink sink(out);
  RdbWriter writer(sink, options);
  read(dump, writer);
  return out;
}

/// Lets through what writers can build anew.
class OnlyStringsAndHashes : public DroppingStage {
 public:
  using DroppingStage::DroppingStage;
  bool keep(const Entry& entry) override {
    const bool has = entry.type == ObjectType::string || entry.type == ObjectType::hash;
    return has && entry.type_byte <= type_byte::kStream3;
  }
};

RdbWriterOptions verbatim() {
  RdbWriterOptions options;
  options.verbatim = true;
  return options;
}

RdbWriterOptions target(Bytes name) {
  RdbWriterOptions options;
  options.target = parse_target(name);
  return options;
}

// ---- made keys ------------------------------------------------------------------------------

OwnedBytes random_text(std::mt19937_64& random) {
  switch (random() % 5) {
    case 0:
      return std::to_string(static_cast<std::int64_t>(random()) >> random() % 64);
    case 1:
      return OwnedBytes(random() % 90, static_cast<char>(random()));
    case 2:
      return "00" + std::to_string(random() % 100);
    default:
      break;
  }
  OwnedBytes text(random() % 70, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

void feed_random_keys(Feed& feed, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  feed.header(static_cast<std::uint32_t>(9 + seed % 4));
  for (int i = 0; i < 200; ++i) {
    testing::KeyOptions options;
    options.count_known = random() % 2 == 0;
    if (random() % 3 == 0) options.attributes.expire_ms = static_cast<std::int64_t>(random() >> 20);
    if (random() % 5 == 0) options.attributes.idle_seconds = random() >> random() % 64 >> 1;
    if (random() % 5 == 0) options.attributes.frequency = static_cast<std::int16_t>(random() % 256);
    const auto db = static_cast<std::uint32_t>(random() % 3);
    const OwnedBytes key = random_text(random);
    if (random() % 2 == 0) {
      feed.string(db, key, random_text(random), options);
      continue;
    }
    Pairs pairs;
    const std::size_t count = 1 + random() % (random() % 4 == 0 ? 600 : 20);
    for (std::size_t n = 0; n < count; ++n) {
      pairs.emplace_back(std::to_string(n) + ":" + random_text(random), random_text(random));
    }
    feed.hash(db, key, pairs, options);
  }
  feed.finish();
}

TEST(RoundTripTest, MadeKeysComeBack) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    ContentSink expected(Interest::elements);
    Feed feed(expected);
    feed_random_keys(feed, seed);
    RdbWriterOptions options;
    options.compression = seed % 2 == 0;
    const OwnedBytes dump =
        testing::written(options, [&](Feed& to_writer) { feed_random_keys(to_writer, seed); });
    ContentSink found(Interest::elements);
    read(dump, found);
    ASSERT_EQ(found.keys, expected.keys) << "seed " << seed;
    EXPECT_EQ(found.stated.size(), found.counted().size());
  }
}

// The raw copy of a copy is the copy, and so is its unchanged copy.
TEST(RoundTripTest, CopiesOfOwnDumpsAreIdentical) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const OwnedBytes dump = testing::written({}, [&](Feed& feed) { feed_random_keys(feed, seed); });
    EXPECT_EQ(copied(dump, verbatim()), dump);
    EXPECT_EQ(copied(dump, {}), dump);
  }
}

TEST(RoundTripTest, UnchangedCopyKeepsWhatNoServerWrites) {
  // No checksum, an expiry in front of an AUX, a long length, no RESIZEDB, two SELECTDB of one
  // kind.
  OwnedBytes dump = "REDIS0011";
  dump += OwnedBytes("\xfe\x40\x00", 3) + OwnedBytes("\xfc\0\xd8\xc3\x2c\xbb\x03\0\0", 9);
  dump += OwnedBytes("\xfa\x07repl-id\x01x\xfe\x80\0\0\0\0", 17);
  dump += OwnedBytes("\x00\x80\0\0\0\x01k\xc1\x07\0\xff\0\0\0\0\0\0\0\0", 19);
  EXPECT_EQ(copied(dump, verbatim()), dump);

  ContentSink found(Interest::elements);
  const OwnedBytes rewritten = copied(dump, {});
  read(rewritten, found);
  ASSERT_EQ(found.keys.size(), 1u);
  EXPECT_EQ(found.keys[0].attributes.expire_ms, 4102444800000);
  EXPECT_TRUE(found.aux.empty());
  EXPECT_NE(rewritten.substr(rewritten.size() - 8), OwnedBytes(8, '\0'));
}

TEST(RoundTripTest, UnchangedCopyOfAWrongChecksumIsRefused) {
  OwnedBytes dump = testing::written({}, [](Feed& feed) { feed.header(11).finish(); });
  dump.back() ^= 1;
  MemorySource source(dump);
  ReaderOptions unverified;
  unverified.verify_checksum = false;
  RdbReader reader(source, unverified);
  OwnedBytes out;
  MemorySink sink(out);
  RdbWriter writer(sink, verbatim());
  EXPECT_THROW(reader.run(writer), CorruptInput);
}

// A value that turns out damaged while it is built anew costs that key alone.
TEST(RoundTripTest, DamagedValueIsTakenBack) {
  OwnedBytes listpack(
      "\x17\0\0\0\x06\0\x82"
      "f1\x03\x82"
      "v1\x03\x82"
      "f2\x03\x05\x01\xf5\x01\xff",
      23);
  const OwnedBytes dump = testing::DumpBuilder("REDIS0011")
                              .select_db(0)
                              .key(type_byte::kString, "before")
                              .string("1")
                              .key(type_byte::kHashListpack, "damaged")
                              .string(listpack)
                              .key(type_byte::kString, "behind")
                              .string("2")
                              .finish();
  TempSpoolFactory spools("");
  OwnedBytes copy;
  MemorySink sink(copy);
  RdbWriterOptions options = target("redis:6.2");
  options.spools = &spools;
  RdbWriter writer(sink, options);
  MemorySource source(dump);
  RdbReader reader(source);
  int damaged = 0;
  for (bool more = true; more;) {
    try {
      more = reader.step(writer);
    } catch (const CorruptInput&) {
      ++damaged;
      ASSERT_TRUE(reader.can_continue());
    }
  }
  EXPECT_EQ(damaged, 1);
  ContentSink found(Interest::elements);
  read(copy, found);
  ASSERT_EQ(found.keys.size(), 2u);
  EXPECT_EQ(found.keys[0].key, "before");
  EXPECT_EQ(found.keys[1].key, "behind");
  EXPECT_EQ(found.stated, found.counted());
  EXPECT_EQ(writer.keys_written(), 2u);
}

// ---- the corpus -----------------------------------------------------------------------------

TEST(CorpusCopyTest, UnchangedCopiesAreIdentical) {
  const auto dumps = golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "RDBMILL_CORPUS names no folder of dumps";
  for (const auto& path : dumps) {
    const OwnedBytes dump = content_of(path);
    EXPECT_TRUE(copied(dump, verbatim()) == dump) << path;
  }
}

TEST(CorpusCopyTest, RewrittenCopiesHaveTheSameKeysAndExactCounts) {
  const auto dumps = golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "RDBMILL_CORPUS names no folder of dumps";
  for (const auto& path : dumps) {
    const OwnedBytes dump = content_of(path);
    ContentSink before(Interest::raw);
    read(dump, before);
    ContentSink after(Interest::raw);
    read(copied(dump, {}), after);
    EXPECT_TRUE(after.keys == before.keys) << path;
    EXPECT_EQ(after.functions, before.functions) << path;
    EXPECT_EQ(after.module_records, before.module_records) << path;
    EXPECT_EQ(after.stated, after.counted()) << path;
    for (const auto& [name, value] : after.aux) {
      EXPECT_NE(name, "used-mem") << path;
      EXPECT_NE(name.substr(0, 5), "repl-") << path;
    }
  }
}

// Strings and hashes of every dump can be built anew for the oldest target.
TEST(CorpusCopyTest, ConvertedStringsAndHashesKeepTheirContent) {
  const auto dumps = golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "RDBMILL_CORPUS names no folder of dumps";
  int converted = 0;
  for (const auto& path : dumps) {
    if (path.stem() != "strings" && path.stem() != "hashes") continue;
    const OwnedBytes dump = content_of(path);
    ContentSink before(Interest::elements);
    OnlyStringsAndHashes before_stage(before);
    read(dump, before_stage);
    EXPECT_GE(before.keys.size(), 10u);
    for (const Bytes server :
         {"redis:6.2", "redis:7.0", "valkey:8.1", "valkey:9.1", "compatible"}) {
      OwnedBytes copy;
      MemorySink sink(copy);
      RdbWriter writer(sink, target(server));
      OnlyStringsAndHashes stage(writer);
      read(dump, stage);
      EXPECT_EQ(copy.substr(0, 9), TargetFormat(parse_target(server), {}, 0).magic());
      ContentSink after(Interest::elements);
      read(copy, after);
      EXPECT_TRUE(after.keys == before.keys) << path << " " << server;
    }
    ++converted;
  }
  EXPECT_GE(converted, 2);
}

}  // namespace
}  // namespace rdb
