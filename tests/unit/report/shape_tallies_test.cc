#include "librdb/report/shape_tallies.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "librdb/memory/string_memory.h"
#include "librdb/report/advice.h"
#include "tests/unit/report/report_fixture.h"

namespace rdb {
namespace {

using testing::report_of;
using Key = testing::ReportedKey;

std::map<std::string, Tally> shapes_of(const DumpReport& report) {
  std::map<std::string, Tally> shapes;
  for (const ShapeRow& row : report.shapes) shapes[row.pattern] += row.tally;
  return shapes;
}

// Each scheme's keys are one row with exactly their memory, whatever their number and expiry.
TEST(ShapeTallies, EachSchemeIsOneRowWithItsSums) {
  std::mt19937 random(1);
  std::vector<Key> keys;
  std::map<std::string, std::vector<Key>> schemes;
  for (int i = 0; i < 60'000; ++i) {
    Key key;
    std::string scheme;
    const std::string id = std::to_string(random() % 1'000'000);
    switch (random() % 4) {
      case 0:
        scheme = "user:{id}:profile";
        key.name = "user:" + id + ":profile";
        key.hash_fields = 5;
        break;
      case 1:
        scheme = "session:{id}";
        key.name = "session:" + id;
        if (random() % 10 != 0) key.expire_ms = 5000 + random() % 1000;
        break;
      case 2:
        scheme = "pv:{id}:{date}";
        key.name = "pv:" + id + ":201306" + std::to_string(10 + random() % 20);
        key.value.clear();
        break;
      default:
        scheme = "media:{id}";
        key.name = "media:" + id;
        key.value.clear();
        key.number = 100'000;
    }
    key.bytes = 20 + random() % 20;
    schemes[scheme].push_back(key);
    keys.push_back(key);
  }
  const auto shapes = shapes_of(report_of(keys));
  ASSERT_EQ(shapes.size(), schemes.size());
  for (const auto& [scheme, own] : schemes) {
    ASSERT_TRUE(shapes.contains(scheme)) << scheme;
    EXPECT_EQ(shapes.at(scheme), report_of(own).total) << scheme;
  }
}

StringMeasure value_of(const Key& key) {
  return key.value.empty() ? StringMeasure::integer(key.number)
                           : StringMeasure::text(key.value.size());
}

// What regrouping by the part really makes, by the model of memory and without sampling.
double real_saving(const std::vector<Key>& keys, std::size_t part) {
  const ElementCosts costs(server_profile(Family::redis, 700));
  std::map<std::string, HashMemory> hashes;
  std::uint64_t before = 0;
  for (const Key& key : keys) {
    SplitKey split;
    split_key(key.name, split);
    std::string name;
    for (std::size_t i = 0; i < split.parts; ++i) {
      if (i != part) name += (name.empty() ? "" : ":") + std::string(split.part(i));
    }
    const StringMeasure value = value_of(key);
    hashes[name].add(costs, StringMeasure::of(split.part(part)), value);
    before +=
        string_memory(costs.profile(), {StringMeasure::text(key.name.size())}, value).allocated;
  }
  double after = 0;
  for (const auto& [name, hash] : hashes) {
    after +=
        static_cast<double>(hash.cost(costs, {StringMeasure::text(name.size())}).memory.allocated);
  }
  return static_cast<double>(before) - after;
}

TEST(ShapeTallies, WhatARegroupSavesIsForeseenWithinSomePercent) {
  std::mt19937 random(2);
  for (const int ids : {2000, 20'000}) {
    std::vector<Key> keys;
    for (int i = 0; i < ids; ++i) {
      for (int day = 0; day < 30; ++day) {
        if (random() % 3 == 0) continue;
        Key key{.name = "pv:" + std::to_string(100'000 + i) + ":201306" +
                        std::to_string(10 + day % 20) + ":" + std::to_string(day % 3),
                .value = "",
                .number = static_cast<std::int64_t>(random() % 1000)};
        keys.push_back(key);
      }
    }
    std::shuffle(keys.begin(), keys.end(), random);
    const DumpReport report = report_of(keys);
    ASSERT_EQ(report.shapes.size(), 1u);
    ASSERT_NE(report.shapes[0].best_regroup(), nullptr);
    const RegroupChance& chance = *report.shapes[0].best_regroup();
    double best = 0;
    for (const std::size_t part : {1u, 2u, 3u}) {
      best = std::max(best, real_saving(keys, part));
    }
    EXPECT_GT(best, 0);
    EXPECT_NEAR(static_cast<double>(chance.saved) / best, 1, 0.06) << chance.field << " of " << ids;
    EXPECT_EQ(chance.keys, keys.size());
    EXPECT_FALSE(chance.any_value);
  }
}

// A sample of the values would be off by more than is saved, and one of three hashes by a third.
TEST(ShapeTallies, LargeValuesAndFewHashesDoNotHideWhatIsSaved) {
  std::mt19937 random(4);
  std::vector<Key> keys;
  for (int i = 0; i < 20'000; ++i) {
    Key key{.name = "post:" + std::to_string(i) + ":" + std::string(1 + i % 3, 'w')};
    key.value.assign(600 + random() % 8000, 'v');
    keys.push_back(key);
  }
  std::shuffle(keys.begin(), keys.end(), random);
  const DumpReport report = report_of(keys);
  ASSERT_EQ(report.shapes.size(), 1u);
  ASSERT_NE(report.shapes[0].best_regroup(), nullptr);
  const RegroupChance& chance = *report.shapes[0].best_regroup();
  EXPECT_EQ(chance.field, "id");
  EXPECT_EQ(chance.hashes, 3u);
  EXPECT_TRUE(chance.any_value);
  EXPECT_NEAR(static_cast<double>(chance.saved) / real_saving(keys, 1), 1, 0.03);
}

TEST(ShapeTallies, APatternThatTakesKeysOfAnotherShapeIsNoChance) {
  std::mt19937 random(5);
  std::vector<Key> keys;
  for (int i = 0; i < 12'000; ++i) {
    keys.push_back({.name = "t" + std::to_string(i % 100) + ":n:" + std::to_string(i / 100),
                    .value = "",
                    .number = 7});
  }
  const auto has_chance = [&] {
    std::shuffle(keys.begin(), keys.end(), random);
    const DumpReport report = report_of(keys);
    return std::any_of(report.shapes.begin(), report.shapes.end(), [](const ShapeRow& row) {
      return row.pattern.starts_with("{") && row.best_regroup() != nullptr;
    });
  };
  EXPECT_TRUE(has_chance());
  for (int i = 0; i < 1000; ++i) {
    keys.push_back({.name = "pv:" + std::to_string(i) + ":home", .value = "", .number = 7});
  }
  EXPECT_FALSE(has_chance());
}

TEST(ShapeTallies, ExpiringKeysAndSingleGroupsAreNotToBeRegrouped) {
  std::mt19937 random(3);
  std::vector<Key> expiring;
  std::vector<Key> alone;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = std::to_string(i);
    expiring.push_back({.name = "pv:" + std::to_string(i / 20) + ":" + std::to_string(i % 20),
                        .value = "",
                        .expire_ms = 5000});
    alone.push_back({.name = "media:" + id, .value = ""});
  }
  EXPECT_EQ(report_of(expiring).shapes.at(0).best_regroup(), nullptr);
  EXPECT_EQ(report_of(alone).shapes.at(0).best_regroup(), nullptr) << "one hash of 20,000 fields";
}

TEST(Advice, NamesWhatSavesMostFirst) {
  std::vector<Key> keys;
  for (int i = 0; i < 30'000; ++i) {
    keys.push_back(
        {.name = "pv:" + std::to_string(i / 30) + ":" + std::to_string(i % 30), .value = ""});
    Key session{
        .name = "session:" + std::to_string(i), .value = std::string(100, 's'), .expire_ms = 5000};
    if (i % 4 == 0) session.expire_ms = kNoExpiry;
    keys.push_back(session);
    if (i % 10 == 0)
      keys.push_back({.name = "page:" + std::to_string(i),
                      .value = std::string(5000, 'p'),
                      .lzf_bytes = 1000,
                      .idle_seconds = kLongIdleSeconds});
  }
  const DumpReport report = report_of(keys);
  const std::vector<Advice> list = advice_of(report);
  std::map<Advice::Kind, Advice> by_kind;
  for (const Advice& advice : list) by_kind[advice.kind] = advice;
  EXPECT_TRUE(std::is_sorted(list.begin(), list.end(),
                             [](const Advice& a, const Advice& b) { return a.saved > b.saved; }));
  EXPECT_EQ(by_kind.at(Advice::Kind::regroup).pattern, "pv:{id}:{minute}");
  EXPECT_EQ(by_kind.at(Advice::Kind::regroup).field, "minute");
  EXPECT_EQ(by_kind.at(Advice::Kind::add_ttl).pattern, "session:{id}");
  EXPECT_EQ(by_kind.at(Advice::Kind::add_ttl).keys, 7500u);
  EXPECT_EQ(by_kind.at(Advice::Kind::compress).saved, 3000u * 4000u);
  EXPECT_EQ(by_kind.at(Advice::Kind::idle).keys, 3000u);
  EXPECT_TRUE(advice_of(report_of({{.name = "a"}})).empty());
}

// Keys that only have their number of parts in common do not show what others of them should have.
TEST(Advice, KeysOfNoCommonWordAreNotSaidToHaveForgottenTheirExpiry) {
  for (const bool has_word : {false, true}) {
    std::vector<Key> keys;
    for (int i = 0; i < 4000; ++i) {
      const std::string first = has_word ? "session" : "t" + std::to_string(i % 500);
      Key key{.name = first + ":" + std::to_string(i), .value = std::string(100, 's')};
      if (i % 4 != 0) key.expire_ms = 5000;
      keys.push_back(key);
    }
    const std::vector<Advice> list = advice_of(report_of(keys));
    EXPECT_EQ(std::any_of(list.begin(), list.end(),
                          [](const Advice& each) { return each.kind == Advice::Kind::add_ttl; }),
              has_word);
  }
}

}  // namespace
}  // namespace rdb
