#include "librdb/base/errors.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

namespace rdb {
namespace {

using namespace std::string_literals;

Place place_of_key(OwnedBytes key) {
  Place place;
  place.file = "dump.rdb";
  place.offset = 1048577;
  place.has_key = true;
  place.key = std::move(key);
  place.what = "hash_listpack";
  return place;
}

TEST(Error, ALineSaysFilePlaceKeyAndReason) {
  TruncatedInput error("expected 214 more bytes");
  EXPECT_STREQ(error.what(), "expected 214 more bytes");
  error.at(place_of_key("user:17"));
  EXPECT_STREQ(error.what(),
               "dump.rdb: truncated at byte 1048577 (key \"user:17\", hash_listpack): expected 214 "
               "more bytes");
  EXPECT_EQ(error.reason(), "expected 214 more bytes");
}

TEST(Error, TheInnermostPlaceWins) {
  CorruptInput error("bad");
  Place inner;
  inner.offset = 7;
  error.at(inner);
  Place outer = place_of_key("k");
  outer.db = 3;
  outer.record = 5;
  error.at(outer);
  EXPECT_EQ(error.place().offset, 7u);
  EXPECT_EQ(error.place().key, "k");
  EXPECT_STREQ(
      error.what(),
      "dump.rdb: corrupt at byte 7 (key \"k\", hash_listpack, db 3, record at byte 5): bad");
}

TEST(Error, AnEmptyKeyIsAKey) {
  CorruptInput error("bad");
  error.at(place_of_key(""));
  Place outer = place_of_key("another");
  error.at(outer);
  EXPECT_NE(std::string(error.what()).find("key \"\""), std::string::npos);
}

TEST(Error, AKeyCannotBreakTheLine) {
  Unsupported error("type 99");
  error.at(place_of_key("a\n\x1b[31m\0"s));
  EXPECT_NE(std::string(error.what()).find("key \"a\\n\\x1b[31m\\x00\""), std::string::npos);
}

TEST(Error, KindsAreNamedByTheirCause) {
  const auto line = [](auto error) {
    Place place;
    place.file = "f";
    error.at(place);
    return std::string(error.what());
  };
  EXPECT_EQ(line(CorruptInput("r")), "f: corrupt: r");
  EXPECT_EQ(line(TruncatedInput("r")), "f: truncated: r");
  EXPECT_EQ(line(Unsupported("r")), "f: unsupported: r");
  EXPECT_EQ(line(LimitExceeded("r")), "f: limit reached: r");
  EXPECT_EQ(line(Refused("r")), "f: refused: r");
  EXPECT_EQ(line(InvalidArgument("r")), "f: invalid argument: r");
  EXPECT_EQ(line(IoError("write x", ENOSPC)), "f: I/O error: write x: No space left on device");
}

TEST(Error, TruncationIsAKindOfDamage) {
  EXPECT_THROW(throw TruncatedInput("r"), CorruptInput);
  EXPECT_THROW(throw CorruptInput("r"), Error);
}

TEST(Escaped, PrintableTextStaysAsItIs) {
  EXPECT_EQ(escaped("user:17 ~"), "user:17 ~");
  EXPECT_EQ(escaped("käse €😀"), "käse €😀");
}

TEST(Escaped, QuotesControlsAndBrokenUtf8AreEscaped) {
  EXPECT_EQ(escaped("\"\\"), "\\\"\\\\");
  EXPECT_EQ(escaped("\n\r\t\0\x7f"s), "\\n\\r\\t\\x00\\x7f");
  EXPECT_EQ(escaped("\xff\xc0\x80"), "\\xff\\xc0\\x80") << "overlong";
  EXPECT_EQ(escaped("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(escaped("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond Unicode";
  EXPECT_EQ(escaped("\xe2\x82"), "\\xe2\\x82") << "cut off";
  EXPECT_EQ(escaped("\xc2\x9b"), "\\xc2\\x9b") << "C1";
  EXPECT_EQ(escaped("\xe2\x80\xae"), "\\xe2\\x80\\xae") << "right-to-left override";
}

TEST(Escaped, WhatIsLeftOutShows) {
  EXPECT_EQ(escaped("abcdef", 3), "abc…");
  EXPECT_EQ(escaped("abc", 3), "abc");
}

TEST(Escaped, NothingOfTheResultIsAControlByte) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char bytes[] = {static_cast<char>(first), static_cast<char>(second)};
      for (const char c : escaped(Bytes(bytes, 2))) {
        const auto byte = static_cast<unsigned char>(c);
        ASSERT_TRUE(byte >= 0x20 && byte != 0x7f) << first << ' ' << second;
      }
    }
  }
}

}  // namespace
}  // namespace rdb
