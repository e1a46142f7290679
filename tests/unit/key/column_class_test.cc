#include "librdb/key/column_class.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <set>

namespace rdb {
namespace {

std::string column_of(int count, const std::function<std::string(int)>& make) {
  ColumnProfile profile;
  std::set<std::string> values;
  for (int i = 0; i < count; ++i) {
    const std::string value = make(i);
    values.insert(value);
    profile.add(value);
  }
  return std::string(name_of(profile.classify(static_cast<double>(values.size()))));
}

std::string padded(int number, std::size_t width) {
  std::string text = std::to_string(number);
  return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
}

TEST(ColumnClass, TimesShowInAllValues) {
  EXPECT_EQ(column_of(300, [](int i) { return "201306" + padded(1 + i % 30, 2); }), "date");
  EXPECT_EQ(column_of(300, [](int i) { return "2013-06-" + padded(1 + i % 30, 2); }), "date");
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(i % 24); }), "hour");
  EXPECT_EQ(column_of(300, [](int i) { return padded(i % 60, 2); }), "minute");
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(15 * (i % 4)); }), "minute");
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(2010 + i % 9); }), "year");
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(1'700'000'000 + 60 * i); }), "time");
  EXPECT_EQ(column_of(300, [](int i) { return "17000" + padded(i, 3) + "00000"; }), "time");
}

// Pitfall: of 10^8 numbers of eight digits one in 2000 is a date; dense ids run through some.
TEST(ColumnClass, IdsThatCouldBeDatesAreIds) {
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(20'130'599 + i); }), "id");
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(29'333'300 + i); }), "id");
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(i * 7919 % 400'000); }), "id");
}

// Pitfall: of random hex digits some are all decimal.
TEST(ColumnClass, DecimalLookingHexIsHex) {
  EXPECT_EQ(
      column_of(300,
                [](int i) { return i % 43 == 0 ? std::string("12345678") : padded(i, 7) + "a"; }),
      "hex");
}

TEST(ColumnClass, AWildcardIsAValueOfItsColumn) {
  EXPECT_EQ(column_of(300, [](int i) { return i % 3 == 0 ? "*" : std::to_string(i % 24); }),
            "hour");
  EXPECT_EQ(column_of(300, [](int i) { return i % 3 == 0 ? "*" : std::to_string(i * 91); }), "id");
}

TEST(ColumnClass, WordsAreWordsHoweverMany) {
  EXPECT_EQ(column_of(300, [](int i) { return "slug-" + std::to_string(i) + "-x"; }), "word");
  EXPECT_EQ(column_of(300, [](int i) { return i % 2 == 0 ? "us" : "it"; }), "word");
  EXPECT_EQ(column_of(300, [](int i) { return i % 3 == 0 ? "de_DE" : "no"; }), "word");
}

// Pitfall: slugs that happen to be integers do not make a column of ids, nor a few words an id
// column something else than what 99 of 100 values are.
TEST(ColumnClass, MinoritiesDoNotDecide) {
  EXPECT_EQ(column_of(500, [](int i) { return i == 0 ? "x" : std::to_string(i * 91); }), "id");
  EXPECT_EQ(
      column_of(300, [](int i) { return i % 2 == 0 ? "w" + std::to_string(i) : padded(i, 3); }),
      "part");
}

TEST(ColumnClass, FewNumbersAreNoIds) {
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(1 + i % 3); }), "number");
  EXPECT_EQ(column_of(300, [](int i) { return std::to_string(1 + i % 300 + 1000); }), "id");
}

TEST(ColumnClass, OneKindOfIdEach) {
  EXPECT_EQ(column_of(100, [](int i) { return "10.0.0." + std::to_string(i); }), "address");
  EXPECT_EQ(column_of(100, [](int i) { return "u" + std::to_string(i) + "@example.com"; }),
            "email");
  EXPECT_EQ(column_of(100, [](int i) { return "d1c9a7f0-1111-4222-8333-44445555" + padded(i, 4); }),
            "uuid");
  EXPECT_EQ(column_of(100, [](int i) { return "10930291423100" + padded(i, 4); }), "id");
}

}  // namespace
}  // namespace rdb
