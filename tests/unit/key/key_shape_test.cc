// Shapes of keys as applications name them, and what fools a naive finder.
#include "librdb/key/key_shape.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace rdb {
namespace {

using Keys = std::vector<std::string>;

Keys many(int count, const std::function<std::string(int)>& make) {
  Keys keys;
  for (int i = 0; i < count; ++i) keys.push_back(make(i));
  return keys;
}

Keys together(std::initializer_list<Keys> lists) {
  Keys all;
  for (const Keys& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

std::string n(int i) { return std::to_string(i); }

std::vector<std::string> patterns(Keys keys, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::shuffle(keys.begin(), keys.end(), random);
  ShapeFinder finder;
  for (const std::string& key : keys) finder.add(key, {});
  std::vector<std::string> found;
  std::uint64_t counted = finder.others();
  for (const KeyShape& shape : find_shapes(finder)) {
    found.push_back(shape.pattern);
    counted += shape.keys;
  }
  EXPECT_EQ(counted, keys.size()) << "every key is in one shape";
  std::sort(found.begin(), found.end());
  return found;
}

TEST(KeyShape, PartsOfOneValueAreLiteral) {
  EXPECT_EQ(patterns(many(3000, [](int i) { return "user:" + n(i) + ":visits"; })),
            Keys{"user:{id}:visits"});
  EXPECT_EQ(patterns(many(3000, [](int i) { return ":1:product_" + n(i); })), Keys{":1:{part3}"})
      << "the version of Django's cache";
  EXPECT_EQ(patterns(many(3000, [](int i) { return "session:gitlab2:" + n(i); })),
            Keys{"session:gitlab2:{id}"});
  EXPECT_EQ(patterns(many(3000, [](int i) { return "{user" + n(i) + "}.cart"; })),
            Keys{"{{{part2}}}.cart"});
  EXPECT_EQ(patterns(many(3000, [](int i) { return "users::" + n(i); })), Keys{"users::{id}"});
}

TEST(KeyShape, FirstWordsWithNothingInCommonStayApart) {
  const Keys keys =
      together({many(3000, [](int i) { return "user:" + n(i); }),
                many(3000, [](int i) { return "order:" + n(i); }),
                many(3000, [](int i) { return "pv:" + n(i) + ":2013061" + n(i % 9); }),
                many(3000, [](int i) { return "uv:" + n(i) + ":h" + n(i % 24); })});
  EXPECT_EQ(patterns(keys), (Keys{"order:{id}", "pv:{id}:{date}", "user:{id}", "uv:{id}:{part3}"}));
}

TEST(KeyShape, FirstWordsOfKeysBuiltAlikeAreAPart) {
  const char* const kKinds[] = {"view", "click", "*"};
  EXPECT_EQ(patterns(many(9000,
                          [&](int i) {
                            return std::string(kKinds[i % 3]) + ":" + n(i % 997) + ":2013-06-1" +
                                   n(i % 8) + ":" + (i % 5 == 0 ? "*" : n(i % 24));
                          })),
            Keys{"{part1}:{id}:{date}:{hour}"});
}

// An application with more than a few kinds of things is no table of tenants.
TEST(KeyShape, ManyFirstWordsWithManyKeysEachStayApart) {
  const auto entity = [](int i) { return "thing" + std::string(1, static_cast<char>('a' + i)); };
  Keys keys;
  Keys expected;
  for (int i = 0; i < 26; ++i) {
    keys = together({keys, many(1000, [&](int k) { return entity(i) + ":" + n(k); })});
    expected.push_back(entity(i) + ":{id}");
  }
  for (unsigned seed = 1; seed <= 3; ++seed) EXPECT_EQ(patterns(keys, seed), expected);
  // and the tail is one, wherever it stands
  const Keys few = many(150, [&](int k) { return "rare" + entity(k % 15) + ":" + n(k); });
  expected.insert(expected.end(), "{part1}:{id}");
  for (const Keys& all : {together({few, keys}), together({keys, few})}) {
    EXPECT_EQ(patterns(all), expected);
  }
}

// Pitfall: a wildcard is a value of its part, not a word.
TEST(KeyShape, AWildcardBehindTheFirstPartIsAValue) {
  EXPECT_EQ(patterns(many(
                20000,
                [](int i) { return "view:" + (i % 4 == 0 ? "*" : n(i % 1999)) + ":" + n(i / 2); })),
            Keys{"view:{id}:{id_2}"});
  const char* const kCountries[] = {"us", "de", "*"};
  EXPECT_EQ(patterns(many(9000,
                          [&](int i) {
                            return std::string("view:") + kCountries[i % 3] + ":" + n(i % 997) +
                                   ":x" + n(i % 7);
                          })),
            Keys{"view:{part2}:{id}:{part4}"});
}

// Pitfall: with four digits it looks like random text of 16 characters.
TEST(KeyShape, AWordBeforeANumberIsNoRandomText) {
  EXPECT_EQ(patterns(many(5000, [](int i) { return "UserSession_" + n(i * 7); })),
            Keys{"UserSession_{id}"});
}

// Pitfall: the tenant stands first, so whoever looks at first words only sees a thousand shapes.
TEST(KeyShape, TenantsInFrontAreFolded) {
  EXPECT_EQ(
      patterns(many(20000, [](int i) { return "tenant" + n(i % 1000) + ":user:" + n(i) + ":x"; })),
      Keys{"{part1}:user:{id}:x"});
}

// Pitfall: without a guard the many take the few large with them.
TEST(KeyShape, AHeavyFirstWordBuiltUnlikeTheOthersStaysApart) {
  const Keys keys =
      together({many(20000, [](int i) { return "t" + n(i % 1000) + ":user:" + n(i); }),
                many(9000, [](int i) { return "pv:2013-06-1" + n(i % 9) + ":" + n(i); })});
  const auto found = patterns(keys);
  EXPECT_EQ(found, (Keys{"pv:{date}:{id}", "{part1}:{part2}:{id}"}));
}

// Pitfall: the same template with another type, or with an expiry, is another shape.
TEST(KeyShape, TypeAndExpiryBelongToTheShape) {
  ShapeFinder finder;
  for (int i = 0; i < 1000; ++i) {
    finder.add("feed:" + n(i), {.type = ObjectType::zset});
    finder.add("feed:" + n(i), {.type = ObjectType::set});
    finder.add("feed:" + n(i), {.type = ObjectType::set, .has_expiry = true});
    finder.add("feed:" + n(i), {.type = ObjectType::set, .has_expiry = true, .db = 3});
  }
  const auto shapes = find_shapes(finder);
  ASSERT_EQ(shapes.size(), 3U) << "databases do not count";
  EXPECT_EQ(shapes[0].keys, 2000U);
  EXPECT_TRUE(shapes[0].has_expiry);
}

// Pitfall: all keys begin with the name of the application.
TEST(KeyShape, BehindWordsThatAllBeginWithTheNextOneCounts) {
  const Keys keys = together({many(3000, [](int i) { return "app:v:session:" + n(i); }),
                              many(3000, [](int i) { return "app:v:tag:t" + n(i); }),
                              many(3000, [](int i) { return "app:v:auth:1f" + n(100'000 + i); }),
                              many(3000, [](int i) { return "app:v:" + n(i) + ":x"; })});
  const Keys expected{"app:v:auth:{hex}", "app:v:session:{id}", "app:v:tag:{part4}",
                      "app:v:{id}:x"};
  for (const unsigned seed : {1U, 2U, 3U}) EXPECT_EQ(patterns(keys, seed), expected);
}

// One key that begins otherwise, whenever it comes, and the first word alone decides.
TEST(KeyShape, WhatAllBeginWithEndsWithTheFirstThatDoesNot) {
  Keys keys = together({many(300, [](int i) { return "app:a:" + n(i); }),
                        many(300, [](int i) { return "app:b:" + n(i); }),
                        many(300, [](int i) { return "web:c" + n(i) + ":2013-06-10"; })});
  const Keys expected{"app:{part2}:{id}", "web:{part2}:2013-06-10"};
  for (const unsigned seed : {1U, 2U, 3U, 4U}) EXPECT_EQ(patterns(keys, seed), expected);
  std::reverse(keys.begin(), keys.end());
  ShapeFinder finder;
  for (const std::string& key : keys) finder.add(key, {});
  EXPECT_EQ(find_shapes(finder).size(), 2U);
}

// More next words than strata: what they share ends, and they still are one shape.
TEST(KeyShape, ManyWordsBehindACommonOneAreFoldedWhenItIsCommonNoMore) {
  const auto word = [](int i) { return std::string(1, static_cast<char>('a' + i % 26)) + "x"; };
  const Keys first = many(5200, [&](int i) { return "app:" + word(i) + ":" + n(i); });
  const Keys then = many(300, [&](int i) { return "web:" + word(i) + ":2013-06-10"; });
  ShapeFinder finder;
  std::uint64_t keys = 0;
  for (const Keys& part : {first, then, first}) {
    for (const std::string& key : part) finder.add(key, {}), ++keys;
  }
  const auto shapes = find_shapes(finder);
  ASSERT_EQ(shapes.size(), 2U);
  EXPECT_EQ(shapes[0].pattern, "app:{part2}:{id}");
  EXPECT_EQ(shapes[0].keys, 2 * first.size());
  EXPECT_EQ(shapes[1].keys, then.size());
}

// Pitfall: framework names with points behind a version that all keys have.
TEST(KeyShape, NamesWithPointsStandApart) {
  const Keys keys = together({many(500, [](int i) { return ":1:template.cache.menu.x" + n(i); }),
                              many(500, [](int i) { return ":1:views.page.GET.x" + n(i); }),
                              many(500, [](int i) { return ":1:product_" + n(i); })});
  EXPECT_EQ(patterns(keys), (Keys{":1:{part3}", ":1:{part3}", ":1:{part3}"}));
  // Hosts are names with points too, but many.
  EXPECT_EQ(patterns(many(3000,
                          [](int i) {
                            const std::string shop(3, static_cast<char>('a' + i % 13));
                            return "seen:" + shop + ".example.com:" + n(i);
                          })),
            Keys{"seen:{part2}:{id}"});
}

// Pitfall: of some templates the depth varies.
TEST(KeyShape, PathsOfAnyDepthAreOnePart) {
  const auto word = [](int i) { return std::string(2, static_cast<char>('a' + i % 26)); };
  const auto path = [&](int i) {
    std::string text = word(i);
    for (int depth = i % 4; depth > 0; --depth) text += "/" + word(i / 7 + depth);
    return text;
  };
  EXPECT_EQ(patterns(many(6000, [&](int i) { return "cache:" + n(i) + "/blob/" + path(i); })),
            Keys{"cache:{id}/blob/{path}"});
  // A number or few words at the end are no path, and without a literal nothing says whose it is.
  EXPECT_EQ(patterns(together({many(2000, [](int i) { return "c/" + n(i); }),
                               many(2000, [](int i) { return "c/" + n(i) + "/" + n(i); })})),
            (Keys{"c/{id}", "c/{id}/{id_2}"}));
}

// BASE64 as most languages write it: `/` and `=` are in it.
TEST(KeyShape, ARandomTextStaysWholeWhereItHoldsASlash) {
  const auto base64 = [](int i, int characters) {
    std::mt19937_64 random(static_cast<std::uint64_t>(i));
    std::string text(static_cast<std::size_t>(characters), 'x');
    for (char& c : text) {
      c = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[random() % 64];
    }
    return text;
  };
  EXPECT_EQ(patterns(many(5000, [&](int i) { return "sess:" + base64(i, 32); })),
            Keys{"sess:{token}"});
  EXPECT_EQ(
      patterns(many(5000, [&](int i) { return "user:" + n(i) + ":key:" + base64(i, 43) + "="; })),
      Keys{"user:{id}:key:{token}="});
  EXPECT_EQ(patterns(many(5000, [&](int i) { return "tok:" + base64(i, 22) + "==:used"; })),
            Keys{"tok:{token}==:used"});
  // Not what is shorter or has words there.
  const Keys others = together({many(4000, [&](int i) { return "file:" + base64(i, 32); }),
                                many(400, [&](int i) { return "file:img/" + n(10'000 + i); }),
                                many(400, [&](int i) {
                                  return "file:img/2024/big/raw/jpg/" + n(1'000'000'000 + i) + "0";
                                })});
  EXPECT_EQ(patterns(others),
            (Keys{"file:img/2024/big/raw/jpg/{id}", "file:img/{id}", "file:{token}"}));
}

// One word where another scheme has many that are not it: two schemes.
TEST(KeyShape, AWordThatIsNoValueOfTheOthersStandsApart) {
  const Keys keys =
      together({many(3000, [](int i) { return "limit.{r" + n(i) + "}.tokens"; }),
                many(100, [](int i) { return "{counters}_edits-2026-" + n(10 + i % 40) + n(i); })});
  EXPECT_EQ(patterns(keys).size(), 2U);
}

// Pitfall: no word at all, or nothing to cut at.
TEST(KeyShape, KeysWithoutWords) {
  EXPECT_EQ(patterns(many(2000, [](int i) { return "host" + n(i % 40) + ":" + n(i); })),
            Keys{"{part1}:{id}"});
  std::mt19937_64 random(5);
  const auto found = patterns(many(2000, [&](int) {
    std::string hex;
    for (int i = 0; i < 40; ++i) hex += "0123456789abcdef"[random() % 16];
    return hex;
  }));
  EXPECT_EQ(found, Keys{"{hex}"});
  EXPECT_EQ(patterns(Keys{"unacked"}), Keys{"unacked"});
}

// Pitfall: hours without a leading zero, separators of two kinds, mixed in one key.
TEST(KeyShape, UnpaddedHoursAndSeveralSeparators) {
  EXPECT_EQ(patterns(many(5000,
                          [](int i) {
                            return "j|25021" + n(i % 10) + "|" + n(i % 24) + ":" + n(i / 24 % 60);
                          })),
            Keys{"j|{id}|{hour}:{minute}"});
}

TEST(KeyShape, AddressesAndMailsAreOnePart) {
  const Keys keys = together(
      {many(2000, [](int i) { return "rl:10.0." + n(i / 250) + "." + n(i % 250); }),
       many(2000, [](int i) { return "rl:::ffff:10.1." + n(i / 250) + "." + n(i % 250); })});
  EXPECT_EQ(patterns(keys), Keys{"rl:{address}"});
  EXPECT_EQ(patterns(many(2000, [](int i) { return "rlflx:jo" + n(i) + "@example.com"; })),
            Keys{"rlflx:{email}"});
}

// What the finder holds together, a placeholder would cut: then the pattern is no good.
TEST(KeyShape, APatternThatDoesNotSplitAsTheKeysAreBuiltIsNotExact) {
  ShapeFinder finder;
  for (int i = 0; i < 500; ++i) {
    finder.add("rl:fe80::1:" + n(i % 99) + ":" + n(i), {});
    finder.add("page|http://example.com/" + n(i), {});
  }
  const auto shapes = find_shapes(finder);
  int exact = 0;
  for (const KeyShape& shape : shapes) exact += shape.is_exact;
  ASSERT_GE(shapes.size(), 2U);
  EXPECT_EQ(exact, 1);
}

// Pitfall: names of any bytes and lengths; nothing is lost, nothing grows.
TEST(KeyShape, HostileKeysStayWithinBounds) {
  std::mt19937_64 random(6);
  ShapeFinder finder;
  std::uint64_t keys = 0;
  for (int i = 0; i < 30000; ++i, ++keys) {
    std::string key(random() % 300, '\0');
    for (char& c : key) c = static_cast<char>(random() % 4 == 0 ? ":/{@"[random() % 4] : random());
    finder.add(key, {});
  }
  finder.add(std::string(1 << 20, 'x'), {});
  std::uint64_t counted = finder.others();
  std::size_t sampled = 0;
  for (const auto& stratum : finder.strata()) {
    for (const SampledKey& key : stratum->sample) sampled += key.key.size();
  }
  for (const KeyShape& shape : find_shapes(finder)) counted += shape.keys;
  EXPECT_EQ(counted, keys + 1);
  EXPECT_LE(finder.strata().size(), 2048U);
  EXPECT_LE(sampled, std::size_t{8} << 20);
}

TEST(KeyShape, TheOrderOfKeysChangesNothing) {
  const char* const kKinds[] = {"view", "click", "share", "*"};
  const Keys keys = together(
      {many(5000,
            [&](int i) { return std::string(kKinds[i % 4]) + ":de:" + n(i) + ":r" + n(i % 7); }),
       many(3000, [](int i) { return "user:" + n(i) + ":name"; }), many(3000, [](int i) {
         return "tenant" + n(i % 300) + ":" + n(i) + ":2013-06-1" + n(i % 9);
       })});
  EXPECT_EQ(patterns(keys, 1), patterns(keys, 2));
  EXPECT_EQ(patterns(keys, 1), patterns(keys, 3));
}

// Of strata put together, a part may be one value in each and several in all.
TEST(KeyShape, ValuesAreCountedAcrossFirstWords) {
  ShapeFinder finder;
  const char* const kKinds[] = {"view", "click", "share"};
  for (int i = 0; i < 9000; ++i) {
    finder.add(std::string(kKinds[i % 3]) + ":" + n(i % 3) + ":" + n(i % 700) + ":x", {});
  }
  const auto shapes = find_shapes(finder);
  ASSERT_EQ(shapes.size(), 1U);
  EXPECT_NEAR(shapes[0].parts[0].distinct, 3, 0.5);
  EXPECT_NEAR(shapes[0].parts[1].distinct, 3, 0.5);
  EXPECT_NEAR(shapes[0].parts[2].distinct, 700, 42);
  EXPECT_TRUE(shapes[0].parts[3].is_literal);
  EXPECT_EQ(shapes[0].parts[3].distinct, 1);
}

TEST(KeyShape, NamesOfPlaceholdersAreUniqueAndPatternsCompile) {
  ShapeFinder finder;
  for (int i = 0; i < 3000; ++i) {
    finder.add("x:" + n(i) + ":" + n(7 * i) + ":" + n(i * 13 % 999), {});
  }
  const auto shapes = find_shapes(finder);
  ASSERT_EQ(shapes.size(), 1U);
  EXPECT_EQ(shapes[0].pattern, "x:{id}:{id_2}:{id_3}");
  const KeyPattern pattern = KeyPattern::compile(shapes[0].pattern);
  std::vector<Bytes> parts(3);
  EXPECT_TRUE(pattern.match("x:1:2:3", parts));
}

}  // namespace
}  // namespace rdb
