#include "librdb/report/screen_text.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "librdb/report/report_text.h"
#include "tests/unit/report/report_fixture.h"

namespace rdb {
namespace {

using testing::report_of;
using Key = testing::ReportedKey;

std::string text_of(const DumpReport& report, std::size_t width) {
  const TextStyle style{.width = width};
  return render_screen_text(report, {.style = style, .inputs = {"dump.rdb"}}) +
         render_tables_text(report, {.style = style, .limit = 100});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Commands are meant to be pasted, whatever their length.
bool is_command(const std::string& line) {
  return line.find("  --match ") != std::string::npos ||
         line.find("rdbmill regroup ") != std::string::npos;
}

std::vector<Key> hostile_keys(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Key> keys;
  for (int i = 0; i < 300; ++i) {
    Key key;
    key.name.resize(random() % 90);
    for (char& c : key.name) c = random() % 5 == 0 ? ':' : static_cast<char>(random());
    key.bytes = std::uint64_t{1} << (random() % 50);
    if (random() % 3 == 0) key.hash_fields = 1 + random() % 50;
    if (random() % 3 == 0) key.expire_ms = static_cast<std::int64_t>(random() * random());
    if (random() % 3 == 0) key.idle_seconds = random();
    keys.push_back(key);
  }
  return keys;
}

TEST(ReportText, FitsTheScreenAndNeedsNoTrust) {
  for (const std::size_t width : {80u, 100u, 140u}) {
    for (const std::string& line :
         lines_of(text_of(report_of(hostile_keys(3), {.slots = true}), width))) {
      for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        ASSERT_TRUE(byte >= 0x20 && byte != 0x7f) << static_cast<int>(byte);
      }
      if (!is_command(line)) {
        EXPECT_LE(display_width(line), width) << line;
      }
    }
  }
}

// A plain name instead of a hostile one of the same length changes the first cell alone.
TEST(ReportText, AHostileNameChangesNothingButItsCell) {
  const std::vector<std::string> names = {"\x1b[2J\x1b[31m",
                                          "a\nb\r\tc",
                                          "\xe2\x80\xae"
                                          "rtl",
                                          "键键键键键键",
                                          std::string("\0\0\0\0", 4),
                                          "\xff\xfe\xfd",
                                          "%s%n%d",
                                          "…………",
                                          std::string(60, '\x01')};
  for (const std::string& name : names) {
    std::vector<Key> hostile = {{.name = name}, {.name = "other"}};
    std::vector<Key> plain = {{.name = std::string(name.size(), 'p')}, {.name = "other"}};
    const auto a = lines_of(text_of(report_of(hostile), 80));
    const auto b = lines_of(text_of(report_of(plain), 80));
    const auto row = [](const std::vector<std::string>& lines) {
      for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].starts_with("Largest keys")) return i + 1;
      }
      return std::size_t{0};
    };
    ASSERT_NE(row(a), 0u);
    EXPECT_EQ(lines_of(a[row(a)]).size(), 1u);
    EXPECT_EQ(display_width(a[row(a)]), display_width(b[row(b)])) << a[row(a)];
  }
}

TEST(ReportText, WhatIsNotShownIsSummedUp) {
  std::vector<Key> keys;
  for (int i = 0; i < 30; ++i) keys.push_back({.name = "p" + std::to_string(i) + ":x"});
  const DumpReport report = report_of(keys);
  const std::string text = render_tables_text(report, {.style = {}, .limit = 4});
  EXPECT_NE(text.find("(26 more)"), std::string::npos) << text;
}

TEST(ReportText, AnEmptyDumpHasAScreen) {
  for (const std::string& line : lines_of(text_of(report_of({}), 80))) {
    EXPECT_LE(display_width(line), 80u);
  }
}

TEST(ReportText, SaysSoWhenTheDumpIsIncomplete) {
  ReportCollector collector;
  testing::ReportProducer producer(collector);
  producer.key({.name = "a"});
  const std::string text = render_screen_text(collector.result(), {});
  EXPECT_NE(text.find("INCOMPLETE"), std::string::npos) << text;
}

}  // namespace
}  // namespace rdb
