#include "librdb/transform/key_constraints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

bool takes(const std::string& text, Bytes key) {
  const auto split = split_constraints(text);
  const auto pattern = KeyPattern::compile(split.pattern);
  const KeyConstraints constraints(split.constraints, pattern);
  std::array<Bytes, 8> parts;
  return pattern.match(key, parts) && constraints.hold(parts);
}

TEST(KeyConstraints, AreTakenOutOfThePattern) {
  const auto split = split_constraints("{{x}}:{a:[0-9]{2,3}}:{b}:{c:}}|[}]]|\\}}");
  EXPECT_EQ(split.pattern, "{{x}}:{a}:{b}:{c}}|[}]]|\\}}");
  ASSERT_EQ(split.constraints.size(), 2u);
  EXPECT_EQ(split.constraints[0].second, "[0-9]{2,3}");
  EXPECT_EQ(split.constraints[1].second, "");
  EXPECT_EQ(split_constraints("{c:[]}a-]|\\}}").constraints[0].second, "[]}a-]|\\}");
  EXPECT_EQ(split_constraints("{c:[^]}]}").constraints[0].second, "[^]}]");
  for (const char* text : {"", "plain", "{a}:{b}", "{a", "a}", "{}", "{{a:b}}", "{a}:b:{c}"}) {
    EXPECT_EQ(split_constraints(text).pattern, text);
    EXPECT_TRUE(split_constraints(text).constraints.empty()) << text;
  }
  EXPECT_THROW(split_constraints("{a:[0-9]"), InvalidArgument);
  EXPECT_THROW(split_constraints("{a:\\}"), InvalidArgument);
  EXPECT_THROW(split_constraints("{a:[}"), InvalidArgument);
}

TEST(KeyConstraints, MustMatchAllOfThePart) {
  EXPECT_TRUE(takes("{a:[0-9]{2}}:{b}", "17:x"));
  EXPECT_FALSE(takes("{a:[0-9]{2}}:{b}", "170:x"));
  EXPECT_FALSE(takes("{a:[0-9]{2}}:{b}", "x17:x"));
  EXPECT_TRUE(takes("{a:us|de}:{b:}", "de:"));
  EXPECT_FALSE(takes("{a:us|de}:{b:}", "de:x"));
  EXPECT_TRUE(takes("{a:.}:{b:(?s).*}", Bytes("\xff:\n\0", 4)));
}

TEST(KeyConstraints, WhatIsNoExpressionNamesItsPlaceholder) {
  try {
    takes("{a:(}:{b}", "");
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_THAT(error.reason(), ::testing::HasSubstr("{a:"));
  }
}

}  // namespace
}  // namespace rdb
