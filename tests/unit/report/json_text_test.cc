#include "librdb/report/json_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace rdb {
namespace {

// What a reader of our JSON does to get the bytes back.
std::string decoded_base64(const std::string& text) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<std::uint32_t>(alphabet.find(c));
    count += 6;
    if (count >= 8) out += static_cast<char>(bits >> (count -= 8));
  }
  return out;
}

// The text of a JSON string that begins at `at`, by the rules of RFC 8259.
std::string decoded_string(const std::string& json, std::size_t at) {
  std::string out;
  for (++at; json.at(at) != '"'; ++at) {
    EXPECT_GE(static_cast<unsigned char>(json[at]), 0x20) << json;
    if (json[at] != '\\') {
      out += json[at];
      continue;
    }
    const char escape = json.at(++at);
    if (escape == 'u') {
      const long code = std::strtol(json.substr(at + 1, 4).c_str(), nullptr, 16);
      EXPECT_LT(code, 0x80) << json;
      out += static_cast<char>(code);
      at += 4;
    } else {
      EXPECT_NE(std::string("\"\\/n").find(escape), std::string::npos) << json;
      out += escape == 'n' ? '\n' : escape;
    }
  }
  return out;
}

std::string back_from_json(const std::string& bytes) {
  JsonText json;
  json.begin_array();
  json.bytes(bytes);
  json.end_array();
  const std::string text = json.take();
  const std::string wrapper = "[\n  {\n    \"b64\": ";
  if (text.starts_with(wrapper)) return decoded_base64(decoded_string(text, wrapper.size()));
  EXPECT_TRUE(text.starts_with("[\n  \"")) << text;
  return decoded_string(text, 4);
}

TEST(JsonText, GivesBackAnyBytes) {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(random() % 12, '\0');
    // Small alphabets of interesting bytes make valid and nearly valid UTF-8 likely.
    const std::string interesting(
        "\0\x01\n\"\\a\x7f\x80\xbf\xc2\xe0\xa0\xed\x9f\xef\xf0\x90\xf4\x8f\xff", 20);
    for (char& c : bytes) {
      c = random() % 4 == 0 ? static_cast<char>(random()) : interesting[random() % 20];
    }
    ASSERT_EQ(back_from_json(bytes), bytes);
  }
}

TEST(JsonText, TakesUtf8AsItIs) {
  for (const char* text : {"", "plain", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                           "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(JsonText, RefusesWhatIsNotUtf8) {
  for (const char* bytes :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "a\xff"}) {
    EXPECT_FALSE(is_utf8(bytes));
  }
}

TEST(JsonText, Base64OfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(JsonText, NestsAndSeparates) {
  JsonText json;
  json.begin_object();
  json.name("empty");
  json.begin_array();
  json.end_array();
  json.name("list");
  json.begin_array();
  json.number(std::int64_t{-1});
  json.boolean(true);
  json.null();
  json.begin_object();
  json.end_object();
  json.end_array();
  json.field("last", "x\ty");
  json.end_object();
  EXPECT_EQ(json.take(),
            "{\n  \"empty\": [],\n  \"list\": [\n    -1,\n    true,\n    null,\n    {}\n  ],\n"
            "  \"last\": \"x\\u0009y\"\n}\n");
}

TEST(JsonText, IsEmptyOnceTaken) {
  JsonText json;
  for (int i = 0; i < 2; ++i) {
    json.begin_object();
    json.field("n", std::uint64_t{18446744073709551615u});
    json.name("big");
    json.raw_number("-170141183460469231731687303715884105728");
    json.end_object();
    EXPECT_EQ(json.take(),
              "{\n  \"n\": 18446744073709551615,\n"
              "  \"big\": -170141183460469231731687303715884105728\n}\n");
  }
}

}  // namespace
}  // namespace rdb
