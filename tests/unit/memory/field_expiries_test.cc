#include "librdb/memory/field_expiries.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "librdb/memory/bucket_table.h"

namespace rdb {
namespace {

constexpr std::int64_t kBase = 4'102'444'800'000;  // 2100
constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();

const Allocator kDebianSid(SizeClasses::quantum_16_pages);

using Times = std::vector<std::int64_t>;

// As they were given to the servers, one HPEXPIREAT after the other.
Times times(std::uint64_t count, std::uint64_t span, std::uint64_t step) {
  Times all;
  std::uint64_t state = 1;
  for (; count > 0; --count) {
    state = state * 6364136223846793005 + 1442695040888963407;
    all.push_back(kBase + static_cast<std::int64_t>((state >> 33) % span / step * step));
  }
  return all;
}

template <class Index>
FieldExpiriesMemory memory(const Times& all, const Allocator& allocator = kDebianSid) {
  Index index(allocator);
  for (const std::int64_t time : all) index.add(time);
  return index.memory();
}

struct Answer {
  std::uint64_t fields, span, step;
  double bytes;
};

// What used_memory of Redis 8.0.6 (Debian sid) grew by when the fields of a hash got expiries, less
// what the fields themselves and the dict grew by.
TEST(FieldExpiriesTest, AnswersOfRedis) {
  constexpr Answer kAnswers[] = {
      {1, 1000, 1, 0},
      {2, 1000, 1, 0},
      {16, 1'000'000, 1, 0},
      {17, 1'000'000, 1, 176},
      {17, 1, 1, 128},
      {33, 1, 1, 160},
      {100, 1'000'000, 1, 704},
      {127, 1'000'000, 1, 816},
      {128, 8192, 1, 768},
      {128, 100, 1, 528},
      {300, 10'000, 1, 1600},
      {300, 1'000'000, 1000, 2016},
      {1000, 1'000'000, 1, 5632},
      {1000, 1'000'000'000, 1, 6304},
      {1000, 100'000, 1000, 5312},
      {3000, 100'000'000, 60'000, 16144},
  };
  for (const auto& [fields, span, step, bytes] : kAnswers) {
    const FieldExpiriesMemory index = memory<RedisFieldExpiries>(times(fields, span, step));
    EXPECT_EQ(index.allocated, bytes) << fields << " within " << span;
    EXPECT_EQ(index.memory_usage, 0);
    EXPECT_TRUE(index.is_exact);
  }
}

// What MEMORY USAGE of Valkey 9.1.2 (Debian sid) grew by, fields so long that their blocks did not.
TEST(FieldExpiriesTest, AnswersOfValkey) {
  constexpr Answer kAnswers[] = {
      {1, 1000, 1, 0},
      {2, 1000, 1, 24},
      {3, 1000, 1, 32},
      {16, 1'000'000, 1, 160},
      {33, 1, 1, 320},
      {100, 1'000'000, 1, 896},
      {126, 1'000'000, 1, 1024},
      {127, 1'000'000, 1, 1024},
      {128, 1'000'000, 1, 4696},
      {128, 8192, 1, 1248},
      {128, 100, 1, 1280},
      {300, 10'000, 1, 2880},
      {300, 1'000'000, 1000, 7976},
      {1000, 1'000'000, 1, 14992},
      {1000, 1'000'000'000, 1, 43432},
      {1000, 100'000, 1000, 9344},
      {3000, 100'000'000, 60'000, 87760},
      {10'000, 10'000'000, 1, 147'760},
  };
  for (const auto& [fields, span, step, bytes] : kAnswers) {
    const FieldExpiriesMemory index = memory<ValkeyFieldExpiries>(times(fields, span, step));
    EXPECT_EQ(index.memory_usage, bytes) << fields << " within " << span;
    EXPECT_GE(index.allocated, index.memory_usage);
    EXPECT_TRUE(index.is_exact);
  }
}

TEST(FieldExpiriesTest, NoFieldIsNoIndex) {
  EXPECT_EQ(memory<RedisFieldExpiries>({}).allocated, 0);
  EXPECT_EQ(memory<ValkeyFieldExpiries>({}).allocated, 0);
  EXPECT_EQ(memory<ValkeyFieldExpiries>({}).memory_usage, 0);
}

TEST(FieldExpiriesTest, OrderCounts) {
  Times all = times(5000, 100'000, 1);
  const FieldExpiriesMemory redis = memory<RedisFieldExpiries>(all);
  const FieldExpiriesMemory valkey = memory<ValkeyFieldExpiries>(all);
  std::sort(all.begin(), all.end());
  // A segment that was split is never filled again by later times: half of each stays free.
  EXPECT_GT(memory<RedisFieldExpiries>(all).allocated, 1.1 * redis.allocated);
  EXPECT_NE(memory<ValkeyFieldExpiries>(all).memory_usage, valkey.memory_usage);
}

// A chain of segments of one time, to whose left and right others come.
TEST(FieldExpiriesTest, RedisChainsEqualTimes) {
  Times all(40, kBase);
  const double alone = memory<RedisFieldExpiries>(all).allocated;
  EXPECT_EQ(alone, 32 + 32 + 16 + 16 + 2 * 32);  // tree, run, leaf, first segment, two more
  all.push_back(kBase - 1);
  EXPECT_GT(memory<RedisFieldExpiries>(all).allocated, alone);
  all.push_back(kBase + 1);
  const double between = memory<RedisFieldExpiries>(all).allocated;
  all.push_back(kBase);  // joins the chain, in room that is there
  EXPECT_EQ(memory<RedisFieldExpiries>(all).allocated, between);
}

// The first segment is known by its earliest time; when it turns out to be of a later one alone, by
// that. Times that come in front then have a segment of their own.
TEST(FieldExpiriesTest, RedisMakesRoomInFrontOfEqualTimes) {
  Times all(16, kBase);
  all.push_back(kBase - 5);
  const double bytes = memory<RedisFieldExpiries>(all).allocated;
  Times reversed(1, kBase - 5);
  reversed.insert(reversed.end(), 16, kBase);
  // Split after the first: the same two segments.
  EXPECT_EQ(memory<RedisFieldExpiries>(reversed).allocated, bytes);
}

TEST(FieldExpiriesTest, ValkeyTableOfOneSpanIsExpected) {
  const FieldExpiriesMemory index = memory<ValkeyFieldExpiries>(Times(1100, kBase));
  EXPECT_FALSE(index.is_exact);
  // Tree, run, leaf and struct; by then the table is as if it had been made for so many.
  const BucketTable table = presized_bucket_table(1100);
  EXPECT_DOUBLE_EQ(index.memory_usage, 32 + 32 + 16 + 80 + table.bytes());
  EXPECT_DOUBLE_EQ(index.variance, table.variance * 64 * 64);
  const FieldExpiriesMemory vector = memory<ValkeyFieldExpiries>(Times(127, kBase));
  EXPECT_TRUE(vector.is_exact);
}

TEST(FieldExpiriesTest, LatestTimesOfAll) {
  for (const std::uint64_t count : {3, 127, 128, 400}) {
    Times all(count, kLatest);
    EXPECT_GT(memory<ValkeyFieldExpiries>(all).memory_usage, 0);
    for (std::uint64_t i = 0; i < count; ++i) all.push_back(kLatest - static_cast<std::int64_t>(i));
    EXPECT_GT(memory<ValkeyFieldExpiries>(all).memory_usage, 0);
    EXPECT_GE(memory<RedisFieldExpiries>(all).allocated, 0);
  }
}

TEST(FieldExpiriesTest, TimesBeforeTheEpochCountAsTheEpoch) {
  const Times before(500, -5);
  const Times epoch(500, 0);
  EXPECT_EQ(memory<ValkeyFieldExpiries>(before).memory_usage,
            memory<ValkeyFieldExpiries>(epoch).memory_usage);
  EXPECT_EQ(memory<RedisFieldExpiries>(before).allocated,
            memory<RedisFieldExpiries>(epoch).allocated);
}

template <class Index>
void expect_good_guess(std::uint64_t span, double (*of)(const FieldExpiriesMemory&)) {
  // As many as are built in, and as many again of the same kind.
  const double half = of(memory<Index>(times(kMostFieldExpiries, span, 1)));
  const FieldExpiriesMemory all = memory<Index>(times(2 * kMostFieldExpiries, span, 1));
  EXPECT_FALSE(all.is_exact);
  EXPECT_NEAR(of(all) / half, 2, 0.1);
  const FieldExpiriesMemory at_bound = memory<Index>(times(kMostFieldExpiries, span, 1));
  EXPECT_TRUE(at_bound.is_exact);
}

TEST(FieldExpiriesTest, BeyondTheBoundTheMeanCounts) {
  expect_good_guess<RedisFieldExpiries>(
      1'000'000'000, [](const FieldExpiriesMemory& memory) { return memory.allocated; });
  expect_good_guess<ValkeyFieldExpiries>(
      1'000'000'000, [](const FieldExpiriesMemory& memory) { return memory.memory_usage; });
}

TEST(FieldExpiriesTest, BeyondTheBoundTablesGrowAsTheyDo) {
  const FieldExpiriesMemory index = memory<ValkeyFieldExpiries>(Times(100'000, kBase));
  const BucketTable table = grown_bucket_table(100'000);
  EXPECT_NEAR(index.memory_usage, table.bytes(), 1000);
}

TEST(FieldExpiriesTest, ClearedIndexIsNew) {
  RedisFieldExpiries redis(kDebianSid);
  ValkeyFieldExpiries valkey(kDebianSid);
  for (const std::uint64_t count : {5, 100, 20'000, 60}) {
    const Times all = times(count, 1'000'000, 1);
    for (const std::int64_t time : all) {
      redis.add(time);
      valkey.add(time);
    }
    EXPECT_EQ(redis.memory().allocated, memory<RedisFieldExpiries>(all).allocated);
    EXPECT_EQ(valkey.memory().memory_usage, memory<ValkeyFieldExpiries>(all).memory_usage);
    redis.clear();
    valkey.clear();
  }
}

TEST(FieldExpiriesTest, AnyTimesGiveSomeFigure) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200; ++i) {
    const int shift = static_cast<int>(random() % 64);
    Times all;
    for (std::uint64_t count = random() % 3000; count > 0; --count) {
      all.push_back(static_cast<std::int64_t>(random() >> shift));
    }
    const auto fields = static_cast<double>(all.size());
    for (const SizeClasses classes : {SizeClasses::quantum_8, SizeClasses::quantum_16}) {
      EXPECT_LE(memory<RedisFieldExpiries>(all, Allocator(classes)).allocated, 100 * fields + 100);
      const FieldExpiriesMemory valkey = memory<ValkeyFieldExpiries>(all, Allocator(classes));
      EXPECT_LE(valkey.memory_usage, 200 * fields + 100);
      EXPECT_GE(valkey.memory_usage, all.size() > 127 ? 4 * fields : 0);
    }
  }
}

}  // namespace
}  // namespace rdb
