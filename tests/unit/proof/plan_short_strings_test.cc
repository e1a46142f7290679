// Plans of short strings taken many at once are those of the same keys one by one.
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "librdb/base/errors.h"
#include "librdb/event/stage.h"
#include "tests/support/corpus.h"
#include "tests/unit/proof/plan_fixture.h"

namespace rdb {
namespace {

using testing::dump_of;
using testing::FlatString;

std::ostream& operator<<(std::ostream& out, const Estimate& estimate) {
  return out << estimate.value << "±" << estimate.error;
}

std::string text_of(const Plan& plan) {
  std::ostringstream out;
  out.precision(17);
  out << plan.keys << ' ' << plan.strings << ' ' << plan.expiring_strings << ' ' << plan.expired
      << ' ' << plan.unshaped << ' ' << plan.ambiguous << ' ' << plan.strings_memory << ' '
      << plan.tables << ' ' << plan.best.value_or(99) << '\n';
  for (const PlanShape& shape : plan.shapes) {
    out << shape.shape.pattern << ' ' << shape.shape.keys << ' ' << shape.integers << ' '
        << shape.also_matched << ' ' << shape.best.value_or(99) << ' ' << shape.reason << '\n';
    for (const PlanCandidate& of : shape.candidates) {
      out << "  " << of.field << ' ' << of.values << ' ' << of.refusal << ' ' << of.keys << ' '
          << of.left << ' ' << of.expiring_hashes << ' ' << of.hashes << ' ' << of.median_fields
          << ' ' << of.p90_fields << ' ' << of.p99_fields << ' ' << of.largest_fields << ' '
          << of.hashtables << ' ' << of.fields_in_hashtables << ' ' << of.memory_before << ' '
          << of.memory_after << ' ' << of.tables_before << ' ' << of.tables_after << ' '
          << of.file_before << ' ' << of.file_after << ' ' << of.is_exact << '\n';
    }
  }
  return out.str();
}

// Through a stage every key comes by itself.
std::string plan_text_of(Bytes dump, const PlanOptions& options, bool one_by_one) {
  PlanCollector collector(options);
  Stage stage(collector);
  EventSink& sink = one_by_one ? static_cast<EventSink&>(stage) : collector;
  MemorySource source(dump);
  RdbReader(source, {.window_bytes = 4096}).run(sink);
  return text_of(collector.result());
}

OwnedBytes random_dump(std::uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  std::vector<FlatString> strings;
  for (int i = 0; i < count; ++i) {
    FlatString string;
    string.key = std::vector{"user", "cart", "view", "longer-than-eight"}[below(4)];
    for (std::uint64_t parts = below(5); parts > 0; --parts) {
      string.key += ":" + std::to_string(below(below(2) == 0 ? 4 : 3000));
    }
    if (below(20) == 0) string.key = std::to_string(below(100)) + "/" + string.key;
    if (below(30) == 0) string.key += "::" + std::string(below(60), 'y');
    string.db = i < count / 2 ? 0 : 4;
    string.number = static_cast<std::int64_t>(random() >> below(64)) % 2'000'000'000;
    if (below(8) == 0) string.text = std::to_string(string.number);
    if (below(9) == 0) string.text = std::string(below(80) + 1, 'v');
    if (below(15) == 0) string.expire_ms = 1'700'000'000'000 + static_cast<std::int64_t>(below(9));
    strings.push_back(std::move(string));
  }
  return dump_of(strings);
}

TEST(PlanShortStrings, CountAsMuchTogetherAsOneByOne) {
  std::uint64_t seed = 0;
  for (const GroupTtl policy : {GroupTtl::leave, GroupTtl::same, GroupTtl::drop}) {
    for (const ServerName server :
         {ServerName{Family::redis, 700}, ServerName{Family::redis, 800}}) {
      PlanOptions options;
      options.policy.group_ttl = policy;
      options.any_value = seed % 2 == 0;
      options.now_ms = 1'700'000'000'002;
      options.server.server = server;
      const OwnedBytes dump = random_dump(++seed, 30'000);
      ASSERT_EQ(plan_text_of(dump, options, false), plan_text_of(dump, options, true)) << seed;
      options.rule = PlanRuleOptions{};
      options.rule->pattern = "view:{a}:{b}";
      ASSERT_EQ(plan_text_of(dump, options, false), plan_text_of(dump, options, true)) << seed;
    }
  }
}

TEST(PlanShortStrings, GoldenDumpsGiveTheSamePlan) {
  const auto dumps = testing::golden_dumps();
  if (dumps.empty()) GTEST_SKIP() << "RDBMILL_CORPUS names no folder of dumps";
  for (const auto& path : dumps) {
    const OwnedBytes dump = testing::content_of(path);
    try {
      EXPECT_EQ(plan_text_of(dump, {}, false), plan_text_of(dump, {}, true)) << path;
    } catch (const Error&) {
      continue;  // one that cannot be read
    }
  }
}

}  // namespace
}  // namespace rdb
