// What a verification by sums must not take for equal, and when it must not have to read again.
#include "librdb/proof/fact_sums.h"

#include <gtest/gtest.h>

#include "librdb/base/errors.h"
#include "tests/unit/proof/verify_fixture.h"

namespace rdb {
namespace {

using testing::counter;
using testing::dump;
using testing::hash;
using testing::listed;
using testing::read_and_verified;

VerifyOptions by_article(GroupTtl ttl = GroupTtl::leave) {
  VerifyOptions options;
  options.rules = {{.pattern = "{site}:{article}:{day}", .field = "article", .group_ttl = ttl}};
  options.can_read_again = true;
  return options;
}

// The differences, after how many readings.
std::string found(const VerifyOptions& options, const std::string& source,
                  const std::string& result) {
  const auto done = read_and_verified(options, dump(source), dump(result));
  return std::to_string(done.readings) + '\n' + listed(done.found);
}

const std::string kSource = counter("a:1:m", "5") + counter("a:2:m", "6") + counter("other", "1");
const std::string kHash = hash("a:m", "  field \"2\" 6\n  field \"1\" 5\n");

TEST(FactSums, EqualDumpsAreReadOnce) {
  EXPECT_EQ(found(by_article(), kSource, counter("other", "1") + kHash), "1\n");
  EXPECT_EQ(found(by_article(), kSource, kHash + counter("other", "2")),
            "2\nvalue 0 other: 1 -> 2\n");
}

// The same pairs, in two hashes of one name.
TEST(FactSums, AHashInTwoPiecesIsNoHash) {
  const std::string result =
      hash("a:m", "  field \"1\" 5\n") + hash("a:m", "  field \"2\" 6\n") + counter("other", "1");
  EXPECT_EQ(found(by_article(), kSource, result), "2\nadded-key 0 a:m:  -> hash\n");
}

// Neither side says which of the values it is.
TEST(FactSums, AFieldWithTwoValuesIsAConflict) {
  const std::string source = counter("a:1:m", "5") + counter("a:1:m", "6");
  const std::string result = hash("a:m", "  field \"1\" 5\n  field \"1\" 6\n");
  EXPECT_EQ(found(by_article(), source, result),
            "2\nrefused 0 a:m [1]: one field from two keys -> \n");
}

TEST(FactSums, SoItIsInAHashOfManyFields) {
  std::string source, fields;
  for (int i = 0; i < 10'000; ++i) {
    const std::string article = std::to_string(i);
    source += counter("a:" + article + ":m", article);
    fields += "  field \"" + article + "\" " + article + '\n';
  }
  EXPECT_EQ(found(by_article(), source, hash("a:m", fields)), "1\n");
  EXPECT_EQ(found(by_article(), source + counter("a:17:m", "1"),
                  hash("a:m", fields + "  field \"17\" 1\n")),
            "2\nrefused 0 a:m [17]: one field from two keys -> \n");
}

TEST(FactSums, AKeyOfTheNameOfANewHash) {
  const std::string name = counter("a:m", "1");
  EXPECT_EQ(found(by_article(), kSource + name, kHash + counter("other", "1") + name),
            "2\nadded-key 0 a:m:  -> string 1\n"
            "refused 0 a:m: the name of a new hash is another type's -> \n");
}

TEST(FactSums, ExpiriesOfHashes) {
  const std::string source = counter("a:1:m", "5", " expire=2000000") +
                             counter("a:2:m", "6", " expire=2000000") + counter("b:2:m", "6");
  const std::string other = hash("b:m", "  field \"2\" 6\n");
  const std::string fields = "  field \"1\" 5\n  field \"2\" 6\n";
  const std::string good = hash("a:m", fields, " expire=2000000") + other;
  for (const GroupTtl ttl : {GroupTtl::same, GroupTtl::min, GroupTtl::max}) {
    EXPECT_EQ(found(by_article(ttl), source, good), "1\n");
    EXPECT_EQ(found(by_article(ttl), source, hash("a:m", fields) + other),
              "2\nexpiry 0 a:m: 2000000 -> none\n");
    EXPECT_EQ(found(by_article(ttl), source,
                    hash("a:m", fields, " expire=2000000") +
                        hash("b:m", "  field \"2\" 6\n", " expire=2000000")),
              "2\nexpiry 0 b:m: none -> 2000000\n");
  }
  EXPECT_EQ(found(by_article(GroupTtl::drop), source, good), "2\nexpiry 0 a:m: none -> 2000000\n");
  EXPECT_EQ(found(by_article(GroupTtl::drop), source, hash("a:m", fields) + other), "1\n");
  const std::string expiring = "  field \"1\" 5 expire=2000000\n  field \"2\" 6 expire=2000000\n";
  EXPECT_EQ(found(by_article(GroupTtl::field), source, hash("a:m", expiring) + other), "1\n");
  EXPECT_EQ(
      found(by_article(GroupTtl::field), source, hash("a:m", fields) + other),
      "2\nfield-expiry 0 a:m [1]: 2000000 -> none\nfield-expiry 0 a:m [2]: 2000000 -> none\n");
}

TEST(FactSums, EmptyHashesAreKeys) {
  EXPECT_EQ(found(by_article(), kSource, kHash + counter("other", "1") + hash("b:m", "")),
            "2\nadded-key 0 b:m:  -> hash\n");
}

TEST(FactSums, ADumpThatChangedIsRefused) {
  Verifier verifier(by_article());
  const auto read = [&](const std::string& source, const std::string& result) {
    TextReader(dump(source)).run(verifier.source());
    TextReader(dump(result)).run(verifier.result());
  };
  read(kSource, kHash);
  ASSERT_TRUE(verifier.must_read_again());
  read(kSource, kHash + counter("other", "1"));
  ASSERT_FALSE(verifier.must_read_again());
  EXPECT_THROW(verifier.finish(), Refused);
}

TEST(FactSums, WhatMayDifferIsReadOnce) {
  VerifyOptions options = by_article();
  options.counters_may_grow = true;
  EXPECT_EQ(found(options, kSource, kHash + counter("other", "2")), "1\n");
}

TEST(FactSums, EqualDumpsSpillNothing) {
  std::string source, result;
  for (int i = 0; i < 3000; ++i) {
    const std::string key = std::to_string(i);
    source += counter(key + ":1:m", key);
    result += hash(key + ":m", "  field \"1\" " + key + '\n');
  }
  VerifyOptions options = by_article();
  options.memory_limit = 128 << 10;
  const auto done = read_and_verified(options, dump(source), dump(result));
  EXPECT_EQ(done.readings, 1);
  EXPECT_EQ(done.found.hashes, 3000U);
  EXPECT_EQ(done.found.spilled_bytes, 0U);
  options.memory_limit = 16 << 10;  // too little for the names
  const auto little = read_and_verified(options, dump(source), dump(result));
  EXPECT_EQ(little.readings, 1);
  EXPECT_GT(little.found.spilled_bytes, 0U);
}

}  // namespace
}  // namespace rdb
