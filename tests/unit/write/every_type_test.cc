// Values of every type, built for every target, read back: nothing is lost or invented.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "fuzz/value_lines.h"
#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/parse/value_table.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/value_policy.h"
#include "tests/support/corpus.h"
#include "tests/support/reading.h"
#include "tests/unit/write/feed.h"

namespace rdb {
namespace {

constexpr const char* kTargets[] = {"same",       "redis:6.2",  "redis:7.0",  "redis:7.2",
                                    "redis:7.4",  "redis:8.0",  "valkey:7.2", "valkey:8.0",
                                    "valkey:8.1", "valkey:9.0", "valkey:9.1", "compatible"};

// What keys hold, as text.
class Content final : public fuzzing::ValueLines {
 public:
  void key(const Entry& entry, const OwnedBytes& lines) override {
    const OwnedBytes name = std::to_string(entry.db) + ' ' + OwnedBytes(entry.key);
    EXPECT_TRUE(keys.emplace(name, lines).second);
    encodings.insert(OwnedBytes(entry.encoding));
  }
  std::map<OwnedBytes, OwnedBytes> keys;
  std::set<OwnedBytes> encodings;
};

void read(Bytes dump, EventSink& sink, std::size_t window = kWindowBytes) {
  TempSpoolFactory spools("");
  MemorySource source(dump);
  CheckedSink checked(sink);
  RdbReader(source, {.window_bytes = window, .spools = &spools}).run(checked);
}

// ---- made values --------------------------------------------------------------------------------

// Makes values of a type: events for a sink, the same each time for one seed.
class Made {
 public:
  Made(std::uint64_t seed, ObjectType type, std::size_t count, std::size_t longest,
       bool count_known)
      : random_(seed), type_(type), count_(count), longest_(longest), count_known_(count_known) {}

  void say(EventSink& sink) {
    Entry entry;
    entry.key = key;
    entry.type = type_;
    entry.type_byte = expires ? type_byte::kHashMetadata : type_byte::kHash;
    entry.encoding = "made";
    if (sink.enter(entry).empty()) return;
    const bool states = count_known_ && type_ != ObjectType::stream;
    sink.on(CollectionBegin{.count = states ? count_ : kUnknownCount});
    for (std::size_t i = 0; i < count_; ++i) element(sink, i);
    if (type_ == ObjectType::stream) stream_end(sink);
    sink.on(CollectionEnd{});
  }

  bool expires = false;
  OwnedBytes key = "k";

 private:
  OwnedBytes text(std::size_t i) {
    if (random_() % 3 == 0) return std::to_string(static_cast<std::int64_t>(i) - 3);
    OwnedBytes text(random_() % (longest_ + 1), '\0');
    for (char& c : text) c = static_cast<char>(random_());
    return text;
  }
  OwnedBytes name(std::size_t i) {  // never twice
    if (random_() % 2 == 0) return std::to_string(i);
    OwnedBytes name = 'n' + std::to_string(i);
    if (longest_ > name.size()) name.resize(longest_ - random_() % (longest_ - name.size()), 'x');
    return name;
  }
  double score() {
    constexpr double kScores[] = {0, -0.0, 1, -7, 0.1, 1e20, -1e300, HUGE_VAL, -HUGE_VAL, 5e-324};
    return random_() % 2 == 0 ? kScores[random_() % std::size(kScores)]
                              : static_cast<double>(static_cast<std::int64_t>(random_())) / 1000;
  }
  void element(EventSink& sink, std::size_t i) {
    const OwnedBytes value = text(i);
    const Payload payload = Payload::view(value);
    switch (type_) {
      case ObjectType::list:
        return sink.on(ListItem{{}, payload});
      case ObjectType::set:
        return sink.on(SetMember{{}, longest_ == 0 ? std::to_string(i * i * i) : name(i)});
      case ObjectType::zset:
        return sink.on(ZsetMember{{}, name(i), score()});
      case ObjectType::hash: {
        const bool has = expires && random_() % 2 == 0;
        const auto ms = static_cast<std::int64_t>(1 + random_() % 4000000000000);
        return sink.on(HashField{{}, name(i), payload, has ? ms : kNoExpiry});
      }
      default:
        break;
    }
    const std::uint64_t fields = random_() % 3 == 0 ? 1 + random_() % 3 : 2;
    last_ = {last_.ms + random_() % 2, random_() % 2 == 0 ? last_.seq + 1 : last_.seq + 1000};
    ids_.push_back(last_);
    sink.on(StreamEntry{.id = last_, .fields = fields});
    for (std::uint64_t f = 0; f < fields; ++f) {
      sink.on(StreamField{{}, "f" + std::to_string(f), payload});
    }
  }
  void stream_end(EventSink& sink) {
    sink.on(StreamInfo{.length = count_,
                       .last_id = {last_.ms + 1, 0},
                       .first_id = ids_.empty() ? StreamId{} : ids_.front(),
                       .max_deleted_id = {},
                       .entries_added = count_});
    for (std::size_t group = 0; group < count_ % 3; ++group) {
      sink.on(StreamGroup{.name = "g" + std::to_string(group),
                          .last_delivered = last_,
                          .entries_read = StreamGroup::kUnknownRead});
      for (const StreamId id : ids_) {
        sink.on(StreamPending{.id = id, .delivery_ms = 77, .delivery_count = group + 1});
      }
      for (std::size_t consumer = 0; consumer < 2; ++consumer) {
        sink.on(
            StreamConsumer{.name = "c" + std::to_string(consumer), .seen_ms = 99, .active_ms = 99});
        for (std::size_t i = consumer; i < ids_.size(); i += 2) {
          sink.on(StreamConsumerPending{.id = ids_[i]});
        }
      }
    }
  }

