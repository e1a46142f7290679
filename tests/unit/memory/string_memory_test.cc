#include "librdb/memory/string_memory.h"

#include <gtest/gtest.h>

#include "librdb/memory/main_table.h"
#include "librdb/memory/string_meter.h"

namespace rdb {
namespace {

ServerProfile debian() {
  ServerProfile profile = server_profile(Family::redis, 700);
  profile.allocator = Allocator(SizeClasses::quantum_16);
  return profile;
}

Memory memory(Bytes key, Bytes value, bool has_expiry = false) {
  return string_memory(debian(), {StringMeasure::of(key), has_expiry}, StringMeasure::of(value));
}

// What redis-server 7.0.15 of Debian 12 answers to SET and MEMORY USAGE … SAMPLES 0.
TEST(StringMemoryTest, AnswersOfAServer) {
  EXPECT_EQ(memory("k", "1").memory_usage, 48);
  EXPECT_EQ(memory("k", "123456").memory_usage, 48);
  EXPECT_EQ(memory("k", "").memory_usage, 64);
  EXPECT_EQ(memory("k", OwnedBytes(44, 'x')).memory_usage, 96);
  EXPECT_EQ(memory("k", OwnedBytes(45, 'x')).memory_usage, 112);
  EXPECT_EQ(memory(OwnedBytes(300, 'k'), OwnedBytes(1000, 'x')).memory_usage, 1384);
}

// The two forms take the same with quantum 16.
TEST(StringMemoryTest, TextBeyond44BytesStandsByItself) {
  const ServerProfile own = server_profile(Family::redis, 700);
  const auto value = [&](std::uint64_t length) {
    const KeyMeasure key{StringMeasure::text(1)};
    return string_memory(own, key, StringMeasure::text(length)).memory_usage -
           key_memory(own, key).memory_usage;
  };
  EXPECT_EQ(value(44), 64);       // 16 + 3 + 44 + 1
  EXPECT_EQ(value(45), 16 + 56);  // 3 + 45 + 1
}

TEST(StringMemoryTest, OneObjectServesAllKeysOfASmallInteger) {
  const std::uint64_t shared = memory("k", "0").allocated;
  EXPECT_EQ(memory("k", "9999").allocated, shared);
  EXPECT_EQ(memory("k", "10000").allocated, shared + 16);
  EXPECT_EQ(memory("k", "-1").allocated, shared + 16);
  EXPECT_EQ(memory("k", "9999").memory_usage, memory("k", "10000").memory_usage);

  ServerProfile evicting = debian();
  evicting.shares_integers = false;
  const KeyMeasure key{StringMeasure::of("k")};
  EXPECT_EQ(string_memory(evicting, key, StringMeasure::integer(7)).allocated, shared + 16);
}

TEST(StringMemoryTest, ExpiryCostsAnEntryThatTheServerDoesNotMention) {
  EXPECT_EQ(memory("k", "v", true).memory_usage, memory("k", "v").memory_usage);
  EXPECT_EQ(memory("k", "v", true).allocated, memory("k", "v").allocated + 32);
}

TEST(StringMemoryTest, NeverLessForMore) {
  const ServerProfile profile = debian();
  Memory before;
  for (std::uint64_t length = 0; length < 100'000; ++length) {
    const Memory now =
        string_memory(profile, {StringMeasure::text(9)}, StringMeasure::text(length));
    ASSERT_GE(now.memory_usage, before.memory_usage) << length;
    ASSERT_GE(now.allocated, length + 9);
    before = now;
  }
}

// The tables say what the formulas say, at their ends as well.
TEST(StringCosts, AreThoseOfStringMemory) {
  for (ServerProfile profile : server_profiles()) {
    for (const SizeClasses classes : {SizeClasses::quantum_8, SizeClasses::quantum_16}) {
      for (const bool shares : {false, true}) {
        profile.allocator = Allocator(classes);
        profile.shares_integers = shares;
        const StringCosts costs(profile);
        const auto expect_same = [&](std::uint64_t key, const StringMeasure& value) {
          for (const bool expires : {false, true}) {
            const KeyMeasure measure{StringMeasure::text(key), expires};
            ASSERT_EQ(costs.allocated(key, expires, value),
                      string_memory(profile, measure, value).allocated)
                << key;
          }
        };
        for (std::uint64_t length = 0; length < 600; ++length) {
          expect_same(length, StringMeasure::text(40));
          expect_same(40, StringMeasure::text(length));
        }
        for (const std::int64_t value : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{9999},
                                         std::int64_t{10'000}, std::int64_t{1} << 40}) {
          expect_same(40, StringMeasure::integer(value));
          expect_same(400, StringMeasure::integer(value));
        }
      }
    }
  }
}

TEST(MainTableTest, TablesAreSizedForTheKeysTheyGet) {
  static_assert(dict_slots(0) == 4 && dict_slots(4) == 4 && dict_slots(5) == 8);
  static_assert(dict_slots(1 << 20) == 1 << 20 && dict_slots((1 << 20) + 1) == 1 << 21);
  const ServerProfile profile = debian();
  EXPECT_EQ(main_table_bytes(profile, 0, 0), 64);
  EXPECT_EQ(main_table_bytes(profile, 300'000, 0), 8 * 524'288 + 32);
  EXPECT_EQ(main_table_bytes(profile, 300'000, 1025), 8 * 524'288 + 8 * 2048);
  EXPECT_GT(main_table_bytes(profile, ~std::uint64_t{0}, 0), std::uint64_t{1} << 60);
}

// Names and values of every length that a table or a block ends at.
TEST(StringMeterTest, IsStringCost) {
  for (ServerProfile profile : server_profiles()) {
    for (const SizeClasses classes : {SizeClasses::quantum_8, SizeClasses::quantum_16}) {
      profile.allocator = Allocator(classes);
      const StringMeter strings(profile);
      const auto expect_same = [&](std::uint64_t key, bool expires, const StringMeasure& value) {
        const KeyMeasure measure{StringMeasure::text(key), expires};
        const KeyCost expected = string_cost(profile, measure, value);
        const KeyCost cost = strings.cost(measure, value);
        ASSERT_EQ(cost.memory, expected.memory)
            << name_of(profile) << " name " << key << " value " << value.length();
        ASSERT_EQ(cost.encoding, expected.encoding);
      };
      for (const bool expires : {false, true}) {
        for (std::uint64_t key = 0; key < 300; key += 1 + key / 40) {
          for (std::uint64_t length = 0; length < 300; ++length) {
            expect_same(key, expires, StringMeasure::text(length));
          }
          for (const std::uint64_t length : {16'383U, 65'535U, 65'536U, 1'000'000U, ~0U}) {
            expect_same(key, expires, StringMeasure::text(length));
          }
          for (const std::int64_t value : {-1, 0, 9999, 10'000}) {
            expect_same(key, expires, StringMeasure::integer(value));
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace rdb
