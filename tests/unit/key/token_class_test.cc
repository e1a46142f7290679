#include "librdb/key/token_class.h"

#include <gtest/gtest.h>

#include <random>

namespace rdb {
namespace {

TEST(TokenClass, EachKindHasOne) {
  const std::pair<const char*, TokenClass> kCases[] = {
      {"", TokenClass::empty},
      {"*", TokenClass::wild},
      {"0", TokenClass::integer},
      {"-17", TokenClass::integer},
      {"08", TokenClass::integer},
      {"20130610", TokenClass::integer},
      {"d1c9a7f0-1111-4222-8333-444455556666", TokenClass::uuid},
      {"D1C9A7F0-1111-4222-8333-444455556666", TokenClass::uuid},
      {"00000000-0000-0000-0000-000000000000", TokenClass::uuid},
      {"01HQ3Z8K4V9XW2YJ5N7R6T0ABC", TokenClass::ulid},
      {"2013-06-10", TokenClass::date},
      {"2013-06-10T07", TokenClass::date},
      {"2013-06-10T07:15:00.123Z", TokenClass::date},
      {"2013-06-10 07:15:00+02:00", TokenClass::date},
      {"0a7f3374e9659b10980fd66247b0cf2f", TokenClass::hex},
      {"jo@example.com", TokenClass::email},
      {"https://example.com/a?id=1", TokenClass::url},
      {"10.0.0.1", TokenClass::address},
      {"::ffff:10.0.0.1", TokenClass::address},
      {"2001:db8:85a3:0:0:8a2e:370:7334", TokenClass::address},
      {"de_DE", TokenClass::locale},
      {"zh-Hans", TokenClass::locale},
      {"v1", TokenClass::version},
      {"1.2.3", TokenClass::version},
      {"8sJ2xT0bQ4mZr9LwK1vN", TokenClass::token},
      {"{\"fn\":\"getUser\"}", TokenClass::json},
      {"view", TokenClass::word},
      {"last_seen", TokenClass::word},
  };
  for (const auto& [text, token] : kCases) {
    EXPECT_EQ(name_of(classify(text)), name_of(token)) << text;
  }
}

// key-shapes: words made of the letters a to f, and what has too few digits, are no ids.
TEST(TokenClass, HexWordsAreWords) {
  for (const char* word : {"cafe", "face", "decade", "facade", "defaced", "deadbeef", "added"}) {
    EXPECT_EQ(classify(word), TokenClass::word) << word;
  }
  EXPECT_EQ(classify("deadbee1"), TokenClass::hex);
  EXPECT_EQ(classify("DEADBEE1"), TokenClass::hex);
  EXPECT_NE(classify("DeadBee1"), TokenClass::hex) << "one case only";
}

TEST(TokenClass, WordsWithNumbersStayWords) {
  for (const char* word : {"gitlab2", "md5", "sha256", "utf8", "s3", "oauth2", "ipv6", "user17"}) {
    EXPECT_EQ(classify(word), TokenClass::word) << word;
  }
}

TEST(TokenClass, DatesHaveMonthsAndDays) {
  EXPECT_FALSE(is_date("2013-13-10"));
  EXPECT_FALSE(is_date("2013-06-32"));
  EXPECT_FALSE(is_date("2013-6-10"));
  EXPECT_FALSE(is_date("20130610"));
  EXPECT_FALSE(is_date("2013-06-10T"));
  EXPECT_FALSE(is_date("2013-06-10x"));
  EXPECT_FALSE(is_date("1899-06-10"));
  EXPECT_FALSE(is_date("2013-06-10T7.829")) << "hours have no fractions: an id follows";
}

TEST(TokenClass, SegmentsBesideColonsAreNoAddresses) {
  EXPECT_FALSE(is_ipv6("users::42"));
  EXPECT_FALSE(is_ipv6("cache::ab"));
  EXPECT_FALSE(is_ipv6("::1")) << "three groups, or it could be an empty part";
  EXPECT_FALSE(is_ipv6("1:2:3:4:5:6:7:8")) << "numbers between colons are a key";
  EXPECT_FALSE(is_ipv6("a:b:c:d:1:2:3:4"));
  EXPECT_FALSE(is_ipv6("1::2::3"));
  EXPECT_FALSE(is_ipv6("12345::1:2"));
  EXPECT_TRUE(is_ipv6("fe80::1:2"));
  EXPECT_FALSE(is_ipv4("10.0.0.256"));
  EXPECT_FALSE(is_ipv4("10.0.0"));
  EXPECT_FALSE(is_ipv4("10.0.0.1.2"));
}

TEST(TokenClass, TwoLetterWordsAreNoLocales) {
  for (const char* word : {"us", "it", "no", "is"}) EXPECT_EQ(classify(word), TokenClass::word);
}

TEST(TokenClass, MostRandomTextsAreTokensAndSlugsAreNot) {
  std::mt19937_64 random(1);
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int found = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string text;
    for (int j = 0; j < 32; ++j) text += letters[random() % letters.size()];
    found += classify(text) == TokenClass::token;
  }
  EXPECT_GT(found, 960);
  for (const char* slug : {"a-quiet-place-in-2013", "how-to-brew-coffee-part-2",
                           "PluginsMatomoTracker12", "user_profile_settings_v2"}) {
    EXPECT_EQ(classify(slug), TokenClass::word) << slug;
  }
}

TEST(TokenClass, AnyBytesHaveAClass) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 20000; ++i) {
    std::string text(random() % 40, '\0');
    for (char& c : text)
      c = static_cast<char>(random() % 3 == 0 ? random() : ":.@-{09af"[random() % 9]);
    EXPECT_FALSE(name_of(classify(text)).empty());
  }
}

}  // namespace
}  // namespace rdb