  std::mt19937_64 random_;
  ObjectType type_;
  std::size_t count_;
  std::size_t longest_;
  bool count_known_;
  StreamId last_{1, 1};
  std::vector<StreamId> ids_;
};

std::map<OwnedBytes, OwnedBytes> content_of_made(Made made) {
  Content content;
  content.on(Header{.version = 12, .stored = "REDIS0012"});
  made.say(content);
  return content.keys;
}

std::string trace(const char* target, Bytes type, std::size_t count, std::size_t longest) {
  return std::string(target) + ' ' + std::string(type) + " of " + std::to_string(count) + " x " +
         std::to_string(longest);
}

// Builds one value for a target and reads it back in windows of two sizes.
void expect_round_trip(Bytes target, const Made& made, std::set<OwnedBytes>& encodings) {
  RdbWriterOptions options;
  options.target = parse_target(target);
  Made again = made;
  const OwnedBytes dump = testing::written(options, [&](testing::Feed& feed) {
    feed.header(12);
    again.say(feed.sink());
    feed.finish();
  });
  for (const std::size_t window : {std::size_t{128}, kWindowBytes}) {
    Content found;
    read(dump, found, window);
    EXPECT_EQ(found.keys, content_of_made(made));
    encodings.insert(found.encodings.begin(), found.encodings.end());
  }
}

TEST(EveryType, ComesBackFromEveryTarget) {
  std::set<OwnedBytes> encodings;
  std::uint64_t seed = 0;
  for (const char* const target :
       {"same", "redis:6.2", "redis:7.0", "redis:7.2", "redis:8.0", "valkey:9.1"}) {
    for (const ObjectType type : {ObjectType::list, ObjectType::set, ObjectType::zset,
                                  ObjectType::hash, ObjectType::stream}) {
      for (const std::size_t count : {1, 2, 128, 129, 512, 513}) {
        for (const std::size_t longest : {0, 64, 65, 300}) {
          SCOPED_TRACE(trace(target, name_of(type), count, longest));
          ++seed;
          expect_round_trip(target, Made(seed, type, count, longest, seed % 2 == 0), encodings);
        }
      }
    }
  }
  for (const char* encoding :
       {"list", "list_quicklist", "list_quicklist_2", "set", "set_intset", "set_listpack", "zset_2",
        "zset_ziplist", "zset_listpack", "hash", "hash_ziplist", "hash_listpack",
        "stream_listpacks", "stream_listpacks_2", "stream_listpacks_3"}) {
    EXPECT_EQ(encodings.count(encoding), 1u) << encoding;
  }
}

TEST(EveryType, FieldsKeepTheirExpiryWhereTheTargetHasIt) {
  std::set<OwnedBytes> encodings;
  for (const char* const target : {"redis:7.4", "redis:8.0", "valkey:9.0", "valkey:9.1", "same"}) {
    for (const std::size_t count : {1, 20, 512, 513}) {
      for (const std::size_t longest : {10, 300}) {
        SCOPED_TRACE(trace(target, "hash", count, longest));
        Made made(count, ObjectType::hash, count, longest, longest == 10);
        made.expires = true;
        expect_round_trip(target, made, encodings);
      }
    }
  }
  EXPECT_EQ(encodings, (std::set<OwnedBytes>{"hash_metadata", "hash_listpack_ex", "hash_2"}));
}

TEST(EveryType, ItemsLargerThanANodeOrAWindow) {
  std::set<OwnedBytes> encodings;
  for (const char* const target : {"redis:6.2", "redis:8.0", "valkey:9.1"}) {
    for (const ObjectType type : {ObjectType::list, ObjectType::hash, ObjectType::stream}) {
      SCOPED_TRACE(trace(target, name_of(type), 9, 16000));
      expect_round_trip(target, Made(5, type, 9, 16000, true), encodings);
    }
  }
}

// A dump of random values as text, the first half of it in another database.
OwnedBytes random_text(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  OwnedBytes text;
  TextSink sink(text, Interest::elements);
  sink.on(Header{.version = 12});
  for (int i = 0; i < 10; ++i) {
    if (i == 0 || i == 5) sink.on(SelectDb{.db = i == 0 ? 9u : 0u});
    constexpr ObjectType kTypes[] = {ObjectType::list, ObjectType::set, ObjectType::zset,
                                     ObjectType::hash, ObjectType::stream};
    Made made(random(), kTypes[random() % 5], 1 + random() % 40, random() % 90, random() % 2 == 0);
    made.expires = random() % 2 == 0;
    made.key = "k" + std::to_string(i);
    made.say(sink);
  }
  sink.on(Finish{});
  return text;
}

TEST(EveryType, TextComesBackThroughADump) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const OwnedBytes text = random_text(seed);
    Content said;
    TextReader(text).run(said);
    EXPECT_EQ(said.keys.size(), 10u);
    for (const char* const target : {"same", "redis:8.0", "valkey:9.1"}) {
      RdbWriterOptions options;
      options.target = parse_target(target);
      Content found;
      read(testing::written(options,
                            [&](testing::Feed& feed) { TextReader(text).run(feed.sink()); }),
           found);
      ASSERT_EQ(found.keys, said.keys) << seed << ' ' << target;
    }
  }
}

