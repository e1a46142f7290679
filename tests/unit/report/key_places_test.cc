#include "librdb/report/key_places.h"

#include <gtest/gtest.h>

#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#if defined(__x86_64__)

namespace rdb {
namespace {

// Names stand where there is room behind them, of random bytes.
class Names {
 public:
  const char* put(const std::string& name) {
    room_ = name;
    for (int i = 0; i < 80; ++i) room_ += static_cast<char>(random_());
    return room_.data();
  }

 private:
  std::string room_;
  std::mt19937_64 random_{1};
};

[[RDB_AVX2]] NameOutline outline(const char* name, std::size_t size, LeadQuestion question) {
  return KeyPlaces::outline(name, size, question);
}
[[RDB_AVX2]] KeyPlace* found(KeyPlaces& places, const char* name, const NameOutline& outline,
                             std::uint32_t db) {
  const std::uint64_t kind = KeyPlaces::kind_of_strings(outline, db);
  return places.find(name, outline, kind, places.home(name, outline, kind));
}

class KeyPlacesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_avx2()) GTEST_SKIP() << "this processor has no AVX2";
  }
  std::optional<std::uint32_t> find(const std::string& name, std::uint32_t parts,
                                    std::uint32_t db = 0) {
    const KeyPlace* const place = place_of(name, parts, db);
    return place != nullptr ? std::optional(place->stratum) : std::nullopt;
  }
  KeyPlace* place_of(const std::string& name, std::uint32_t parts, std::uint32_t db = 0) {
    const char* const at = names_.put(name);
    return found(places_, at, outline(at, name.size(), {':', parts}), db);
  }
  KeyPlace remember(const std::string& name, std::uint32_t parts, std::uint32_t stratum,
                    std::uint32_t db = 0) {
    const char* const at = names_.put(name);
    const NameOutline lead = outline(at, name.size(), {':', parts});
    return places_.remember(at, lead, KeyPlaces::kind_of_strings(lead, db), {.stratum = stratum});
  }

  Names names_;
  KeyPlaces places_;
};

TEST_F(KeyPlacesTest, OutlinesWhatOneSeparatorSeparates) {
  const auto lead = [this](const std::string& name, std::uint32_t parts) {
    const NameOutline is = outline(names_.put(name), name.size(), {':', parts});
    return std::pair(is.separators, is.lead_size);
  };
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  EXPECT_EQ(lead("user:12:name", 1), Pair(2, 5));
  EXPECT_EQ(lead("user:12:name", 2), Pair(2, 8));
  EXPECT_EQ(lead("user:12:name", 3), Pair(2, 8));
  EXPECT_EQ(lead("user:1.2:name", 1), Pair(2, 5));
  EXPECT_EQ(lead("user:", 3), Pair(1, 5));
  for (const char* other :
       {"", "user", "user::name", "user:12/name", "user:a.b.c", "user:{12}", "a:b:c:d:e:f:7:8"}) {
    EXPECT_EQ(lead(other, 3), Pair(0, 0)) << other;
  }
  EXPECT_EQ(lead("user:" + std::string(57, 'x'), 1), Pair(1, 5));
  EXPECT_EQ(lead("user:" + std::string(58, 'x'), 1), Pair(0, 0)) << "too long to be looked at";
}

TEST_F(KeyPlacesTest, NoTwoKindsOfKeysShareAPlace) {
  std::set<std::uint64_t> kinds;
  std::size_t count = 0;
  for (const std::uint32_t separators : {1U, 2U, 61U}) {
    for (const std::uint32_t db : {0U, 1U, 0x7fffffffU}) {
      const NameOutline name{.ends = 1, .separators = separators, .lead_size = 1};
      kinds.insert(KeyPlaces::kind_of_strings(name, db));
      ++count;
      for (int type = 0; type <= static_cast<int>(ObjectType::other); ++type) {
        kinds.insert(KeyPlaces::kind_of_others(name, db, static_cast<ObjectType>(type)));
        ++count;
      }
    }
  }
  EXPECT_EQ(kinds.size(), count);
  EXPECT_FALSE(kinds.contains(0)) << "stands for none";
}

TEST_F(KeyPlacesTest, FindsWhatBeginsAlike) {
  EXPECT_EQ(find("user:12:name", 2), std::nullopt);
  (void)remember("user:12:name", 2, 7);
  EXPECT_EQ(find("user:12:mail", 2), 7);
  EXPECT_EQ(find("user:13:name", 2), std::nullopt);
  EXPECT_EQ(find("user:12:name:first", 2), std::nullopt) << "built of more parts";
  EXPECT_EQ(find("user:12:name", 2, 1), std::nullopt) << "another database";
  (void)remember("user:12:name", 2, 8, 1);
  EXPECT_EQ(find("user:12:name", 2, 1), 8);
  EXPECT_EQ(find("user:12:name", 2), 7);
  places_.forget();
  EXPECT_EQ(find("user:12:name", 2), std::nullopt);
}

TEST_F(KeyPlacesTest, LongLeadsAreNotRemembered) {
  const std::string longest(31, 'l');
  (void)remember(longest + ":1", 1, 3);
  EXPECT_EQ(find(longest + ":2", 1), 3);
  (void)remember("l" + longest + ":1", 1, 4);
  EXPECT_EQ(find("l" + longest + ":1", 1), std::nullopt);
}

TEST_F(KeyPlacesTest, NewOnesMayReplaceOthersButNeverPassForThem) {
  constexpr std::uint32_t kMany = 20'000;
  for (std::uint32_t i = 0; i < kMany; ++i) {
    const std::string name = std::to_string(i) + ":x";
    EXPECT_EQ(remember(name, 1, i).tally.keys, 0);
    EXPECT_EQ(find(name, 1), i);
  }
  std::uint32_t left = 0;
  for (std::uint32_t i = 0; i < kMany; ++i) {
    const auto stratum = find(std::to_string(i) + ":y", 1);
    if (!stratum) continue;
    EXPECT_EQ(*stratum, i);
    ++left;
  }
  EXPECT_GT(left, 1000);
  EXPECT_LT(left, kMany);
}

// Whoever is replaced, taken in between or at the end: what was counted comes out once.
TEST_F(KeyPlacesTest, WhatIsCountedIsTakenOnce) {
  constexpr std::uint32_t kNames = 4000;
  std::vector<std::uint64_t> counted(kNames);
  std::vector<std::uint64_t> taken(kNames);
  const auto take = [&](const KeyPlace& place) {
    EXPECT_EQ(place.key_bytes, 3 * place.tally.keys);
    EXPECT_EQ(place.tally.whole().memory_without_ttl, 64 * place.tally.keys);
    taken[place.stratum] += place.tally.keys;
  };
  const Tally one{1, 8, 64, 48, 1, 64};
  std::mt19937_64 random{7};
  for (int i = 0; i < 200'000; ++i) {
    const auto number = static_cast<std::uint32_t>(random() % kNames);
    const std::string name = std::to_string(number) + ":x";
    KeyPlace* place = place_of(name, 1);
    if (place == nullptr) {
      take(remember(name, 1, number));
      place = place_of(name, 1);
    }
    place->tally += one;
    place->key_bytes += 3;
    ++counted[number];
    if (random() % 50'000 == 0) places_.take(take);
  }
  EXPECT_LT(std::accumulate(taken.begin(), taken.end(), 0), 200'000);
  places_.take(take);
  places_.take(take);
  EXPECT_EQ(taken, counted);
}

}  // namespace
}  // namespace rdb

#endif
