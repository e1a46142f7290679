#include "librdb/report/report_collector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "librdb/report/report_text.h"

namespace rdb {
namespace {

struct Key {
  std::string name;
  std::uint32_t db = 0;
  std::uint64_t bytes = 1;
  std::int64_t expire_ms = kNoExpiry;
  bool is_hash = false;
  std::string stored = "\xc0\x01";  // of a string
};

// Tells keys as a reader would.
class Producer {
 public:
  explicit Producer(EventSink& sink) : sink_(sink) {
    sink_.on(Header{.family = Family::redis, .version = 11});
  }
  void ctime(std::int64_t seconds) {
    const std::string text = std::to_string(seconds);
    sink_.on(Aux{.name = "ctime", .value = text});
  }
  void key(const Key& key) {
    Entry entry;
    entry.key = key.name;
    entry.attributes.expire_ms = key.expire_ms;
    entry.db = key.db;
    entry.type = key.is_hash ? ObjectType::hash : ObjectType::string;
    entry.type_byte = key.is_hash ? 16 : 0;
    entry.encoding = key.is_hash ? "hash_listpack" : "string";
    entry.offset = offset_;
    const Interests wanted = sink_.enter(entry);
    const Payload body = Payload::view(key.stored);
    if (wanted.has(Interest::raw)) sink_.on(RawValue{.body = body});
    offset_ += key.bytes;
    sink_.on(Leave{.value_bytes = 1, .end_offset = offset_});
  }
  void finish() { sink_.on(Finish{.end_offset = offset_}); }

 private:
  EventSink& sink_;
  std::uint64_t offset_ = 100;
};

std::vector<Key> random_keys(std::mt19937& random, int count) {
  static const std::vector<std::string> kStored = {"\xc0\x01", "\xc1\x01\x01", "\xc3\x01\x05x",
                                                   "\x03"
                                                   "abc"};
  std::vector<Key> keys;
  for (int i = 0; i < count; ++i) {
    Key key;
    key.name = std::string(1, static_cast<char>('a' + random() % 5)) + ":" +
               std::to_string(random() % 20) + ":" + std::to_string(i);
    key.db = random() % 3;
    key.bytes = 1 + random() % 60;
    if (random() % 3 == 0) key.expire_ms = static_cast<std::int64_t>(random() % 2000);
    key.is_hash = random() % 4 == 0;
    key.stored = kStored[random() % kStored.size()];
    keys.push_back(key);
  }
  return keys;
}

DumpReport report_of(const std::vector<Key>& keys, const ReportOptions& options = {}) {
  ReportCollector collector(options);
  Producer producer(collector);
  producer.ctime(1);
  for (const Key& key : keys) producer.key(key);
  producer.finish();
  return collector.result();
}

template <typename Rows>
Tally sum_of(const Rows& rows) {
  Tally sum;
  for (const auto& row : rows) sum += row.tally;
  return sum;
}

TEST(ReportCollector, EveryListAddsUpToTheTotal) {
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    const auto keys = random_keys(random, 500);
    const DumpReport report = report_of(keys);
    std::uint64_t bytes = 0, expired = 0, without = 0;
    for (const Key& key : keys) {
      bytes += key.bytes;
      if (key.expire_ms == kNoExpiry) ++without;
      if (key.expire_ms != kNoExpiry && key.expire_ms <= 1000) ++expired;
    }
    EXPECT_EQ(report.total.keys, keys.size());
    EXPECT_EQ(report.total.bytes, bytes);
    EXPECT_EQ(report.total.without_ttl, without);
    EXPECT_EQ(report.expired.keys, expired);
    EXPECT_EQ(report.expired.keys + report.expiring.keys + without, keys.size());
    EXPECT_EQ(sum_of(report.databases), report.total);
    EXPECT_EQ(sum_of(report.types), report.total);
    EXPECT_EQ(sum_of(report.encodings), report.total);
    EXPECT_EQ(report.prefixes.at(0).tally, report.total);
    EXPECT_EQ(report.largest.size(), 10u);
  }
}

TEST(ReportCollector, OrderOfKeysAndHashSeedDoNotShow) {
  std::mt19937 random(2);
  auto keys = random_keys(random, 300);
  const auto json = [&](std::uint64_t seed) {
    ReportOptions options;
    options.prefixes.hash_seed = seed;
    options.largest = 0;  // ties are decided by the offset, so by the order
    return render_report_json(report_of(keys, options));
  };
  const std::string first = json(1);
  for (std::uint64_t seed = 2; seed < 6; ++seed) {
    std::shuffle(keys.begin(), keys.end(), random);
    EXPECT_EQ(json(seed), first);
  }
}

TEST(ReportCollector, TellsHowStringsAreStored) {
  std::vector<Key> keys(4);
  keys[0].stored = "\xc2\x01\x02\x03\x04";
  keys[1].stored = "\xc3\x04\x40\x50zzzz";
  keys[2].stored = "\x80zzzz";
  keys[3].is_hash = true;
  std::vector<std::string> names;
  for (const EncodingTally& row : report_of(keys).encodings) names.push_back(row.encoding);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"hash_listpack", "string/integer", "string/lzf",
                                             "string/raw"}));
}

TEST(ReportCollector, WithoutAClockNothingHasExpired) {
  ReportCollector collector;
  Producer producer(collector);
  producer.key({.name = "a", .expire_ms = 1});
  const DumpReport report = collector.result();
  EXPECT_FALSE(report.clock_ms.has_value());
  EXPECT_EQ(report.expiring.keys, 1u);
  EXPECT_EQ(report.expired.keys, 0u);
}

TEST(ReportCollector, TheGivenClockComesBeforeTheDumps) {
  const std::vector<Key> keys = {{.name = "a", .expire_ms = 1500}};
  ReportOptions options;
  EXPECT_EQ(report_of(keys, options).expired.keys, 0u);
  options.now_ms = 1500;
  EXPECT_EQ(report_of(keys, options).expired.keys, 1u);
}

TEST(ReportCollector, ADamagedKeyDoesNotCount) {
  ReportCollector collector;
  Entry entry;
  entry.key = "broken";
  collector.enter(entry);
  collector.abort(entry);
  collector.on(Leave{.value_bytes = 1, .end_offset = 9});
  EXPECT_EQ(collector.result().total.keys, 0u);
}

TEST(ReportText, FitsEightyColumnsAndNeedsNoTrust) {
  std::mt19937 random(3);
  std::vector<Key> keys;
  for (int i = 0; i < 300; ++i) {
    Key key;
    key.name.resize(random() % 90);
    for (char& c : key.name) c = random() % 5 == 0 ? ':' : static_cast<char>(random());
    key.bytes = std::uint64_t{1} << (random() % 50);
    keys.push_back(key);
  }
  const std::string text = render_report_text(report_of(keys), {.limit = 100});
  std::size_t columns = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    ASSERT_TRUE(byte == '\n' || (byte >= 0x20 && byte != 0x7f)) << static_cast<int>(byte);
    if ((byte & 0xc0) != 0x80) ++columns;
    if (byte == '\n') columns = 0;
    ASSERT_LE(columns, 80u) << text;
  }
}

TEST(ReportText, WhatIsNotShownIsSummedUp) {
  std::vector<Key> keys;
  for (int i = 0; i < 30; ++i) keys.push_back({.name = "p" + std::to_string(i) + ":x"});
  const std::string text = render_report_text(report_of(keys), {.limit = 4});
  EXPECT_NE(text.find("(26 more)"), std::string::npos) << text;
}

}  // namespace
}  // namespace rdb