// ---- what is refused ----------------------------------------------------------------------------

template <typename Say>
void expect_refused(ObjectType type, Say say, Bytes target = "same") {
  RdbWriterOptions options;
  options.target = parse_target(target);
  EXPECT_THROW(testing::written(options,
                                [&](testing::Feed& feed) {
                                  feed.header(12);
                                  Entry entry;
                                  entry.key = "k";
                                  entry.type = type;
                                  entry.type_byte = type_byte::kHash;
                                  feed.sink().enter(entry);
                                  say(feed.sink());
                                  feed.finish();
                                }),
               Error);
}

TEST(EveryType, WhatNoServerLoadsIsNotWritten) {
  expect_refused(ObjectType::set, [](EventSink& sink) {
    sink.on(CollectionBegin{});
    for (const char* member : {"1", "2", "1"}) sink.on(SetMember{{}, member});
    sink.on(CollectionEnd{});
  });
  expect_refused(ObjectType::set, [](EventSink& sink) {
    sink.on(CollectionBegin{});
    for (const char* member : {"a", "2", "a"}) sink.on(SetMember{{}, member});
    sink.on(CollectionEnd{});
  });
  expect_refused(ObjectType::zset, [](EventSink& sink) {
    sink.on(CollectionBegin{});
    sink.on(ZsetMember{{}, "a", std::numeric_limits<double>::quiet_NaN()});
  });
  expect_refused(ObjectType::zset, [](EventSink& sink) {
    sink.on(CollectionBegin{});
    sink.on(ZsetMember{{}, "a", 1});
    sink.on(ZsetMember{{}, "a", 2});
    sink.on(CollectionEnd{});
  });
  expect_refused(ObjectType::list, [](EventSink& sink) {
    sink.on(CollectionBegin{.count = 2});
    const Payload item = Payload::integer(1);
    sink.on(ListItem{{}, item});
    sink.on(CollectionEnd{});
  });
  const auto stream = [](StreamId second, std::uint64_t length) {
    expect_refused(ObjectType::stream, [&](EventSink& sink) {
      sink.on(CollectionBegin{});
      for (const StreamId id : {StreamId{5, 0}, second}) {
        sink.on(StreamEntry{.id = id, .fields = 1});
        const Payload value = Payload::integer(1);
        sink.on(StreamField{{}, "f", value});
      }
      sink.on(StreamInfo{.length = length, .last_id = {9, 9}});
      sink.on(CollectionEnd{});
    });
  };
  stream({5, 0}, 2);  // an id twice
  stream({5, 1}, 3);  // an entry too few
}

