// Reports of short strings taken many at once, and of other keys that go where those went that
// begin alike, are those of the same keys looked up one by one.
#include "librdb/event/short_strings.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "librdb/event/stage.h"
#include "librdb/format/type_table.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/report/report_collector.h"
#include "librdb/report/report_json.h"
#include "tests/support/corpus.h"
#include "tests/support/dump_builder.h"
#include "tests/support/random_string_value.h"

namespace rdb {
namespace {

using testing::DumpBuilder;
using testing::put_string_value;

struct Reading {
  std::size_t window_bytes = 1024;
  std::uint64_t records_a_step = ~std::uint64_t{0};
};

// Through a stage every key comes by itself; if nothing may be read behind it, it is looked up.
class OneByOne final : public Stage {
 public:
  using Stage::Stage;
  Interests enter(const Entry& entry) override { return next().enter(entry.renamed(entry.key)); }
};

std::string report_of(Bytes dump, const ReportOptions& options, Reading reading, bool one_by_one) {
  ReportCollector collector(options);
  OneByOne stage(collector);
  EventSink& sink = one_by_one ? static_cast<EventSink&>(stage) : collector;
  MemorySource source(dump, 700);
  RdbReader reader(source, {.window_bytes = reading.window_bytes});
  while (reader.step(sink, reading.records_a_step)) {
  }
  return render_report_json(collector.result());
}

class RandomDump {
 public:
  explicit RandomDump(std::uint64_t seed) : random_(seed) {}

