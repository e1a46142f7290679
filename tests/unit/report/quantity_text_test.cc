#include "librdb/report/quantity_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>
#include <random>

namespace rdb {
namespace {

TEST(Thousands, WithoutItsCommasItIsTheNumber) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t value = random() >> (random() % 64);
    std::string text = thousands(value);
    for (std::size_t from_end = 4; from_end <= text.size(); from_end += 4) {
      ASSERT_EQ(text[text.size() - from_end], ',') << text;
    }
    std::erase(text, ',');
    ASSERT_EQ(text, std::to_string(value));
  }
}

TEST(Thousands, GroupsDigitsOfAnyLengthAndSign) {
  EXPECT_EQ(grouped("-1"), "-1");
  EXPECT_EQ(grouped("-123"), "-123");
  EXPECT_EQ(grouped("-1234"), "-1,234");
  EXPECT_EQ(grouped("123456789012345678901234567890"), "123,456,789,012,345,678,901,234,567,890");
}

TEST(IecBytes, IsWithinATwentiethOfTheValueAndShort) {
  std::mt19937_64 random(2);
  const std::string units = "KMGTPE";
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t value = random() >> (random() % 64);
    const std::string text = iec_bytes(value);
    ASSERT_LE(text.size(), 9u) << text;
    std::size_t end = 0;
    double shown = std::stod(text, &end);
    ASSERT_EQ(text[end], ' ');
    const std::size_t unit = units.find(text[end + 1]);
    if (unit != std::string::npos) {
      for (std::size_t j = 0; j <= unit; ++j) shown *= 1024;
    }
    ASSERT_NEAR(shown, static_cast<double>(value), static_cast<double>(value) * 0.05) << text;
  }
}

TEST(IecBytes, Examples) {
  EXPECT_EQ(iec_bytes(0), "0 B");
  EXPECT_EQ(iec_bytes(1023), "1023 B");
  EXPECT_EQ(iec_bytes(1024), "1 KiB");
  EXPECT_EQ(iec_bytes(1536), "1.5 KiB");
  EXPECT_EQ(iec_bytes((1 << 20) - 1), "1 MiB");
  EXPECT_EQ(iec_bytes(1288490189), "1.2 GiB");
  EXPECT_EQ(iec_bytes(std::numeric_limits<std::uint64_t>::max()), "16 EiB");
}

TEST(Percent, NeverRoundsToNothingOrToAll) {
  EXPECT_EQ(percent(1, 1'000'000), "<1 %");
  EXPECT_EQ(percent(999'999, 1'000'000), ">99 %");
  EXPECT_EQ(percent(0, 5), "0 %");
  EXPECT_EQ(percent(5, 5), "100 %");
  EXPECT_EQ(percent(6, 5), "120 %");
  EXPECT_EQ(percent(0, 0), "-");
}

TEST(UtcText, AgreesWithTheCLibrary) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 10'000; ++i) {
    const auto seconds =
        static_cast<std::time_t>(random() % 253'402'300'800u) - std::time_t{62'135'596'800 / 2};
    std::tm parts{};
    ASSERT_NE(gmtime_r(&seconds, &parts), nullptr);
    char expected[64];
    std::snprintf(expected, sizeof expected, "%04d-%02d-%02d %02d:%02d:%02d UTC",
                  parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                  parts.tm_min, parts.tm_sec);
    ASSERT_EQ(utc_text(seconds * 1000 + 999), expected);
  }
}

TEST(UtcText, OfAbsurdTimesIsTheNumber) {
  EXPECT_EQ(utc_text(std::numeric_limits<std::int64_t>::max()), "9223372036854775807 ms");
  EXPECT_EQ(utc_text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808 ms");
  EXPECT_EQ(iso_text(1795414588123), "2026-11-23T06:16:28.123Z");
  EXPECT_EQ(iso_text(-1), "1969-12-31T23:59:59.999Z");
}

TEST(DurationText, NamesTheTwoLargestUnits) {
  EXPECT_EQ(duration_text(999), "0 s");
  EXPECT_EQ(duration_text(61'000), "1 min 1 s");
  EXPECT_EQ(duration_text(26 * 3'600'000), "26 h");
  EXPECT_EQ(duration_text(49 * 3'600'000), "2 d 1 h");
  EXPECT_EQ(duration_text(-61'000), "-1 min 1 s");
  EXPECT_EQ(duration_text(std::numeric_limits<std::int64_t>::min()).front(), '-');
}

}  // namespace
}  // namespace rdb
