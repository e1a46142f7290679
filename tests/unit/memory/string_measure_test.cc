#include "librdb/memory/string_measure.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace rdb {
namespace {

static_assert(StringMeasure::integer(-10).length() == 3);

TEST(StringMeasureTest, IntegerIsAsLongAsItsText) {
  std::mt19937_64 random(1);
  const auto check = [](std::int64_t value) {
    ASSERT_EQ(StringMeasure::integer(value).length(), std::to_string(value).size()) << value;
    ASSERT_EQ(StringMeasure::integer(value).as_integer(), value);
  };
  for (std::int64_t value = -100'001; value <= 100'001; ++value) check(value);
  for (int i = 0; i < 200'000; ++i) check(static_cast<std::int64_t>(random()) >> (random() % 64));
  std::int64_t power = 1;
  for (int digits = 1; digits < 19; ++digits, power *= 10) {
    for (const std::int64_t off : {-1, 0, 1}) {
      check(power + off);
      check(-power + off);
    }
  }
  check(std::numeric_limits<std::int64_t>::max());
  check(std::numeric_limits<std::int64_t>::min());
}

TEST(StringMeasureTest, BytesAreIntegersWhereServersHoldThemAsSuch) {
  for (const Bytes text : {"0", "-1", "9223372036854775807", "-9223372036854775808"}) {
    const StringMeasure measure = StringMeasure::of(text);
    EXPECT_TRUE(measure.is_integer());
    EXPECT_EQ(measure.length(), text.size());
  }
  for (const Bytes text : {"", "-0", "007", "+1", "1.0", " 1", "9223372036854775808", "x"}) {
    const StringMeasure measure = StringMeasure::of(text);
    EXPECT_FALSE(measure.is_integer()) << text;
    EXPECT_EQ(measure.length(), text.size());
  }
}

TEST(StringMeasureTest, PayloadOfAnyKind) {
  EXPECT_EQ(StringMeasure::of(Payload::integer(-5)).as_integer(), -5);
  EXPECT_EQ(StringMeasure::of(Payload::view("12")).as_integer(), 12);
  EXPECT_EQ(StringMeasure::of(Payload::view("twelve")).length(), 6);
}

}  // namespace
}  // namespace rdb
