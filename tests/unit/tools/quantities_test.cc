#include "tools/quantities.h"

#include <gtest/gtest.h>

#include <random>

#include "librdb/report/quantity_text.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

TEST(ParseTime, ReadsBackWhatIsoTextWrites) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const auto time = static_cast<std::int64_t>(random() % 253'402'300'800'000u);
    ASSERT_EQ(parse_time(rdb::iso_text(time)), time);
  }
}

TEST(ParseTime, Examples) {
  EXPECT_EQ(parse_time("0"), 0);
  EXPECT_EQ(parse_time("1764000000"), 1'764'000'000'000);
  EXPECT_EQ(parse_time("1764000000000"), 1'764'000'000'000);
  EXPECT_EQ(parse_time("1970-01-02"), 86'400'000);
  EXPECT_EQ(parse_time("1970-01-01T02:00+02:00"), 0);
  EXPECT_EQ(parse_time("1970-01-01 00:00:01.5Z"), 1500);
  EXPECT_EQ(parse_time("1969-12-31T22:30:00-0130"), 0);
  EXPECT_EQ(parse_time("2000-02-29"), 951'782'400'000);
}

TEST(ParseTime, RefusesTheRest) {
  for (const char* text : {"", "now", "-1", "12a", "2026-13-01", "2026-02-29", "1900-02-29",
                           "2026-11-23T", "2026-11-23T25:00", "2026-11-23T06:16:28Zx",
                           "2026-11-23T06:16+99:00", "20261123T06", "2026-11-23T06:61"}) {
    EXPECT_THROW(parse_time(text), UsageError) << text;
  }
}

TEST(ParseSize, Examples) {
  EXPECT_EQ(parse_size("0"), 0u);
  EXPECT_EQ(parse_size("4096"), 4096u);
  EXPECT_EQ(parse_size("17B"), 17u);
  EXPECT_EQ(parse_size("18446744073709551615"), 18446744073709551615u);
  for (const char* text : {"64K", "64KB", "64KiB", "64kb", "64k"})
    EXPECT_EQ(parse_size(text), 65536u);
  EXPECT_EQ(parse_size("1.5GB"), 1610612736u);
  EXPECT_EQ(parse_size("2TiB"), std::uint64_t{2} << 40);
}

TEST(ParseSize, RefusesTheRest) {
  for (const char* text : {"", "x", "-1", "1.5", "1XB", "1 KB", "KB", "20E", "1KBB", "nan", "inf",
                           "1e3", "0x10", "18446744073709551616"}) {
    EXPECT_THROW(parse_size(text), UsageError) << text;
  }
}

TEST(ParseCount, Examples) {
  EXPECT_EQ(parse_count("12"), 12u);
  EXPECT_EQ(parse_count("3k"), 3000u);
  EXPECT_EQ(parse_count("10M"), 10'000'000u);
  for (const char* text : {"", "-1", "1.5", "1KB", "99999999999G", "M"}) {
    EXPECT_THROW(parse_count(text), UsageError) << text;
  }
}

TEST(ParseSpan, Examples) {
  EXPECT_EQ(parse_span("90s"), 90'000);
  EXPECT_EQ(parse_span("26h"), 26 * 3'600'000);
  EXPECT_EQ(parse_span("1d12h"), 36 * 3'600'000);
  EXPECT_EQ(parse_span("2w"), 14 * 86'400'000);
  for (const char* text : {"", "h", "26", "1h2", "-1h", "1y"}) {
    EXPECT_THROW(parse_span(text), UsageError) << text;
  }
}

TEST(Quantities, HostileTextIsEscapedInTheMessage) {
  try {
    parse_size("\x1b[2J");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_EQ(std::string(error.what()).find('\x1b'), std::string::npos);
  }
}

}  // namespace
}  // namespace rdbmill
