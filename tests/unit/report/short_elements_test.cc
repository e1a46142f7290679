// Elements told many at once cost what they cost one by one, whatever the windows of the reader.
#include "librdb/event/short_elements.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/dropping_stage.h"
#include "librdb/event/layout_sink.h"
#include "librdb/event/stage.h"
#include "librdb/format/type_table.h"
#include "librdb/memory/memory_meter.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/report/limit_watch.h"
#include "tests/support/dump_builder.h"
#include "tests/support/random_bytes.h"
#include "tests/support/reading.h"

namespace rdb {
namespace {

using testing::DumpBuilder;

class Costs final : public LayoutSink<Costs> {
 public:
  using LayoutSink<Costs>::on;
  explicit Costs(const ServerProfile& profile) : meter_(profile), limits_(profile) {}
  Interests enter(const Entry& entry) override {
    type_ = entry.type;
    return meter_.begin(entry) | limits_.begin(entry);
  }
  void abort(const Entry&) override {}
  template <class Event>
  void layout(const Event& event) {
    meter_.on(event);
    limits_.on(event);
  }
  void on_elements(const ShortElements& event) override {
    told_together += event.elements.size();
    LayoutSink<Costs>::on_elements(event);
  }
  void on(const Leave& event) override {
    const KeyCost cost = meter_.end(event);
    limits_.end(event, cost, type_);
    text += std::to_string(cost.memory.memory_usage) + ' ' + std::to_string(cost.memory.allocated) +
            ' ' + std::string(name_of(cost.encoding)) + ' ' + std::to_string(cost.elements) + ' ' +
            std::to_string(cost.standard_deviation) + '\n';
  }
  std::string all() const {
    std::string lines = text;
    for (const LimitTally& tally : limits_.tallies()) {
      lines += tally.setting + ' ' + std::to_string(tally.keys) + ' ' +
               std::to_string(tally.memory) + ' ' + std::to_string(tally.saved) + '\n';
    }
    return lines;
  }

  std::string text;
  std::size_t told_together = 0;

 private:
  MemoryMeter meter_;
  LimitWatch limits_;
  ObjectType type_ = ObjectType::other;
};

// Texts and integers in all their forms; one in `long_ones` is not short, if that is not 0.
void append_element(DumpBuilder& dump, std::mt19937_64& random, unsigned long_ones) {
  const std::uint64_t dice = random();
  if (long_ones != 0 && dice % long_ones == 0) {
    dump.string(testing::random_bytes(60 + dice / 7 % 200, random()));
  } else if (dice / 3 % 4 == 0) {
    dump.integer(static_cast<std::int32_t>(random() >> 33) >> dice % 31);
  } else if (dice / 3 % 4 == 1) {  // an integer that is stored as a text
    dump.string(std::to_string(static_cast<std::int64_t>(random() >> random() % 64)));
  } else {
    dump.string(testing::random_bytes(random() % 64, random()));
  }
}

OwnedBytes dump_of_collections() {
  std::mt19937_64 random(7);
  DumpBuilder dump;
  dump.select_db(0);
  int key = 0;
  for (const std::uint64_t count :
       {1, 2, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1024, 1025}) {
    for (const unsigned long_ones : {0U, 300U, 5U}) {
      const auto begin = [&](std::uint8_t type) {
        dump.key(type, "k" + std::to_string(key++)).length(count);
      };
      begin(type_byte::kSet);
      for (std::uint64_t i = 0; i < count; ++i) append_element(dump, random, long_ones);
      begin(type_byte::kHash);
      for (std::uint64_t i = 0; i < 2 * count; ++i) append_element(dump, random, long_ones);
      begin(type_byte::kList);
      for (std::uint64_t i = 0; i < count; ++i) append_element(dump, random, long_ones);
      begin(type_byte::kZset2);
      for (std::uint64_t i = 0; i < count; ++i) {
        append_element(dump, random, long_ones);
        const double score = i % 3 == 0 ? static_cast<double>(i) : std::ldexp(1.0 / 3, i % 70);
        dump.little_endian(std::bit_cast<std::uint64_t>(score));
      }
    }
  }
  return dump.finish();
}

class KeepAll final : public DroppingStage {
 public:
  using DroppingStage::DroppingStage;
  bool keep(const Entry&) override { return true; }
};

void expect_same_costs(const OwnedBytes& dump, const ServerProfile& profile) {
  Costs one_by_one(profile);
  Stage stage(one_by_one);  // is told each by itself
  MemorySource source(dump);
  RdbReader(source).run(stage);
  EXPECT_EQ(one_by_one.told_together, 0U);
  Costs kept(profile);
  KeepAll filter(kept);  // sees no value
  MemorySource same(dump);
  RdbReader(same).run(filter);
  EXPECT_EQ(kept.all(), one_by_one.all()) << name_of(profile);
  EXPECT_GT(kept.told_together, 10'000U);
  for (const std::size_t window : {std::size_t{64}, std::size_t{1000}, std::size_t{1} << 20}) {
    Costs together(profile);
    testing::PipeSource pipe(dump);
    ReaderOptions options;
    options.window_bytes = window;
    RdbReader(pipe, options).run(together);
    ASSERT_EQ(together.all(), one_by_one.all()) << name_of(profile) << ", window " << window;
    EXPECT_EQ(together.told_together > 10'000U, window > 64);
  }
}

TEST(ShortElements, CostWhatTheyCostOneByOne) {
  const OwnedBytes dump = dump_of_collections();
  for (const ServerProfile& profile : server_profiles()) {
    expect_same_costs(dump, profile);
    ServerProfile other = profile;
    for (const std::uint64_t longest : {0, 1, 40, 62, 63, 1'000'000}) {
      other.hash_max_listpack_value = other.zset_max_listpack_value = longest;
      other.set_max_listpack_value = longest;
      expect_same_costs(dump, other);
    }
    other = profile;
    for (const std::uint64_t entries : {0, 1, 1'000'000}) {
      other.hash_max_listpack_entries = other.zset_max_listpack_entries = entries;
      other.set_max_listpack_entries = other.set_max_intset_entries = entries;
      expect_same_costs(dump, other);
    }
  }
}

// Behind many that are told together one that is damaged is found where it is.
TEST(ShortElements, AScoreThatIsNoNumberIsFound) {
  DumpBuilder dump;
  dump.select_db(0).key(type_byte::kZset2, "k").length(1000);
  std::size_t offset = 0;
  for (int i = 0; i < 1000; ++i) {
    dump.string("member" + std::to_string(i));
    if (i == 700) offset = dump.size();
    const double score = i == 700 ? std::numeric_limits<double>::quiet_NaN() : i;
    dump.little_endian(std::bit_cast<std::uint64_t>(score));
  }
  Costs costs(server_profile(Family::redis, 700));
  const OwnedBytes bytes = dump.finish();
  MemorySource source(bytes);
  try {
    RdbReader(source).run(costs);
    FAIL() << "NaN was taken for a score";
  } catch (const CorruptInput& error) {
    EXPECT_EQ(error.place().offset, offset) << error.what();
  }
}

}  // namespace
}  // namespace rdb
