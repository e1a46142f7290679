#include "librdb/base/integer_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace rdb {
namespace {

// The definition: the text that printing some int64 gives.
std::optional<std::int64_t> canonical_by_printing(const OwnedBytes& text) {
  try {
    std::size_t used = 0;
    const long long value = std::stoll(text, &used);
    if (used == text.size() && std::to_string(value) == text) return value;
  } catch (const std::exception&) {
  }
  return std::nullopt;
}

TEST(CanonicalInteger, IsWhatPrintingAnInt64Gives) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200000; ++i) {
    const auto value = static_cast<std::int64_t>(random()) >> (random() % 64);
    const OwnedBytes text = std::to_string(value);
    EXPECT_EQ(canonical_integer(text), value);
  }
}

TEST(CanonicalInteger, AgreesWithTheDefinitionOnNearMisses) {
  std::mt19937_64 random(2);
  int integers = 0;
  for (int i = 0; i < 300000; ++i) {
    OwnedBytes text = std::to_string(static_cast<std::int64_t>(random()) >> (random() % 64));
    constexpr Bytes kBytes("0123456789-+ .e\0x", 17);
    for (std::size_t n = random() % 3; n != 0; --n) {
      const char byte = kBytes[random() % kBytes.size()];
      if (text.empty() || random() % 2 == 0) {
        text.insert(random() % (text.size() + 1), 1, byte);
      } else {
        text[random() % text.size()] = byte;
      }
    }
    const auto expected = canonical_by_printing(text);
    ASSERT_EQ(canonical_integer(text), expected) << text;
    const OwnedBytes with_slack = text + "12345678";
    std::int64_t value = 77;
    ASSERT_EQ(read_canonical_integer_with_slack({with_slack.data(), text.size()}, value),
              expected.has_value())
        << text;
    ASSERT_EQ(value, expected.value_or(77)) << text;
    if (expected) ++integers;
  }
  EXPECT_GT(integers, 1000);
}

TEST(CanonicalInteger, EndsAtInt64) {
  EXPECT_EQ(canonical_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(canonical_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "18446744073709551616",
                           "99999999999999999999", "100000000000000000000"}) {
    EXPECT_EQ(canonical_integer(text), std::nullopt) << text;
  }
}

TEST(CanonicalInteger, OtherSpellingsStayText) {
  for (const char* text : {"", "-", "007", "+7", "-0", " 7", "7 ", "7.0", "0x7", "1e3", "--1"}) {
    EXPECT_EQ(canonical_integer(text), std::nullopt) << text;
  }
  EXPECT_EQ(canonical_integer("0"), 0);
}

TEST(IntegerText, IsTheDecimalText) {
  for (const std::int64_t value : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1},
                                   std::int64_t{0}, std::numeric_limits<std::int64_t>::max()}) {
    const IntegerText text(value);
    EXPECT_EQ(text.bytes(), std::to_string(value));
  }
}

TEST(IntegerText, OfEveryLength) {
  for (std::int64_t value = 0; value < 200'000; ++value) {
    const IntegerText text(value);
    ASSERT_EQ(text.bytes(), std::to_string(value));
  }
  std::mt19937_64 random(3);
  for (int i = 0; i < 300'000; ++i) {
    const auto value = static_cast<std::int64_t>(random()) >> (random() % 64);
    const IntegerText text(value);
    ASSERT_EQ(text.bytes(), std::to_string(value));
  }
  for (std::int64_t power = 1; power <= 1'000'000'000'000; power *= 10) {
    for (const std::int64_t value : {power - 1, power, power + 1}) {
      const IntegerText text(value);
      ASSERT_EQ(text.bytes(), std::to_string(value));
    }
  }
}

}  // namespace
}  // namespace rdb
