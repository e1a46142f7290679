#include "librdb/report/text_table.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace rdb {
namespace {

TEST(DisplayWidth, IsWhatATerminalTakes) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("user:17"), 7u);
  EXPECT_EQ(display_width("größe"), 5u);
  EXPECT_EQ(display_width("ключ"), 4u);
  EXPECT_EQ(display_width("键:値:키"), 8u) << "East Asian characters take two";
  EXPECT_EQ(display_width("😀"), 2u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u) << "a combining acute takes none";
  EXPECT_EQ(display_width("\xff\xc3"), 2u) << "what is no UTF-8 counts by bytes";
  EXPECT_EQ(display_width("ＡＢ"), 4u) << "full width letters";
}

TEST(CutToWidth, CutsCharactersNotBytes) {
  EXPECT_EQ(cut_to_width("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to_width("abcdef", 5), "abcd…");
  EXPECT_EQ(cut_to_width("键键键", 6), "键键键");
  EXPECT_EQ(cut_to_width("键键键", 5), "键键…");
  EXPECT_EQ(cut_to_width("键键键", 4), "键…") << "a wide one does not fit beside the ellipsis";
  EXPECT_EQ(cut_to_width("键", 1), "…");
}

TEST(CutToWidth, NeverTakesMoreThanItsRoom) {
  std::mt19937 random(1);
  const std::vector<std::string> characters = {"a", "é", "键", "😀", "\xcc\x81", "\xff", "\xe2\x80"};
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (std::size_t n = random() % 12; n != 0; --n) text += characters[random() % 7];
    const std::size_t width = 1 + random() % 10;
    EXPECT_LE(display_width(cut_to_width(text, width)), width) << text;
    EXPECT_LE(display_width(shown_name(text, width)), width) << text;
  }
}

TEST(TextTable, CellsStayInTheirColumns) {
  const TextTable::Column wide{"type", 8, true};
  TextTable table({.width = 80}, "Things", {{"count", 10}, wide});
  EXPECT_EQ(table.name_width(), 60u);
  table.add("short", {"1", "x"});
  table.add(shown_name(std::string(500, 'n'), table.name_width()), {"123456789012345", "longtype"});
  std::istringstream lines(table.text());
  std::string line;
  std::vector<std::string> all;
  while (std::getline(lines, line)) all.push_back(line);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[1], "Things" + std::string(61, ' ') + "count  type");
  EXPECT_EQ(all[2], "  short" + std::string(64, ' ') + "1  x");
  EXPECT_EQ(all[3], "  " + std::string(59, 'n') + "…123456789…  longt…");
  EXPECT_EQ(display_width(all[3]), 80u);
}

TEST(TextTable, ColoursOnlyWhereTheyAreWanted) {
  TextTable plain({.width = 80}, "Title", {});
  TextTable bold({.width = 80, .color = true}, "Title", {});
  EXPECT_EQ(plain.text(), "\nTitle\n");
  EXPECT_EQ(bold.text(), "\n\x1b[1mTitle\x1b[0m\n");
}

}  // namespace
}  // namespace rdb