  OwnedBytes make(const char* server_field, const char* version, int keys) {
    DumpBuilder dump;
    dump.aux(server_field, version).aux("ctime", "1000").select_db(0);
    for (int i = 0; i < keys; ++i) {
      if (below(60) == 0) dump.select_db(below(3));
      if (below(12) == 0) dump.expire_ms(static_cast<std::int64_t>(below(3'000'000)));
      if (below(25) == 0) dump.opcode(Opcode::idle).length(below(5'000'000));
      if (below(8) == 0) {
        dump.key(1 + below(2), name()).length(2).string("a").string("b");
        continue;
      }
      dump.key(0, name());
      put_string_value(dump, random_, 5);
    }
    return dump.finish();
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  std::string name() {
    static const std::string alphabet("abc019.-_", 9);
    static const char separators[] = {':', ':', ':', '/', '%', '\0'};
    if (below(8) != 0) {
      std::string name = std::vector{"user", "cart", "view:web"}[below(3)];
      const char separator = below(3) == 0 ? separators[below(sizeof separators)] : ':';
      for (std::uint64_t parts = below(11); parts > 0; --parts) {
        name += separator + std::to_string(below(below(2) == 0 ? 4 : 100'000));
      }
      return name;
    }
    std::string name(below(75), 'x');
    for (char& c : name) {
      c = below(4) == 0 ? separators[below(sizeof separators)] : alphabet[below(alphabet.size())];
    }
    return name;
  }

  std::mt19937_64 random_;
};

TEST(ShortStrings, CountAsMuchTogetherAsOneByOne) {
  constexpr const char* kServers[][2] = {{"redis-ver", "6.2.14"},
                                         {"redis-ver", "7.0.15"},
                                         {"redis-ver", "8.0.2"},
                                         {"valkey-ver", "8.1.1"},
                                         {"valkey-ver", "9.1.0"}};
  std::uint64_t seed = 0;
  for (const auto& [field, version] : kServers) {
    for (const std::vector<OwnedBytes>& separators :
         {std::vector<OwnedBytes>{":"}, {"/"}, {"::", "%"}, {OwnedBytes(1, '\0')}}) {
      const OwnedBytes dump = RandomDump(++seed).make(field, version, 6000);
      const ReportOptions options{
          .prefixes = {.separators = separators, .depth = 4, .max_prefixes = 150},
          .largest = 40,
          .slots = seed % 2 == 0};
      ASSERT_EQ(report_of(dump, options, {}, false), report_of(dump, options, {}, true))
          << version << separators[0];
    }
  }
}

// Many keys of few shapes, so that most are told by what leads their names: and then what leads
// where changes, because keys come that begin otherwise, or prefixes are cut off.
std::string name_of_shape(std::uint64_t shape, std::mt19937_64& random) {
  const std::string id = std::to_string(random() % 100'000);
  const std::string few = std::to_string(random() % 8);
  switch (shape) {
    case 0:
      return "app:session:" + id;
    case 1:
      return "app:cart:" + std::string(random() % 2 == 0 ? "eu:" : "us:") + id;
    case 2:
      return "prod:shop:stats:views:" + few + ":" + id;
    case 3:
      return "prod:shop:stats:" + std::string(random() % 2 == 0 ? "clicks:" : "views:") + id;
    case 4:
      return std::string(20, 'n') + few + ":" + std::string(20, 'm') + ":" + id;
    case 5:
      return "file:v" + few + ".tar:" + id;
    case 6:
      return "file:v" + few + ".tar.gz:" + id;
    case 7:
      return "view:" + few + ":web:" + id + ":de:2013-06-11:1" + few + ":3" + few;
    case 8:
      return "shop:session:" + id;
    case 9:
      return id + ":profile";
    default:
      return "new:cart:" + std::string(random() % 2 == 0 ? "eu:" : "us:") + id;
  }
}

TEST(ShortStrings, WhatLeadsWhereMayChange) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::mt19937_64 random(seed);
    DumpBuilder dump;
    dump.aux("redis-ver", "7.0.15").aux("ctime", "1000").select_db(0);
    for (std::uint64_t i = 0; i < 40'000; ++i) {
      if (random() % 500 == 0) dump.select_db(random() % 2);
      if (random() % 8 == 0) dump.expire_ms(2'000'000);
      const std::uint64_t shapes = i < 20'000 ? 8 : 11;  // the last three come late
      constexpr std::uint8_t kOthers[] = {type_byte::kList, type_byte::kSet, type_byte::kHash,
                                          type_byte::kZset2};
      const std::uint8_t type = random() % 8 == 0 ? kOthers[random() % 4] : type_byte::kString;
      dump.key(type, name_of_shape(random() % shapes, random));
      if (type == type_byte::kZset2) {
        dump.length(1).string("a").little_endian(std::uint64_t{0});
      } else if (type != type_byte::kString) {
        dump.length(type == type_byte::kHash ? 1 : 2).string("a").string(std::string(i % 100, 'b'));
      } else if (random() % 3 == 0) {
        dump.string(random() % 4 == 0 ? std::string(70 + i % 9, 'x') : "text");
      } else {
        dump.integer(static_cast<std::int32_t>(i));
      }
    }
    const ReportOptions options{
        .prefixes = {.depth = static_cast<std::uint32_t>(seed % 4), .max_prefixes = 150},
        .largest = 40,
        .slots = seed % 2 == 0};
    const Reading reading{.window_bytes = 1 << 16};
    const OwnedBytes bytes = dump.finish();
    ASSERT_EQ(report_of(bytes, options, reading, false), report_of(bytes, options, reading, true))
        << seed;
  }
}

TEST(ShortStrings, WindowsAndStepsDoNotShow) {
  const OwnedBytes dump = RandomDump(7).make("redis-ver", "7.0.15", 3000);
  const std::string whole = report_of(dump, {}, {.window_bytes = std::size_t{1} << 20}, true);
  for (const Reading reading : {Reading{64, 1}, Reading{200, 7}, Reading{4096, 200}, Reading{}}) {
    EXPECT_EQ(report_of(dump, {}, reading, false), whole) << reading.window_bytes;
  }
}

TEST(ShortStrings, AsManyRecordsAStepAsWereAskedFor) {
  DumpBuilder dump;
  dump.select_db(0);
  for (int i = 0; i < 1000; ++i) dump.key(0, "key:" + std::to_string(i)).integer(i);
  const OwnedBytes bytes = dump.finish();
  for (const std::uint64_t records : {1U, 2U, 127U, 128U, 129U, 300U}) {
    ReportCollector collector;
    MemorySource source(bytes);
    RdbReader reader(source);
    reader.step(collector, 2);  // header, database
    reader.step(collector, records);
    EXPECT_EQ(collector.result().total.keys, records);
  }
}

TEST(ShortStrings, GoldenDumpsGiveTheSameReport) {
  const auto dumps = testing::golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "RDBMILL_CORPUS names no folder of dumps";
  for (const auto& path : dumps) {
    const OwnedBytes dump = testing::content_of(path);
    try {
      EXPECT_EQ(report_of(dump, {}, {.window_bytes = 1 << 20}, false),
                report_of(dump, {}, {.window_bytes = 1 << 20}, true))
          << path;
    } catch (const Error&) {
      continue;  // one that cannot be read
    }
  }
}

}  // namespace
}  // namespace rdb
