#include "librdb/proof/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "tests/unit/proof/verify_fixture.h"

namespace rdb {
namespace {

using testing::counter;
using testing::dump;
using testing::hash;
using ::testing::HasSubstr;
using testing::listed;
using testing::verified;

VerifyOptions by_article() {
  VerifyOptions options;
  options.rules = {{.pattern = "{site}:{article}:{day}", .field = "article"}};
  return options;
}

const std::string kSource =
    dump(counter("a:1:m", "5") + counter("a:2:m", "6") + counter("b:1:m", "7", " expire=2000000") +
         counter("other", "\"x\""));
const std::string kResult =
    dump(counter("b:1:m", "7", " expire=2000000") + counter("other", "\"x\"") +
         hash("a:m", "  field \"2\" 6\n  field \"1\" \"5\"\n"));

TEST(Verify, CountsWhatItProved) {
  const Verification found = verified(by_article(), kSource, kResult);
  EXPECT_TRUE(found.is_proved()) << listed(found);
  EXPECT_EQ(found.pairs, 2U);
  EXPECT_EQ(found.rules[0].matched, 2U);
  EXPECT_EQ(found.hashes, 1U);
  EXPECT_EQ(found.fields, 2U);
  EXPECT_EQ(found.passing, 2U);
  ASSERT_EQ(found.databases.size(), 1U);
  EXPECT_EQ(found.databases[0].source_keys, 4U);
  EXPECT_EQ(found.databases[0].result_keys, 3U);
  EXPECT_EQ(to_decimal(found.databases[0].sum_source), "11");
  EXPECT_EQ(to_decimal(found.databases[0].sum_expected), "11");
  EXPECT_EQ(to_decimal(found.databases[0].sum_found), "11");
}

TEST(Verify, SaysWhatDiffersInTheOrderOfKeys) {
  const Verification found =
      verified(by_article(), kSource,
               dump(counter("b:1:m", "8", " expire=2000001") +
                    "key \"new\" list 1 list\n  begin 1\n  item 1\n"
                    "  end\n" +
                    counter("zzz", "\"text\"") +
                    hash("a:m", "  field \"1\" 4\n  field \"3\" 9 expire=7\n", " expire=9")));
  EXPECT_EQ(listed(found),
            "expiry 0 a:m: none -> 9\n"
            "field-value 0 a:m [1]: 5 -> 4\n"
            "missing-field 0 a:m [2]: 6 -> \n"
            "added-field 0 a:m [3]:  -> 9\n"
            "value 0 b:1:m: 7 -> 8\n"
            "expiry 0 b:1:m: 2000000 -> 2000001\n"
            "added-key 0 new:  -> list 1 elements\n"
            "missing-key 0 other: string \"x\" -> \n"
            "added-key 0 zzz:  -> string \"text\"\n");
  EXPECT_EQ(found.count, 9U);
}

TEST(Verify, AMissingHashIsOneDifference) {
  const Verification found =
      verified(by_article(), kSource,
               dump(counter("b:1:m", "7", " expire=2000000") + counter("other", "\"x\"")));
  EXPECT_EQ(listed(found), "missing-key 0 a:m: hash -> \n");
  EXPECT_EQ(to_decimal(found.databases[0].sum_expected), "11");
  EXPECT_EQ(to_decimal(found.databases[0].sum_found), "0");
}

TEST(Verify, OnlySoManyDifferencesAreListed) {
  VerifyOptions options = by_article();
  options.most_differences = 3;
  std::string keys;
  for (int i = 0; i < 500; ++i) keys += counter("k" + std::to_string(i), "1");
  const Verification found = verified(options, dump(keys), dump(""));
  EXPECT_EQ(found.count, 500U);
  EXPECT_EQ(listed(found),
            "missing-key 0 k0: string 1 -> \nmissing-key 0 k1: string 1 -> \n"
            "missing-key 0 k10: string 1 -> \n");
}

TEST(Verify, TheDumpOfAServerThatHasMovedOn) {
  VerifyOptions options = by_article();
  const std::string later = "header REDIS 12\naux \"ctime\" \"3000\"\nselect-db 0\n" +
                            counter("other", "\"x\"") + counter("new", "3") +
                            hash("a:m", "  field \"2\" 60\n  field \"1\" 5\n  field \"9\" 4\n") +
                            "finish\n";
  EXPECT_EQ(verified(options, kSource, later).count, 4U);
  options.counters_may_grow = true;
  EXPECT_EQ(listed(verified(options, kSource, later)),
            "added-field 0 a:m [9]:  -> 4\nadded-key 0 new:  -> string 3\n");
  options.ignore_added = true;
  const Verification found = verified(options, kSource, later);
  EXPECT_TRUE(found.is_proved()) << listed(found);
  EXPECT_EQ(found.rules[0].grown, 1U);
  EXPECT_EQ(to_decimal(found.rules[0].growth), "54");
  EXPECT_EQ(found.rules[0].added, 1U);
  EXPECT_EQ(to_decimal(found.rules[0].added_sum), "4");
  EXPECT_EQ(found.added_keys, 1U);
  EXPECT_EQ(found.expired, 1U);
  const std::string shrunk =
      dump(counter("b:1:m", "7", " expire=2000000") + counter("other", "\"y\"") +
           hash("a:m", "  field \"2\" 5\n  field \"1\" 5\n"));
  EXPECT_EQ(listed(verified(options, kSource, shrunk)),
            "field-value 0 a:m [2]: 6 -> 5\nvalue 0 other: \"x\" -> \"y\"\n");
}

TEST(Verify, WhatRegroupWouldRefuseIsADifference) {
  const auto first = [](VerifyOptions options, const std::string& source) {
    return listed(verified(options, dump(source), dump(hash("a:m", "  field \"1\" 5\n"))));
  };
  VerifyOptions options = by_article();
  EXPECT_THAT(first(options, counter("a:1:m", "5") + hash("a:m", "  field \"2\" 5\n")),
              HasSubstr("refused 0 a:m: a hash of this name is there already"));
  EXPECT_THAT(first(options, counter("a:1:m", "5") + counter("a:m", "5")),
              HasSubstr("another type's"));
  options.rules[0].on_conflict = FieldConflict::sum;
  EXPECT_THAT(
      first(options, counter("a:1:m", "9223372036854775807") + hash("a:m", "  field \"1\" 5\n")),
      HasSubstr("refused 0 a:m [1]: a sum beyond 64 bits"));
  EXPECT_THAT(first(options, counter("a:1:m", "5") + hash("a:m", "  field \"1\" \"x\"\n")),
              HasSubstr("not both integers"));
  EXPECT_THAT(first(options, counter("a:1:m", "5") + hash("a:m", "  field \"1\" 5\n", " expire=9")),
              HasSubstr("has an expiry"));
  options.rules[0].group_ttl = GroupTtl::min;
  EXPECT_THAT(first(options, counter("a:1:m", "5") + counter("a:2:m", "5", " expire=2000000")),
              HasSubstr("keys with and without an expiry"));
}

TEST(Verify, AKeyThatCouldItselfBeANewKeyStaysUnderSame) {
  VerifyOptions options;
  options.rules = {{.pattern = "{a}:{b}",
                    .field = "a",
                    .key_template = "{b}",
                    .values = RegroupRule::Values::any,
                    .group_ttl = GroupTtl::same}};
  const std::string source = dump(counter(":", "\"x\"") + counter("a:b:c", "5"));
  const std::string out = testing::grouped({.rules = options.rules, .allow_none = true}, source);
  const Verification found = verified(options, source, out);
  EXPECT_TRUE(found.is_proved()) << listed(found);
}

// A key given back by GroupTtl::same may have the name that another rule gives a hash.
TEST(Verify, NoKeyMayStandTwiceInTheResult) {
  VerifyOptions options;
  options.rules = {{.pattern = "{a}/{f}", .field = "f", .group_ttl = GroupTtl::same},
                   {.pattern = "{a}:{f}:{b}", .field = "f", .group_ttl = GroupTtl::same}};
  const std::string flat =
      counter("x:1:y", "1", " expire=1000005") + counter("x:2:y", "2", " expire=1000006");
  EXPECT_TRUE(verified(options, dump(flat), dump(flat)).is_proved());
  EXPECT_EQ(listed(verified(options, dump(flat + counter("x:1:y/7", "3")),
                            dump(flat + hash("x:1:y", "  field \"7\" 3\n")))),
            "added-key 0 x:1:y:  -> a hash of the same name\n");
}

TEST(Verify, WithoutAClockAnExpiryIsRefused) {
  VerifyOptions options = by_article();
  options.rules[0].group_ttl = GroupTtl::field;
  EXPECT_THROW(
      verified(options, "header REDIS 12\n" + counter("a:1:m", "5", " expire=9") + "finish\n",
               dump("")),
      Refused);
  EXPECT_THROW(verified({}, dump(""), dump("")), InvalidArgument);
}

TEST(Verify, FunctionsAreCompared) {
  const std::string with = "header REDIS 12\nfunction \"#!lua name=a\"\nfinish\n";
  EXPECT_TRUE(verified(by_article(), with, with).is_proved());
  EXPECT_THAT(listed(verified(by_article(), with, dump(""))), HasSubstr("functions 0"));
}

// One hash that is larger than the memory for all.
TEST(Verify, AHashOfAnySizeIsTakenApart) {
  VerifyOptions options = by_article();
  options.memory_limit = 256 << 10;
  std::string source;
  std::string fields;
  for (int i = 0; i < 20'000; ++i) {
    const std::string n = std::to_string(i);
    source += counter("a:" + n + ":m", n);
    fields += "  field \"" + n + "\" " + (i == 777 ? "0" : n) + "\n";
  }
  const Verification found = verified(options, dump(source), dump(hash("a:m", fields)));
  EXPECT_EQ(listed(found), "field-value 0 a:m [777]: 777 -> 0\n");
  EXPECT_EQ(found.fields, 20'000U);
  EXPECT_GT(found.spilled_bytes, 0U);
}

}  // namespace
}  // namespace rdb
