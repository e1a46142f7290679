#include "librdb/key/shape_finder.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

namespace rdb {
namespace {

// What split_key.cc and shape_finder.cc make of a first part and a shape, and back: whoever makes
// keys can do that.
constexpr std::uint64_t kFirstFactor = 0x9fb21c651e98df25;
constexpr std::uint64_t kSecondFactor = 0xd6e8feb86659fd93;

std::uint64_t mixed(std::uint64_t value) {
  value *= 0x9e3779b97f4a7c15;
  return (value ^ value >> 29) * 0xbf58476d1ce4e5b9;
}

std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t result = odd;
  for (int i = 0; i < 6; ++i) result *= 2 - odd * result;
  return result;
}

std::uint64_t unfinished(std::uint64_t hash) {
  hash ^= hash >> 32;
  hash *= inverse(kSecondFactor);
  hash ^= hash >> 32;
  return hash * inverse(kFirstFactor);
}

std::uint64_t word_of(const std::string& text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), sizeof word);
  return word;
}

std::uint64_t shape_of(const SplitKey& split) {
  return mixed(split.signature ^ mixed(KeyKind{}.code() + 1));
}

// A first part of eight bytes with which keys that end in `tail` meet the other key in a slot.
std::string meeting(const SplitKey& other, const std::string& tail) {
  const std::string eight = "12345678";
  SplitKey split;
  split_key(eight + tail, split);
  const std::uint64_t salt = unfinished(split.hash[0]) ^ word_of(eight);
  const std::uint64_t word = unfinished(shape_of(split) ^ shape_of(other) ^ other.hash[0]) ^ salt;
  std::string first(8, ' ');
  std::memcpy(first.data(), &word, sizeof word);
  return first;
}

TEST(ShapeFinder, KeysThatMeetInASlotAreToldApart) {
  std::string tail;
  for (std::size_t i = 1; i < kMostParts; ++i) tail += ":b";
  int met = 0;
  for (int i = 0; i < 2000 && met < 20; ++i) {
    const std::string few = std::to_string(10'000'000 + i) + ":b";
    SplitKey split;
    split_key(few, split);
    const std::string many = meeting(split, tail) + tail;
    SplitKey other;
    split_key(many, other);
    if (other.parts != kMostParts) continue;  // a byte of it separates
    // A word would be taken for one that all keys begin with.
    if (other.part(0).find_first_of("0123456789") == Bytes::npos) continue;
    ASSERT_EQ(shape_of(split) ^ split.hash[0], shape_of(other) ^ other.hash[0]);
    ++met;
    ShapeFinder finder;
    const std::uint32_t first = finder.add(few, {});
    ASSERT_NE(first, ShapeFinder::kNone);
    EXPECT_EQ(finder.add(many, {}), ShapeFinder::kNone);
    EXPECT_EQ(finder.add(few, {}), first);
    EXPECT_EQ(finder.others(), 1U);
    EXPECT_EQ(finder.strata()[first]->keys, 2U);
    EXPECT_EQ(finder.strata()[first]->parts, 2U);
  }
  EXPECT_EQ(met, 20);
}

// As keys of a reader come: with room behind them, or without.
std::uint32_t told(ShapeFinder& finder,
                   std::uint32_t (ShapeFinder::*how)(Bytes, KeyKind, std::size_t),
                   const std::string& key, const KeyKind& kind) {
  const std::string padded = key + std::string(72, ':');
  return (finder.*how)(Bytes(padded).substr(0, key.size()), kind, 72);
}

TEST(ShapeFinder, CountingFindsTheStrataThatAddingFinds) {
  std::mt19937 random(5);
  ShapeFinder added;
  ShapeFinder counted;
  const std::vector<std::string> firsts = {"user", "a.b", "view", "it's", "x:y", "1"};
  for (int i = 0; i < 30'000; ++i) {
    std::string key = random() % 10 == 0 ? std::to_string(random()) : firsts[random() % 6];
    for (std::size_t part = random() % 5; part != 0; --part) {
      key += ":|"[random() % 20 == 0] + std::to_string(random() % 1000);
    }
    const KeyKind kind{.type = static_cast<ObjectType>(random() % 2),
                       .db = static_cast<std::uint32_t>(random() % 2)};
    ASSERT_EQ(told(counted, &ShapeFinder::count, key, kind),
              told(added, &ShapeFinder::add, key, kind))
        << key;
  }
  ASSERT_EQ(counted.strata().size(), added.strata().size());
  for (std::size_t i = 0; i < added.strata().size(); ++i) {
    EXPECT_EQ(counted.strata()[i]->keys, added.strata()[i]->keys);
    EXPECT_EQ(counted.strata()[i]->key_bytes, added.strata()[i]->key_bytes);
    EXPECT_EQ(counted.strata()[i]->varied, added.strata()[i]->varied);
  }
  EXPECT_EQ(counted.others(), added.others());
}

TEST(ShapeFinder, CountingLooksAtAPartOfManyKeys) {
  ShapeFinder finder;
  constexpr int kKeys = 200'000;
  for (int i = 0; i < kKeys; ++i)
    told(finder, &ShapeFinder::count, "user:" + std::to_string(i), {});
  const KeyStratum& stratum = *finder.strata().at(0);
  EXPECT_EQ(stratum.keys, std::uint64_t{kKeys});
  EXPECT_NEAR(stratum.distinct(1), kKeys / 16, kKeys / 16 * 0.2);
}

}  // namespace
}  // namespace rdb
