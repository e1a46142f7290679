#include "librdb/report/report_growth.h"

#include <gtest/gtest.h>

#include <random>

#include "librdb/base/errors.h"
#include "librdb/report/growth_text.h"
#include "librdb/report/shape_name.h"
#include "tests/unit/report/report_fixture.h"
#include "tests/unit/report/report_sum.h"

namespace rdb {
namespace {

using testing::random_keys;
using testing::report_of;
using Key = testing::ReportedKey;

std::int64_t memory_of(const std::vector<GrowthRow>& rows) {
  std::int64_t sum = 0;
  for (const GrowthRow& row : rows) sum += row.memory();
  return sum;
}

TEST(Growth, OfAReportToItselfIsNone) {
  std::mt19937 random(1);
  const DumpReport report = report_of(random_keys(random, 200));
  EXPECT_TRUE(growth_between(report, report).is_none());
}

TEST(Growth, RowsAddUpAndTheWayBackIsTheOpposite) {
  std::mt19937 random(2);
  for (int round = 0; round < 10; ++round) {
    const DumpReport before = report_of(random_keys(random, 300));
    const DumpReport after = report_of(random_keys(random, 320));
    const ReportGrowth there = growth_between(before, after);
    const ReportGrowth back = growth_between(after, before);
    EXPECT_EQ(there.total.memory(), static_cast<std::int64_t>(after.total.memory) -
                                        static_cast<std::int64_t>(before.total.memory));
    EXPECT_EQ(memory_of(there.types), there.total.memory());
    EXPECT_EQ(memory_of(there.databases), there.total.memory());
    EXPECT_EQ(there.shapes.size(), back.shapes.size());
    EXPECT_EQ(memory_of(there.prefixes), -memory_of(back.prefixes));
    for (std::size_t i = 1; i < there.prefixes.size(); ++i) {
      EXPECT_GE(std::abs(there.prefixes[i - 1].memory()), std::abs(there.prefixes[i].memory()));
    }
  }
}

TEST(Growth, TellsWhatIsNewAndWhatIsGone) {
  const ReportGrowth growth = growth_between(report_of({{.name = "a:1"}, {.name = "c:1"}}),
                                             report_of({{.name = "b:1"}, {.name = "c:1"}}));
  ASSERT_EQ(growth.prefixes.size(), 2u);
  EXPECT_EQ(growth.prefixes[0].name, "a:");
  EXPECT_TRUE(growth.prefixes[0].is_gone());
  EXPECT_EQ(growth_percent(growth.prefixes[0]), "gone");
  EXPECT_EQ(growth.prefixes[1].name, "b:");
  EXPECT_EQ(growth_percent(growth.prefixes[1]), "new");
  EXPECT_EQ(growth.total.memory(), 0);
  EXPECT_FALSE(growth.is_none());
}

TEST(Growth, AShapeWhosePlaceholdersAreCalledOtherwiseIsTheSame) {
  DumpReport before = report_of({{.name = "k"}});
  DumpReport after = before;
  const auto shape = [](Bytes pattern, std::uint64_t memory) {
    return ShapeRow{.pattern = OwnedBytes(pattern), .tally = {.keys = 1, .memory = memory}};
  };
  before.shapes = {shape("user:{number}", 10), shape("a:{x}", 5), shape("b:{x}", 1),
                   shape("b:{y}", 2)};
  after.shapes = {shape("user:{id}", 13), shape("a:{x}", 5), shape("b:{z}", 3)};
  const ReportGrowth growth = growth_between(before, after);
  ASSERT_EQ(growth.shapes.size(), 4u);
  EXPECT_EQ(growth.shapes[0].name, "string b:{z}") << "of two it could be neither";
  EXPECT_EQ(growth.shapes[1].name, "string user:{id}");
  EXPECT_EQ(growth.shapes[1].memory(), 3);
  EXPECT_EQ(growth.shapes[1].keys(), 0);
  EXPECT_EQ(memory_of(growth.shapes), 3);
}

TEST(Growth, PatternsWithoutNames) {
  for (const auto& [pattern, unnamed] :
       std::vector<std::pair<Bytes, Bytes>>{{"", ""},
                                            {"user:{id}:visits", "user:{}:visits"},
                                            {"{{{tag}}}:{x}", "{{{}}}:{}"},
                                            {"a{", "a{}"},
                                            {"{", "{}"},
                                            {"}", "}"}}) {
    EXPECT_EQ(unnamed_pattern(pattern), unnamed);
  }
}

TEST(Growth, RefusesReportsThatCountSomethingElse) {
  ReportOptions deeper;
  deeper.prefixes.depth = 5;
  EXPECT_THROW(growth_between(report_of({}), report_of({}, deeper)), Refused);
}

TEST(Growth, SaysIfTheServerIsAnotherOne) {
  DumpReport after = report_of({});
  after.inputs.front().profile = "redis:8.0";
  EXPECT_EQ(growth_between(report_of({}), after).profile_change, "redis:7.0 -> redis:8.0");
  EXPECT_EQ(growth_between(after, after).profile_change, "");
}

TEST(Growth, NumbersHaveSigns) {
  EXPECT_EQ(signed_bytes(0), "0 B");
  EXPECT_EQ(signed_bytes(2048), "+2 KiB");
  EXPECT_EQ(signed_bytes(-2048), "-2 KiB");
  EXPECT_EQ(signed_bytes(std::numeric_limits<std::int64_t>::min()), "-8 EiB");
  EXPECT_EQ(signed_thousands(-1234), "-1,234");
}

}  // namespace
}  // namespace rdb
