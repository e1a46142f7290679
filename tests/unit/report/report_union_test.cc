#include "librdb/report/report_union.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "librdb/base/errors.h"
#include "librdb/report/growth_text.h"
#include "librdb/report/report_json.h"
#include "tests/unit/report/report_fixture.h"
#include "tests/unit/report/report_sum.h"

namespace rdb {
namespace {

using testing::random_keys;
using testing::report_named;
using testing::sum_of_reports;
using Key = testing::ReportedKey;

// Everything that is printed, as one text.
std::string text_of(const DumpReport& report) { return render_report_json(report); }

std::vector<DumpReport> random_reports(std::mt19937& random, std::size_t count,
                                       std::size_t max_prefixes) {
  std::vector<DumpReport> reports;
  for (std::size_t i = 0; i < count; ++i) {
    ReportOptions options{.largest = 20, .slots = true};
    options.prefixes.max_prefixes = max_prefixes;
    reports.push_back(report_named("dump" + std::to_string(i),
                                   random_keys(random, 1 + static_cast<int>(random() % 300)),
                                   options));
  }
  return reports;
}

TEST(Unite, TheSumIsTheSameInAnyOrderAndGrouping) {
  std::mt19937 random(1);
  for (int round = 0; round < 10; ++round) {
    std::vector<DumpReport> reports = random_reports(random, 2 + random() % 6, 100'000);
    const std::string expected = text_of(sum_of_reports(reports));
    for (int shuffle = 0; shuffle < 4; ++shuffle) {
      // A random tree: two of them become one until one is left.
      std::vector<DumpReport> left = reports;
      while (left.size() > 1) {
        std::shuffle(left.begin(), left.end(), random);
        DumpReport last = std::move(left.back());
        left.pop_back();
        unite(left.back(), std::move(last));
      }
      EXPECT_EQ(text_of(left.front()), expected);
      EXPECT_EQ(left.front().prefixes_missing, 0u);
    }
  }
}

TEST(Unite, IsTheReportOfAllKeysButForWhatIsOfOneDump) {
  std::mt19937 random(2);
  const ReportOptions options{.largest = 10, .slots = true};
  for (int round = 0; round < 10; ++round) {
    const std::vector<Key> keys = random_keys(random, 600);
    const DumpReport whole = report_named("all", keys, options);
    std::vector<std::vector<Key>> parts(3);
    for (const Key& key : keys) parts[random() % 3].push_back(key);
    std::vector<DumpReport> reports;
    for (const auto& part : parts) reports.push_back(report_named("part", part, options));
    const DumpReport sum = sum_of_reports(reports);
    EXPECT_EQ(sum.total, whole.total);
    EXPECT_EQ(sum.expiry_days, whole.expiry_days);
    EXPECT_EQ(sum.key_lengths, whole.key_lengths);
    EXPECT_EQ(sum.value_bytes, whole.value_bytes);
    EXPECT_EQ(sum.seconds_left, whole.seconds_left);
    EXPECT_EQ(sum.lzf.keys, whole.lzf.keys);
    ASSERT_EQ(sum.types.size(), whole.types.size());
    for (std::size_t i = 0; i < sum.types.size(); ++i) {
      EXPECT_EQ(sum.types[i].tally, whole.types[i].tally);
    }
    ASSERT_EQ(sum.prefixes.size(), whole.prefixes.size());
    for (std::size_t i = 0; i < sum.prefixes.size(); ++i) {
      EXPECT_EQ(sum.prefixes[i].prefix, whole.prefixes[i].prefix);
      EXPECT_EQ(sum.prefixes[i].tally, whole.prefixes[i].tally);
    }
    ASSERT_EQ(sum.largest.size(), whole.largest.size());
    for (std::size_t i = 0; i < sum.largest.size(); ++i) {
      EXPECT_EQ(sum.largest[i].name, whole.largest[i].name);
    }
    EXPECT_FALSE(growth_between(whole, sum).total.memory() != 0);
  }
}

TEST(Unite, PrefixesBeyondTheBoundAreOthersAndNothingIsLost) {
  std::mt19937 random(3);
  for (int round = 0; round < 20; ++round) {
    std::vector<DumpReport> reports = random_reports(random, 4, 1000);
    const DumpReport exact = sum_of_reports(reports);
    for (DumpReport& report : reports) report.scope.max_prefixes = kLeastPrefixes;
    const DumpReport folded = sum_of_reports(reports);
    ASSERT_EQ(exact.prefixes_missing, 0u);
    EXPECT_LE(folded.prefixes.size(), kLeastPrefixes);
    ASSERT_FALSE(folded.prefixes.empty());
    EXPECT_EQ(folded.prefixes.front().tally, exact.total);
    for (const PrefixRow& row : folded.prefixes) {
      const auto same = std::find_if(exact.prefixes.begin(), exact.prefixes.end(),
                                     [&](const PrefixRow& r) { return r.prefix == row.prefix; });
      ASSERT_NE(same, exact.prefixes.end());
      EXPECT_LE(row.tally.memory, same->tally.memory);
      EXPECT_GE(row.tally.memory + folded.prefixes_missing, same->tally.memory);
    }
  }
}

TEST(Unite, NamesOfPrefixesTakeNoMoreThanThoseOfOneTree) {
  constexpr std::size_t kLong = std::size_t{1} << 20;
  std::vector<DumpReport> reports;
  for (int i = 0; i < 4; ++i) {
    std::vector<Key> keys;
    for (int j = 0; j < 6; ++j) {
      keys.push_back({.name = std::to_string(i) + std::to_string(j) + std::string(kLong, 'p') + ":",
                      .value = std::string(static_cast<std::size_t>(1 + 10 * i + j), 'v')});
    }
    reports.push_back(report_named("dump" + std::to_string(i), keys, {}));
    ASSERT_EQ(reports.back().prefixes_missing, 0u);
  }
  const DumpReport sum = sum_of_reports(reports);
  std::size_t bytes = 0;
  for (const PrefixRow& row : sum.prefixes) bytes += row.prefix.size();
  EXPECT_LE(bytes, PrefixOptions{}.max_name_bytes);
  EXPECT_GT(bytes, PrefixOptions{}.max_name_bytes / 2);
  EXPECT_EQ(sum.prefixes.front().tally, sum.total);
  EXPECT_GT(sum.prefixes_missing, 0u);
}

TEST(Unite, RefusesWhatCountsSomethingElse) {
  const std::vector<Key> keys(3);
  ReportOptions other;
  const auto refusal = [&](const ReportOptions& options) -> std::string {
    DumpReport report = report_named("a", keys, {});
    try {
      unite(report, report_named("b", keys, options));
    } catch (const Refused& error) {
      return error.reason();
    }
    return "";
  };
  EXPECT_EQ(refusal(other), "");
  other.prefixes.depth = 2;
  EXPECT_NE(refusal(other).find("--depth: 3 and 2"), std::string::npos);
  other = {};
  other.prefixes.separators = {"/"};
  EXPECT_NE(refusal(other).find("--sep"), std::string::npos);
  other = {};
  other.filter = "-t hash";
  EXPECT_NE(refusal(other).find("all and -t hash"), std::string::npos);
  other = {};
  other.server.server = ServerName{Family::valkey, 901};
  EXPECT_NE(refusal(other).find("valkey:9.1"), std::string::npos);
}

TEST(Unite, OneReplicationHistoryOrOneSlotTwiceIsAnOverlap) {
  const auto of = [](const std::string& label, const std::string& key, const std::string& repl_id) {
    DumpReport report = report_named(label, {{.name = key}}, {.slots = true});
    report.inputs.front().repl_id = repl_id;
    return report;
  };
  const auto refusal = [](const DumpReport& a, const DumpReport& b) -> std::string {
    try {
      refuse_overlap(a, b);
    } catch (const Refused& error) {
      return error.reason();
    }
    return "";
  };
  EXPECT_EQ(refusal(of("a", "x", "1"), of("b", "y", "2")), "");
  EXPECT_EQ(refusal(of("a", "x", ""), of("b", "y", "")), "");
  EXPECT_NE(refusal(of("a", "x", "1"), of("b", "y", "1")).find("repl-id 1"), std::string::npos);
  // "{x}1" is in the slot of "x".
  const std::string text = refusal(of("a", "x", "1"), of("b", "{x}1", "2"));
  EXPECT_NE(text.find("\"a\" and \"b\" both have keys in cluster slot 16287"), std::string::npos)
      << text;
}

TEST(Faults, NameEachInputThatWasNotReadToItsEnd) {
  DumpReport report;
  report.inputs = {
      {.label = "a.rdb", .file = "a.rdb", .fault = "a.rdb: truncated at byte 7"},
      {.label = "b.rdb", .file = "b.rdb", .is_complete = true},
      {.label = "east", .file = "c.rdb", .fault = "c.rdb: truncated at byte 9"},
      {.label = "d\n.rdb", .file = "d\n.rdb"},
  };
  EXPECT_EQ(report.faults(), std::vector<std::string>({"a.rdb: truncated at byte 7",
                                                       "east: c.rdb: truncated at byte 9",
                                                       "d\\n.rdb: not read to its end"}));
}

TEST(UncoveredSlots, AreNamedAsRanges) {
  DumpReport report;
  EXPECT_EQ(uncovered_slots(report, 5), "");
  report.slots.assign(kSlots, SlotTally{1, 1});
  EXPECT_EQ(uncovered_slots(report, 5), "");
  for (std::size_t slot = 100; slot < 300; ++slot) report.slots[slot].keys = 0;
  report.slots[7].keys = report.slots[16383].keys = 0;
  EXPECT_EQ(uncovered_slots(report, 5), "7 100-299 16383");
  EXPECT_EQ(uncovered_slots(report, 2), "7 100-299 …");
}

}  // namespace
}  // namespace rdb
