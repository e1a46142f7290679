#include "librdb/report/first_rows.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>
#include <vector>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::uint64_t kAnyMemory = ~std::uint64_t{0};

// Rank, name, database, offset: the order in which rows shall come.
using Place = std::tuple<bool, std::uint64_t, OwnedBytes, std::uint32_t, std::uint64_t>;

void offer(FirstRows& rows, const Place& place) {
  const auto& [is_missing, value, name, db, offset] = place;
  KeyRow row;
  row.key = name;
  row.db = db;
  row.offset = offset;
  row.value_bytes = value;
  rows.offer({.is_missing = is_missing, .value = value}, row);
}

std::vector<Place> random_places(std::mt19937& random) {
  std::vector<Place> places;
  for (std::uint64_t i = 0; i < 500; ++i) {
    const bool is_missing = random() % 8 == 0;
    const OwnedBytes name(random() % 3 == 0 ? 40 : 1, static_cast<char>('a' + random() % 4));
    places.emplace_back(is_missing, is_missing ? 0 : random() % 20, name, random() % 3, i);
  }
  return places;
}

TEST(FirstRows, AreTheFrontOfTheSortedTableInWhateverOrderItComes) {
  std::mt19937 random(1);
  std::vector<Place> places = random_places(random);
  for (const std::size_t limit : {0u, 1u, 2u, 7u, 100u, 499u, 500u, 2000u}) {
    std::vector<Place> expected = places;
    std::sort(expected.begin(), expected.end());
    expected.resize(std::min(limit, expected.size()));
    for (int round = 0; round < 3; ++round) {
      std::shuffle(places.begin(), places.end(), random);
      FirstRows rows(limit, kAnyMemory);
      for (const Place& place : places) offer(rows, place);
      EXPECT_EQ(rows.size(), expected.size());
      std::size_t next = 0;
      rows.take([&](const KeyRow& row) {
        ASSERT_LT(next, expected.size());
        const auto& [is_missing, value, name, db, offset] = expected[next++];
        EXPECT_EQ(row.key, name);
        EXPECT_EQ(row.db, db);
        EXPECT_EQ(row.offset, offset);
        EXPECT_EQ(row.value_bytes, value);
      });
      EXPECT_EQ(next, expected.size());
      EXPECT_EQ(rows.memory(), 0u);
    }
  }
}

TEST(FirstRows, HoldNoMoreThanTheirLimitWhateverComes) {
  FirstRows rows(10, kAnyMemory);
  const OwnedBytes name(1000, 'k');
  std::uint64_t most = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    offer(rows, {false, 1000 - i, name, 0, i});
    most = std::max(most, rows.memory());
  }
  EXPECT_EQ(rows.size(), 10u);
  EXPECT_LE(most, 10 * (1000 + 300));
}

TEST(FirstRows, EndTheRunRatherThanTakeMoreMemoryThanAllowed) {
  constexpr std::uint64_t kAllowed = 100'000;
  FirstRows rows(1'000'000, kAllowed);
  const OwnedBytes name(1000, 'k');
  const auto fill = [&] {
    for (std::uint64_t i = 0; i < 1000; ++i) offer(rows, {false, i, name, 0, i});
  };
  EXPECT_THROW(fill(), LimitExceeded);
  EXPECT_LE(rows.memory(), kAllowed + 2000);
}

}  // namespace
}  // namespace rdb
