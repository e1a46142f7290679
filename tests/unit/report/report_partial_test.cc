#include "librdb/report/report_partial.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "librdb/base/errors.h"
#include "librdb/report/report_json.h"
#include "tests/unit/report/report_fixture.h"
#include "tests/unit/report/report_sum.h"

namespace rdb {
namespace {

using testing::random_keys;
using testing::report_named;
using testing::sum_of_reports;
using Key = testing::ReportedKey;

std::string partial_of(const DumpReport& report) {
  std::string text;
  write_partial(report, [&](Bytes line) { text += line; });
  return text;
}

DumpReport read(Bytes text, std::size_t piece = ~std::size_t{0}) {
  PartialReader reader("a.partial");
  while (!text.empty()) {
    const Bytes front = text.substr(0, piece);
    reader.feed(front);
    text.remove_prefix(front.size());
  }
  return reader.finish();
}

// A report with something in every table.
DumpReport rich_report(std::mt19937& random) {
  std::vector<Key> keys = random_keys(random, 400);
  keys[0].name = std::string("\0:\xff\n\"\\", 6);
  keys[1].name = "日本:é:1";
  keys[2].idle_seconds = 100 * 86'400;
  keys[3].hash_fields = 700;
  keys[3].expire_ms = std::int64_t{1} << 60;
  keys[4].expire_ms = 86'400'000 * 3;
  for (int i = 0; i < 3000; ++i) {
    keys.push_back({.name = "views:" + std::to_string(i % 10) + ":" + std::to_string(i),
                    .value = "",
                    .number = i});
  }
  DumpReport report = report_named("λ \"a\"", keys, {.largest = 30, .slots = true});
  report.inputs.front().repl_id = "abc";
  report.inputs.front().fault = "truncated";
  report.inputs.front().used_mem = ~std::uint64_t{0};
  return report;
}

TEST(Partial, WhatIsReadIsWhatWasWritten) {
  std::mt19937 random(1);
  const DumpReport report = rich_report(random);
  const std::string text = partial_of(report);
  EXPECT_TRUE(text.starts_with(kPartialMagic));
  for (const std::size_t piece : {1u, 7u, 64u, 4096u, 1u << 30}) {
    const DumpReport again = read(text, piece);
    EXPECT_EQ(partial_of(again), text);
    EXPECT_EQ(render_report_json(again), render_report_json(report));
  }
  // So what was written lacks nothing that is printed.
  for (const char* const row : {"\"limit\"", "\"regroups\":[{", "\"slot\"", "\"expiry_day\"",
                                "\"largest\":{", "\"distribution\""}) {
    EXPECT_NE(text.find(row), std::string::npos) << row;
  }
}

TEST(Partial, AnyTreeOfMergesThroughFilesIsTheOnePassReport) {
  std::mt19937 random(2);
  for (int round = 0; round < 5; ++round) {
    std::vector<DumpReport> reports;
    for (int i = 0; i < 6; ++i) {
      reports.push_back(report_named("dump" + std::to_string(i), random_keys(random, 100),
                                     {.largest = 10, .slots = true}));
    }
    const std::string expected = partial_of(sum_of_reports(reports));
    std::vector<std::string> files;
    for (const DumpReport& report : reports) files.push_back(partial_of(report));
    while (files.size() > 1) {
      std::shuffle(files.begin(), files.end(), random);
      std::vector<DumpReport> group;  // of two or three
      for (std::size_t i = 0; i < 2 + random() % 2 && !files.empty(); ++i) {
        group.push_back(read(files.back()));
        files.pop_back();
      }
      files.push_back(partial_of(sum_of_reports(group)));
    }
    EXPECT_EQ(files.front(), expected);
  }
}

// A file with one line more.
std::string with_good_line(const std::string& line) {
  std::string text = partial_of(
      DumpReport{.inputs = {ReportInput{}}, .scope = {.separators = {":"}, .largest = 1}});
  text.erase(text.rfind("{\"end\""));
  text += line + "\n";
  return text + "{\"end\":{\"rows\":" + std::to_string(std::count(text.begin(), text.end(), '\n')) +
         ",\"xxh3\":" + std::to_string(XXH3_64bits(text.data(), text.size())) + "}}\n";
}

// Names that differ behind what is kept of them, all of one size.
std::vector<Key> keys_with_long_names(int first, int count) {
  std::vector<Key> keys;
  for (int i = first; i < first + count; ++i) {
    keys.push_back({.name = std::string(KeptName::kMostBytes + 100, 'n') + std::to_string(i)});
  }
  return keys;
}

TEST(Partial, NamesThatAreCutMakeTheOnePassReportToo) {
  const ReportOptions options{.largest = 5, .slots = true};
  std::vector<DumpReport> reports;
  for (const int first : {10, 20, 30, 40}) {
    reports.push_back(
        report_named("dump" + std::to_string(first), keys_with_long_names(first, 10), options));
  }
  const DumpReport whole = sum_of_reports(reports);
  const std::string expected = partial_of(whole);
  EXPECT_NE(expected.find("\"key_front\":\"nnn"), std::string::npos);
  EXPECT_NE(expected.find("\"full_key_bytes\":4198,"), std::string::npos);
  std::mt19937 random(4);
  for (int round = 0; round < 10; ++round) {
    DumpReport left = read(partial_of(reports[2]));
    unite(left, read(partial_of(reports[0])));
    DumpReport right = read(partial_of(reports[3]));
    unite(right, read(partial_of(reports[1])));
    unite(right, read(partial_of(left)));
    EXPECT_TRUE(partial_of(right) == expected);  // too long to be shown
    std::shuffle(reports.begin(), reports.end(), random);
  }
}

TEST(Partial, WholeNamesOfAnyLengthInAnOlderFileAreCut) {
  const OwnedBytes name(100'000, 'n');
  const std::string line =
      "{\"largest\":{\"key\":\"" + name +
      R"(","db":0,"type":"string","encoding":"string","loaded_encoding":"raw","elements":1,)"
      R"("memory":1,"memory_usage":1,"exactness":"exact","record_bytes":1,"offset":9,"input":"a"}})";
  const DumpReport report = read(with_good_line(line));
  ASSERT_EQ(report.largest.size(), 1u);
  EXPECT_EQ(report.largest[0].name, KeptName(name));
  EXPECT_EQ(report.largest[0].name.front.size(), KeptName::kMostBytes);
}

TEST(Partial, ShapesWithoutAPatternInAnOlderFileGetOne) {
  const DumpReport report = read(with_good_line(
      R"({"shape":{"pattern":"","type":"string","tally":[1,1,1,1,1,1],"example":"","regroups":[]}})"));
  ASSERT_EQ(report.shapes.size(), 1u);
  EXPECT_EQ(report.shapes[0].pattern, "{long}");
}

TEST(Partial, FrontsOfNamesAreChecked) {
  const auto row = [](std::size_t front, std::uint64_t whole, int slot) {
    return "{\"largest\":{\"key_front\":\"" + OwnedBytes(front, 'n') +
           "\",\"full_key_bytes\":" + std::to_string(whole) +
           ",\"key_digest\":[1,2],\"key_slot\":" + std::to_string(slot) +
           R"(,"db":0,"type":"string","encoding":"string","loaded_encoding":"raw","elements":1,)"
           R"("memory":1,"memory_usage":1,"exactness":"exact","record_bytes":1,"offset":9,)"
           R"("input":"a"}})";
  };
  constexpr std::size_t kMost = KeptName::kMostBytes;
  EXPECT_EQ(read(with_good_line(row(kMost - 3, kMost + 1, 7))).largest[0].name.slot, 7);
  for (const std::string& line :
       {row(kMost + 1, kMost + 2, 7), row(kMost - 4, kMost + 1, 7), row(kMost, kMost, 7),
        row(kMost - 3, kMost, 7), row(kMost, kMost + 1, 16384)}) {
    EXPECT_THROW(read(with_good_line(line)), CorruptInput);
  }
}

TEST(Partial, EveryChangedByteAndEveryCutIsFound) {
  std::mt19937 random(3);
  const std::string text = partial_of(report_named("a", random_keys(random, 30), {.slots = true}));
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = text;
    damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
    EXPECT_THROW(read(damaged), Error);
  }
  for (int round = 0; round < 500; ++round) {
    EXPECT_THROW(read(Bytes(text).substr(0, random() % text.size())), CorruptInput);
  }
  EXPECT_THROW(read(text + "{}\n"), CorruptInput);
  EXPECT_THROW(read(text + "x"), CorruptInput);
}

TEST(Partial, AnotherVersionIsUnsupportedAndADumpIsNone) {
  EXPECT_THROW(read("{\"schema\":\"rdbmill.partial/2\"}\n"), Unsupported);
  EXPECT_THROW(read("REDIS0011\n"), CorruptInput);
  EXPECT_THROW(read(""), TruncatedInput);
}

// With a right checksum, so that what is in the line is looked at.
std::string with_line(const std::string& line) {
  std::string text = partial_of(
      DumpReport{.inputs = {ReportInput{}}, .scope = {.separators = {":"}, .largest = 1}});
  const std::size_t last = text.rfind("{\"end\"");
  return text.substr(0, last) + line + "\n";
}

TEST(Partial, LinesAreChecked) {
  for (
      const char* const line :
      {"[]", "{}", "null", "{\"colour\":{}}", "{\"type\":1}", "{\"type\":{\"type\":\"strin\"}}",
       "{\"database\":{\"db\":4294967296,\"tally\":[0,0,0,0,0,0],\"tables\":0}}",
       "{\"database\":{\"db\":0,\"tally\":[0,0,0,0,0],\"tables\":0}}",
       "{\"database\":{\"db\":0,\"tally\":[0,0,0,0,0,-1],\"tables\":0}}",
       R"({"limit":{"setting":"a\u001b[2J","limit":1,"raised":2,"keys":1,"memory":1,"saved":1}})",
       R"({"limit":{"setting":{"b64":"gA=="},"limit":1,"raised":2,"keys":1,"memory":1,"saved":1}})",
       "{\"slot\":{\"slot\":1,\"keys\":1,\"memory\":1}}",
       "{\"prefix\":{\"prefix\":\"a:\",\"depth\":1,\"tally\":[0,0,0,0,0,0]}}",
       "{\"distribution\":{\"of\":\"key_bytes\",\"largest\":1,\"buckets\":[976,1,1]}}",
       "{\"distribution\":{\"of\":\"key_bytes\",\"largest\":1,\"buckets\":[1,1]}}",
       "{\"distribution\":{\"of\":\"colour\",\"largest\":1,\"buckets\":[]}}", "{\"type\":{}"}) {
    EXPECT_THROW(read(with_line(line)), CorruptInput) << line;
  }
  try {
    read(with_line("{\"type\":{\"type\":\"strin\"}}"));
    FAIL();
  } catch (const CorruptInput& error) {
    EXPECT_NE(std::string(error.what()).find("a.partial: corrupt at byte "), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("type: expected a known \"type\""), std::string::npos);
  }
}

}  // namespace
}  // namespace rdb
