#include "librdb/report/open_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "librdb/base/json_string.h"
#include "librdb/report/report_csv.h"
#include "tests/unit/report/report_fixture.h"

namespace rdb {
namespace {

using testing::random_keys;
using testing::report_of;
using Key = testing::ReportedKey;

struct Sample {
  std::string series;  // name and labels
  std::uint64_t value = 0;
};

std::vector<Sample> samples_of(const std::string& text) {
  std::vector<Sample> samples;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('#')) continue;
    const std::size_t blank = line.rfind(' ');
    samples.push_back({line.substr(0, blank), std::stoull(line.substr(blank + 1))});
  }
  return samples;
}

std::uint64_t sum_of(const std::vector<Sample>& samples, const std::string& name) {
  std::uint64_t sum = 0;
  for (const Sample& sample : samples) {
    if (sample.series == name || sample.series.starts_with(name + "{")) sum += sample.value;
  }
  return sum;
}

TEST(OpenMetrics, EveryTableAddsUpToTheTotal) {
  std::mt19937 random(1);
  const DumpReport report = report_of(random_keys(random, 800));
  for (const std::size_t limit : {0u, 1u, 3u, 100u}) {
    const auto samples = samples_of(render_open_metrics(report, {.limit = limit}));
    for (const char* of : {"total", "database", "type", "encoding", "shape", "prefix"}) {
      EXPECT_EQ(sum_of(samples, std::string("rdbmill_") + of + "_keys"), report.total.keys) << of;
      EXPECT_EQ(sum_of(samples, std::string("rdbmill_") + of + "_memory_bytes"),
                report.total.memory)
          << of;
    }
    EXPECT_EQ(sum_of(samples, "rdbmill_expiry_keys"), report.total.keys - report.total.without_ttl);
  }
}

TEST(OpenMetrics, IsTextOfTheFormatWhateverTheNames) {
  std::mt19937 random(2);
  std::vector<Key> keys;
  for (int i = 0; i < 400; ++i) {
    Key key{.db = static_cast<std::uint32_t>(i)};
    key.name.resize(random() % 60);
    for (char& c : key.name) c = random() % 4 == 0 ? ':' : static_cast<char>(random());
    keys.push_back(key);
  }
  const std::string text = render_open_metrics(report_of(keys), {.limit = 50});
  EXPECT_TRUE(is_utf8(text));
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
  std::set<std::string> series;
  for (const Sample& sample : samples_of(text)) {
    EXPECT_TRUE(series.insert(sample.series).second) << "twice: " << sample.series;
    const std::size_t open = sample.series.find('{');
    if (open == std::string::npos) continue;
    // Quotes: those of the labels and escaped ones, nothing else.
    bool quoted = false;
    for (std::size_t i = open; i < sample.series.size(); ++i) {
      if (quoted && sample.series[i] == '\\') {
        ++i;
        ASSERT_TRUE(sample.series[i] == '\\' || sample.series[i] == '"') << sample.series;
      } else if (sample.series[i] == '"') {
        quoted = !quoted;
      }
    }
    EXPECT_FALSE(quoted) << sample.series;
    EXPECT_TRUE(sample.series.ends_with('}'));
  }
  EXPECT_LT(series.size(), 600u) << "bounded: 3 figures of 65 databases, 50 shapes, 50 prefixes …";
}

// A plain reader of RFC 4180.
std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    if (quoted) {
      if (csv[i] != '"') {
        rows.back().back() += csv[i];
      } else if (i + 1 < csv.size() && csv[i + 1] == '"') {
        rows.back().back() += csv[++i];
      } else {
        quoted = false;
      }
    } else if (csv[i] == '"') {
      quoted = true;
    } else if (csv[i] == ',') {
      rows.back().emplace_back();
    } else if (csv[i] == '\n') {
      rows.emplace_back(1, "");
    } else {
      rows.back().back() += csv[i];
    }
  }
  rows.pop_back();
  return rows;
}

TEST(ReportCsv, GivesBackEveryRowByteForByte) {
  std::mt19937 random(3);
  std::vector<Key> keys = random_keys(random, 200);
  for (int i = 0; i < 100; ++i) {
    Key key{.value = std::string(300, 'v')};
    for (std::size_t n = random() % 20; n != 0; --n) key.name += ",\"\n\r:a\0\xff"[random() % 8];
    keys.push_back(key);
  }
  const DumpReport report = report_of(keys, {.largest = 1000, .slots = true});
  std::map<std::string, std::vector<std::vector<std::string>>> tables;
  for (const CsvTable& table : render_report_csv(report)) {
    tables[table.name] = rows_of(table.text);
    for (const auto& row : tables[table.name]) {
      EXPECT_EQ(row.size(), tables[table.name][0].size()) << table.name;
    }
  }
  ASSERT_EQ(tables["largest"].size(), report.largest.size() + 1);
  for (std::size_t i = 0; i < report.largest.size(); ++i) {
    EXPECT_EQ(tables["largest"][i + 1][0], report.largest[i].name.front);
  }
  ASSERT_EQ(tables["prefixes"].size(), report.prefixes.size() + 1);
  for (std::size_t i = 0; i < report.prefixes.size(); ++i) {
    EXPECT_EQ(tables["prefixes"][i + 1][0], report.prefixes[i].prefix);
    EXPECT_EQ(tables["prefixes"][i + 1][2], std::to_string(report.prefixes[i].tally.keys));
  }
  for (const char* name : {"databases", "types", "encodings", "loaded_encodings", "shapes"}) {
    const auto& rows = tables[name];
    const auto memory = std::find(rows[0].begin(), rows[0].end(), "memory") - rows[0].begin();
    std::uint64_t sum = 0;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      sum += std::stoull(rows[i][static_cast<std::size_t>(memory)]);
    }
    if (Bytes(name) == "shapes") sum += report.unshaped.memory;
    EXPECT_EQ(sum, report.total.memory) << name;
  }
  EXPECT_GT(tables["slots"].size(), 100u);
}

TEST(ReportCsv, WhatWasCutOffOfAPrefixStandsBehindWhatItCounts) {
  std::vector<Key> keys;
  for (int i = 0; i < 2000; ++i) keys.push_back({.name = "view:" + std::to_string(i % 500) + ":x"});
  const DumpReport report = report_of(keys, {.prefixes = {.depth = 2, .max_prefixes = 100}});
  const auto tables = render_report_csv(report);
  const auto table = std::find_if(tables.begin(), tables.end(),
                                  [](const CsvTable& each) { return each.name == "prefixes"; });
  ASSERT_NE(table, tables.end());
  const auto rows = rows_of(table->text);
  const std::size_t columns = rows[0].size();
  EXPECT_EQ(rows[0][columns - 3], "memory_without_ttl") << "nothing stands elsewhere than before";
  EXPECT_EQ(rows[0][columns - 2], "others_keys");
  EXPECT_EQ(rows[0][columns - 1], "others_memory");
  ASSERT_EQ(rows.size(), report.prefixes.size() + 1);
  std::uint64_t others = 0;
  for (std::size_t i = 0; i < report.prefixes.size(); ++i) {
    EXPECT_EQ(rows[i + 1][columns - 2], std::to_string(report.prefixes[i].others.keys));
    EXPECT_EQ(rows[i + 1][columns - 1], std::to_string(report.prefixes[i].others.memory));
    others += report.prefixes[i].others.keys;
  }
  EXPECT_GT(others, 0u);
}

}  // namespace
}  // namespace rdb
