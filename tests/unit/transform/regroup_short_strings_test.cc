// A regroup that is given short strings many at once does what it does with each by itself.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"
#include "tests/support/dump_builder.h"
#include "tests/support/random_string_value.h"
#include "tests/unit/transform/regroup_fixture.h"

namespace rdb {
namespace {

using testing::DumpBuilder;
using testing::put_string_value;
using testing::Regrouped;

struct Reading {
  std::size_t window_bytes = 1024;
  std::uint64_t records_a_step = ~std::uint64_t{0};
  Interests wanted = Interest::elements;
};

// Through a stage every key comes by itself.
Regrouped regroup_of(Bytes dump, const RegroupOptions& options, const Reading& reading,
                     bool one_by_one) {
  Regrouped result;
  TempSpoolFactory spools("/tmp");
  TextSink sink(result.text, reading.wanted, {});
  CheckedSink checked_output(sink);
  RegroupStage regroup(
      checked_output, options,
      [](Family family, std::uint32_t version) { return make_value_decoder(family, version); },
      spools);
  EventSink& alone = regroup;  // or the stage would be a copy of its base
  Stage stage(alone);
  EventSink& first = one_by_one ? stage : alone;
  MemorySource source(dump, 700);
  RdbReader reader(source, {.window_bytes = reading.window_bytes});
  while (reader.step(first, reading.records_a_step)) {
  }
  result.stats = regroup.stats();
  return result;
}

class RandomCounters {
 public:
  explicit RandomCounters(std::uint64_t seed) : random_(seed) {}

  OwnedBytes make(int keys) {
    DumpBuilder dump;
    dump.aux("redis-ver", "7.0.15").aux("ctime", "1000").select_db(0);
    for (int i = 0; i < keys; ++i) {
      if (below(200) == 0) dump.select_db(below(3));
      if (below(30) == 0) dump.expire_ms(static_cast<std::int64_t>(below(3'000'000)));
      if (below(40) == 0) {
        dump.key(1, name(i)).length(2).string("a").string("b");
        continue;
      }
      dump.key(0, name(i));
      put_string_value(dump, random_, 20);
    }
    return dump.finish();
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  std::string part() {
    switch (below(8)) {
      case 0:
        return "";
      case 1:
        return std::string(below(40), 'x');
      default:
        return std::to_string(below(30));
    }
  }
  std::string field(int i) {
    switch (below(12)) {
      case 0:
        return "f" + std::to_string(i);
      case 1:
        return "0" + std::to_string(i);
      case 2:
        return "-" + std::to_string(i);
      case 3:
        return std::to_string(1'000'000'000 + i);
      default:
        return std::to_string(i);
    }
  }
  // Most of four parts, the third of which is another in each.
  std::string name(int i) {
    if (below(25) == 0) return "single" + std::to_string(i);
    std::string name = below(4) == 0 ? part() : "site";
    name += ':' + part() + ':' + field(i) + ':' + part();
    if (below(25) == 0) name += ":more" + std::to_string(i);
    return name;
  }

  std::mt19937_64 random_;
};

void expect_the_same(Bytes dump, const RegroupOptions& options, const Reading& reading) {
  const Regrouped together = regroup_of(dump, options, reading, false);
  const Regrouped one_by_one = regroup_of(dump, options, reading, true);
  ASSERT_EQ(together.text, one_by_one.text);
  EXPECT_GT(together.stats.matched, 0U);
  EXPECT_EQ(together.stats.keys, one_by_one.stats.keys);
  EXPECT_EQ(together.stats.strings, one_by_one.stats.strings);
  EXPECT_EQ(together.stats.matched, one_by_one.stats.matched);
  EXPECT_EQ(together.stats.rules.front().matched, one_by_one.stats.rules.front().matched);
  EXPECT_EQ(together.stats.hashes, one_by_one.stats.hashes);
  EXPECT_EQ(together.stats.reasons_text(), one_by_one.stats.reasons_text());
  EXPECT_TRUE(together.stats.sum_in == one_by_one.stats.sum_in);
  EXPECT_TRUE(together.stats.sum_out == one_by_one.stats.sum_out);
}

RegroupOptions options_for(RegroupRule rule) {
  rule.on_conflict = FieldConflict::last;
  return {.rules = {std::move(rule)}};
}

TEST(RegroupShortStrings, RulesDoTheSameTogetherAsOneByOne) {
  const std::vector<RegroupRule> rules = {
      {.pattern = "{a}:{b}:{c}:{d}", .field = "c"},
      {.pattern = "{a}:{b}:{c}:{d}", .field = "a"},
      {.pattern = "{a}:{b}:{c}:{d}", .field = "d"},
      {.pattern = "site:{b}:{c}:{d}", .field = "c"},
      {.pattern = "{a}:{b}:{c}:{d}", .field = "c", .values = RegroupRule::Values::any},
      {.pattern = "{a}:{b}:{c}:{d}", .field = "c", .group_ttl = GroupTtl::drop},
      {.pattern = "{a}:{b}:{c}:{d}", .field = "c", .group_ttl = GroupTtl::same},
      {.pattern = "{a}:{b}:{c}:{d}", .field = "c", .databases = {0, 2}},
      {.pattern = "{a}:{b}:{c}:{d}", .field = "c", .key_template = "{b}:{a}:{d}"}};
  std::uint64_t seed = 0;
  for (const RegroupRule& rule : rules) {
    const OwnedBytes dump = RandomCounters(++seed).make(5000);
    expect_the_same(dump, options_for(rule), {});
  }
}

TEST(RegroupShortStrings, WindowsStepsAndWishesDoNotShow) {
  const OwnedBytes dump = RandomCounters(70).make(3000);
  const RegroupOptions options = options_for({.pattern = "{a}:{b}:{c}:{d}", .field = "c"});
  for (const Interests wanted : {Interests(Interest::elements), Interests(Interest::raw),
                                 Interest::raw | Interest::elements, Interests()}) {
    for (const Reading& reading :
         {Reading{64, 1, wanted}, Reading{200, 7, wanted}, Reading{4096, 200, wanted},
          Reading{std::size_t{1} << 20, ~std::uint64_t{0}, wanted}}) {
      expect_the_same(dump, options, reading);
    }
  }
}

TEST(RegroupShortStrings, LimitsAndThreadsDoNotShow) {
  const OwnedBytes dump = RandomCounters(71).make(20'000);
  RegroupOptions options = options_for({.pattern = "{a}:{b}:{c}:{d}", .field = "c"});
  const std::string usual = regroup_of(dump, options, {}, true).text;
  for (const unsigned threads : {1U, 2U}) {
    for (const std::uint64_t limit : {std::uint64_t{4} << 20, std::uint64_t{64} << 20}) {
      options.threads = threads;
      options.memory_limit = limit;
      options.spill.folder = "/tmp";
      EXPECT_EQ(regroup_of(dump, options, {4096}, false).text, usual) << threads << ' ' << limit;
    }
  }
}

TEST(RegroupShortStrings, KeysOfAShardStayInTheirSlots) {
  DumpBuilder dump;
  dump.aux("slot-info", "1,1,0").select_db(0);
  for (int i = 0; i < 100; ++i) dump.key(0, "a:" + std::to_string(i) + ":b").integer(i);
  const OwnedBytes bytes = dump.finish();
  const RegroupOptions options = options_for({.pattern = "{a}:{c}:{b}", .field = "c"});
  EXPECT_THROW(regroup_of(bytes, options, {}, false), Refused);
}

}  // namespace
}  // namespace rdb
