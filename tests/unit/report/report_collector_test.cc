#include "librdb/report/report_collector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "librdb/key/slot.h"
#include "librdb/memory/main_table.h"
#include "librdb/memory/string_memory.h"
#include "librdb/report/report_json.h"
#include "tests/unit/report/report_fixture.h"

namespace rdb {
namespace {

using testing::random_keys;
using testing::report_of;
using Key = testing::ReportedKey;

template <typename Rows>
Tally sum_of(const Rows& rows) {
  Tally sum;
  for (const auto& row : rows) sum += row.tally;
  return sum;
}

Tally sum_of(const ExpiryTallies& expiries) {
  Tally sum = expiries.past;
  for (const Tally& tally :
       {expiries.hour, expiries.day, expiries.week, expiries.later, expiries.unknown}) {
    sum += tally;
  }
  return sum;
}

std::uint64_t memory_of(const Distribution& values) {
  std::uint64_t sum = 0;
  for (const Distribution::Bucket& bucket : values.buckets()) sum += bucket.memory;
  return sum;
}

TEST(ReportCollector, EveryListAddsUpToTheTotal) {
  std::mt19937 random(1);
  for (int round = 0; round < 20; ++round) {
    const auto keys = random_keys(random, 500);
    const DumpReport report = report_of(keys, {.slots = true});
    std::uint64_t bytes = 0, expired = 0, without = 0;
    for (const Key& key : keys) {
      bytes += key.bytes;
      if (key.expire_ms == kNoExpiry) ++without;
      if (key.expire_ms != kNoExpiry && key.expire_ms <= 1000) ++expired;
    }
    EXPECT_EQ(report.total.keys, keys.size());
    EXPECT_EQ(report.total.bytes, bytes);
    EXPECT_EQ(report.total.without_ttl, without);
    EXPECT_EQ(report.expiries.past.keys, expired);
    EXPECT_EQ(sum_of(report.expiries).keys + without, keys.size());
    EXPECT_EQ(sum_of(report.expiries).memory + report.total.memory_without_ttl,
              report.total.memory);
    EXPECT_EQ(sum_of(report.databases), report.total);
    EXPECT_EQ(sum_of(report.types), report.total);
    EXPECT_EQ(sum_of(report.encodings), report.total);
    EXPECT_EQ(sum_of(report.loaded), report.total);
    Tally shapes = sum_of(report.shapes);
    shapes += report.unshaped;
    EXPECT_EQ(shapes, report.total);
    EXPECT_EQ(report.prefixes.at(0).tally, report.total);
    EXPECT_EQ(report.largest.size(), 10u);
    EXPECT_EQ(report.key_lengths.keys(), keys.size());
    EXPECT_EQ(memory_of(report.value_bytes), report.total.memory);
    SlotTally slots;
    for (const SlotTally& slot : report.slots) slots.keys += slot.keys, slots.memory += slot.memory;
    EXPECT_EQ(slots.keys, report.total.keys);
    EXPECT_EQ(slots.memory, report.total.memory);
  }
}

TEST(ReportCollector, StringsTakeWhatTheModelSays) {
  std::mt19937 random(4);
  auto keys = random_keys(random, 400);
  std::erase_if(keys, [](const Key& key) { return key.hash_fields != 0; });
  const ServerProfile profile = server_profile(Family::redis, 700);
  Memory sum;
  std::map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> databases;
  for (const Key& key : keys) {
    const bool expires = key.expire_ms != kNoExpiry;
    sum += string_memory(profile, {StringMeasure::text(key.name.size()), expires},
                         key.value.empty() ? StringMeasure::integer(key.number)
                                           : StringMeasure::text(key.value.size()));
    databases[key.db].first += 1;
    databases[key.db].second += expires;
  }
  const DumpReport report = report_of(keys);
  EXPECT_EQ(report.total.memory, sum.allocated);
  EXPECT_EQ(report.total.memory_usage, sum.memory_usage);
  std::uint64_t tables = 0;
  for (const auto& [db, counts] : databases) {
    tables += main_table_bytes(profile, counts.first, counts.second);
  }
  EXPECT_EQ(report.predicted.tables, tables);
  EXPECT_EQ(report.predicted.allocated, sum.allocated);
  EXPECT_GT(report.predicted.used_memory, sum.allocated + tables + profile.used_memory_startup);
}

TEST(ReportCollector, OrderOfKeysAndHashSeedDoNotShow) {
  std::mt19937 random(2);
  auto keys = random_keys(random, 300);
  const auto json = [&](std::uint64_t seed) {
    ReportOptions options{.slots = true};
    options.prefixes.hash_seed = seed;
    DumpReport report = report_of(keys, options);
    for (LargeKey& key : report.largest) key.offset = 0;
    for (ShapeRow& shape : report.shapes) shape.example.clear();
    return render_report_json(report);
  };
  const std::string first = json(1);
  for (std::uint64_t seed = 2; seed < 6; ++seed) {
    std::shuffle(keys.begin(), keys.end(), random);
    EXPECT_EQ(json(seed), first);
  }
}

TEST(ReportCollector, TellsHowStringsAreStored) {
  std::vector<Key> keys(4);
  keys[0].value.clear();
  keys[1].lzf_bytes = 4;
  keys[3].hash_fields = 1;
  std::vector<std::string> names;
  for (const EncodingTally& row : report_of(keys).encodings) names.push_back(row.encoding);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names,
            (std::vector<std::string>{"hash", "string/integer", "string/lzf", "string/raw"}));
}

TEST(ReportCollector, ExpiriesGoByTheTimeThatIsLeft) {
  constexpr std::int64_t kSecond = 1000;
  constexpr std::int64_t kDay = 86'400 * kSecond;
  std::vector<Key> keys;
  const std::int64_t now = 1000;  // the ctime of report_of()
  for (const std::int64_t left : {-1L, 0L, 1L, 3600 * kSecond, 3600 * kSecond + 1, kDay, kDay + 1,
                                  7 * kDay, 7 * kDay + 1, 9000 * kDay}) {
    keys.push_back({.name = "k", .expire_ms = now + left});
  }
  const ExpiryTallies expiries = report_of(keys).expiries;
  for (const Tally& tally :
       {expiries.past, expiries.hour, expiries.day, expiries.week, expiries.later}) {
    EXPECT_EQ(tally.keys, 2u);
  }
  keys = {{.name = "k", .expire_ms = std::numeric_limits<std::int64_t>::max()}};
  EXPECT_EQ(
      report_of(keys, {.now_ms = std::numeric_limits<std::int64_t>::min()}).expiries.later.keys,
      1u);
}

TEST(ReportCollector, WithoutAClockNothingHasExpired) {
  ReportCollector collector;
  testing::ReportProducer producer(collector);
  producer.key({.name = "a", .expire_ms = 1});
  const DumpReport report = collector.result();
  EXPECT_FALSE(report.inputs.front().clock_ms.has_value());
  EXPECT_EQ(report.expiries.unknown.keys, 1u);
  EXPECT_EQ(report.expiries.past.keys, 0u);
}

TEST(ReportCollector, TheGivenClockComesBeforeTheDumps) {
  const std::vector<Key> keys = {{.name = "a", .expire_ms = 1500}};
  EXPECT_EQ(report_of(keys).expiries.past.keys, 0u);
  EXPECT_EQ(report_of(keys, {.now_ms = 1500}).expiries.past.keys, 1u);
}

TEST(ReportCollector, ADamagedKeyDoesNotCount) {
  ReportCollector collector;
  Entry entry;
  entry.key = "broken";
  collector.enter(entry);
  collector.abort(entry);
  collector.on(Leave{.value_bytes = 1, .end_offset = 9});
  const DumpReport report = collector.result();
  EXPECT_EQ(report.total.keys, 0u);
  EXPECT_TRUE(report.shapes.empty());
  EXPECT_FALSE(report.is_complete());
}

TEST(ReportCollector, IsForTheServerThatWroteTheDumpUnlessToldOtherwise) {
  const auto profile_of = [](Bytes name, Bytes version, const ReportOptions& options = {}) {
    ReportCollector collector(options);
    testing::ReportProducer producer(collector);
    producer.aux(name, version);
    producer.finish();
    return collector.result().inputs.front();
  };
  EXPECT_EQ(profile_of("redis-ver", "8.0.2").profile, "redis:8.0");
  EXPECT_EQ(profile_of("valkey-ver", "8.1.0").profile, "valkey:8.1");
  EXPECT_EQ(profile_of("redis-ver", "7.0.15").server_match, ServerMatch::measured);
  EXPECT_EQ(profile_of("redis-ver", "9.9.9").server_match, ServerMatch::nearest);
  const ReportOptions target{.server = {.server = ServerName{Family::redis, 700}}};
  EXPECT_EQ(profile_of("redis-ver", "8.0.2", target).profile, "redis:7.0");
  EXPECT_EQ(profile_of("redis-ver", "7.0.15", {.server = {.size_classes = SizeClasses::quantum_16}})
                .size_classes,
            name_of(SizeClasses::quantum_16));
  EXPECT_EQ(profile_of("used-mem", "12345").used_mem, 12345u);
  EXPECT_FALSE(profile_of("used-mem", "-1").used_mem.has_value());
}

TEST(ReportCollector, IdleAndCompressedKeysAreCounted) {
  std::vector<Key> keys(5);
  keys[0].idle_seconds = kLongIdleSeconds;
  keys[1].idle_seconds = kLongIdleSeconds - 1;
  keys[2].value.assign(1000, 'v');
  keys[2].lzf_bytes = 500;
  keys[3].value.assign(1000, 'v');
  keys[3].lzf_bytes = 501;
  const DumpReport report = report_of(keys);
  EXPECT_EQ(report.long_idle.keys, 1u);
  EXPECT_EQ(report.idle_seconds.keys(), 2u);
  EXPECT_EQ(report.lzf.keys, 1u);
  EXPECT_EQ(report.lzf.text_bytes, 1000u);
  EXPECT_EQ(report.lzf.stored_bytes, 500u);
}

TEST(ReportCollector, TheLargestKeyIsKnownWholeUnlessItsNameIsVeryLong) {
  for (const std::size_t length : {1u, 63u, 64u, 65u, 1000u, 4096u, 4097u, 100'000u}) {
    std::vector<Key> keys = {{.name = std::string(length, 'k'), .value = std::string(5000, 'v')},
                             {.name = "small"}};
    const LargeKey largest = report_of(keys, {.largest = 1}).largest.at(0);
    EXPECT_EQ(largest.name, KeptName(keys[0].name));
    EXPECT_EQ(largest.loaded, LoadedEncoding::raw);
  }
}

}  // namespace
}  // namespace rdb