TEST(EveryType, EntriesOfTheSizesOnWhichServersDisagree) {
  const OwnedBytes text(16378, 'x');
  const auto say = [&](EventSink& sink) {
    sink.on(CollectionBegin{});
    sink.on(StreamEntry{.id = {1, 1}, .fields = 1});
    const Payload value = Payload::view(text);
    sink.on(StreamField{{}, "f", value});
    sink.on(StreamInfo{.length = 1, .last_id = {1, 1}, .first_id = {1, 1}, .entries_added = 1});
    sink.on(CollectionEnd{});
  };
  expect_refused(ObjectType::stream, say, "compatible");

  for (const char* const target : {"redis:8.0", "valkey:8.1", "valkey:9.1"}) {
    RdbWriterOptions options;
    options.target = parse_target(target);
    options.compression = false;
    const OwnedBytes dump = testing::written(options, [&](testing::Feed& feed) {
      feed.header(12);
      Entry entry;
      entry.key = "k";
      entry.type = ObjectType::stream;
      feed.sink().enter(entry);
      say(feed.sink());
      feed.finish();
    });
    Content content;
    read(dump, content);
    EXPECT_NE(content.keys.at("0 k").find(text), OwnedBytes::npos);
    const OwnedBytes node = dump.substr(dump.find("xxx") + text.size(), 3);
    EXPECT_EQ(node.substr(0, 2) == "\x7f\xff", target == Bytes("valkey:9.1")) << target;
  }
}

// ---- the corpus ---------------------------------------------------------------------------------

// A stream as it comes back from a type that holds less: what servers then assume.
OwnedBytes as_of(std::uint8_t stream_type, Bytes lines) {
  OwnedBytes text;
  while (!lines.empty()) {
    std::vector<OwnedBytes> words;
    const Bytes line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + 1);
    std::istringstream in{OwnedBytes(line)};
    for (OwnedBytes word; in >> word;) words.push_back(word);
    const bool is_old = stream_type == type_byte::kStream;
    if (words[0] == "info" && is_old) words[4] = "0-0", words[5] = words[1];
    if (words[0] == "group" && is_old) words.back() = "-1";
    if (words[0] == "consumer") words.back() = words[words.size() - 2];
    for (const OwnedBytes& word : words) text += word + ' ';
    text += '\n';
  }
  return text;
}

// Only what the target can hold.
class Holdable final : public fuzzing::ValueLines {
 public:
  explicit Holdable(Bytes target, Content& content)
      : server_(parse_target(target)), content_(content) {}
  using ValueLines::on;
  void on(const Header& event) override {
    family_ = event.family;
    format_ = TargetFormat(server_, event.family, event.version);
    ValueLines::on(event);
  }
  void key(const Entry& entry, const OwnedBytes& lines) override {
    if (stored_or_encoded(format_, family_, entry).empty()) return;
    const std::uint8_t held = format_.stream_type();
    const bool loses = entry.type == ObjectType::stream && held != type_byte::kStream3;
    content_.key(entry, loses ? as_of(held, lines) : lines);
  }

 private:
  TargetServer server_;
  TargetFormat format_;
  Family family_ = Family::redis;
  Content& content_;
};

TEST(EveryType, OfGoldenDumpsIsTheSameForEveryTarget) {
  const auto dumps = testing::golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "no corpus: set RDBMILL_CORPUS";
  std::size_t compared = 0;
  for (const auto& path : dumps) {
    const OwnedBytes dump = testing::content_of(path);
    for (const char* const target : kTargets) {
      SCOPED_TRACE(path.string() + " for " + target);
      Content before;
      Holdable holdable(target, before);
      read(dump, holdable);
      TempSpoolFactory spools("");
      OwnedBytes copy;
      MemorySink sink(copy);
      RdbWriterOptions options;
      options.target = parse_target(target);
      options.skip_unsupported = true;
      options.spools = &spools;
      RdbWriter writer(sink, options);
      read(dump, writer);
      Content after;
      Holdable again(target, after);
      read(copy, again);
      EXPECT_EQ(after.keys.size(), before.keys.size());
      EXPECT_TRUE(after.keys == before.keys);
      compared += after.keys.size();
    }
  }
  EXPECT_GT(compared, 5000u);
}

}  // namespace
}  // namespace rdb
