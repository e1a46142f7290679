#include "librdb/report/report_partial.h"

#include <gtest/gtest.h>

#include <random>

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
