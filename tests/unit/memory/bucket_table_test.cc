#include "librdb/memory/bucket_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace rdb {
namespace {

// ---- the table of the server, with entries that are nothing but their hashes --------------------

struct Buckets {
  std::uint64_t top = 0;
  std::uint64_t old_top = 0;
  std::uint64_t children = 0;
};

class SimulatedTable {
 public:
  explicit SimulatedTable(std::mt19937_64& random) : random_(random) {}

  void expand(std::uint64_t entries) {
    if (!old_.empty() || entries < used_) return;
    std::uint64_t top = 1;
    while (top * 32 < entries * 5) top *= 2;
    if (top == table_.size()) return;
    if (used_ > 0) {
      old_ = std::move(table_);
      moved_ = 0;
    }
    table_ = std::vector<std::vector<std::uint64_t>>(top);
  }

  void add() {
    if (!old_.empty()) move_one();
    if (old_.empty() && used_ + 1 > 7 * table_.size()) expand(used_ + 1);
    insert(random_());
    ++used_;
  }

  Buckets buckets() const {
    Buckets all{table_.size(), old_.size(), 0};
    for (const auto& bucket : table_) all.children += children(bucket.size());
    for (const auto& bucket : old_) all.children += children(bucket.size());
    return all;
  }

 private:
  // By adding up: a bucket that is full pushes its last entry on into a new one.
  static std::uint64_t children(std::size_t entries) {
    std::uint64_t count = 0;
    for (; entries > 7; entries -= 6) ++count;
    return count;
  }
  void insert(std::uint64_t hash) { table_[hash % table_.size()].push_back(hash); }
  void move_one() {
    for (const std::uint64_t hash : old_[moved_]) insert(hash);
    old_[moved_].clear();
    if (++moved_ == old_.size()) old_.clear();
  }

  std::mt19937_64& random_;
  std::vector<std::vector<std::uint64_t>> table_;
  std::vector<std::vector<std::uint64_t>> old_;
  std::size_t moved_ = 0;
  std::uint64_t used_ = 0;
};

using Build = std::function<void(SimulatedTable&)>;

// Mean and variance of the trials must be within five standard errors, the variance within its
// stated accuracy besides.
void expect_like_trials(const BucketTable& table, const Build& build, int trials, double accuracy,
                        std::uint64_t seed) {
  std::mt19937_64 random(seed);
  double powers[5] = {};
  for (int i = 0; i < trials; ++i) {
    SimulatedTable simulated(random);
    build(simulated);
    const Buckets buckets = simulated.buckets();
    ASSERT_EQ(buckets.top, table.top);
    ASSERT_EQ(buckets.old_top, table.old_top);
    const double off = static_cast<double>(buckets.children) - table.children;
    for (int power = 1; power < 5; ++power) powers[power] += std::pow(off, power) / trials;
  }
  const double variance = powers[2] - powers[1] * powers[1];
  EXPECT_NEAR(powers[1], 0, 5 * std::sqrt(variance / trials) + 1e-9);
  const double error = std::sqrt((powers[4] - powers[2] * powers[2]) / trials);
  EXPECT_NEAR(table.variance, variance, 5 * error + accuracy * variance + 1e-9);
}

Build presized(std::uint64_t entries) {
  return [=](SimulatedTable& table) {
    table.expand(entries);
    for (std::uint64_t i = 0; i < entries; ++i) table.add();
  };
}

Build grown(std::uint64_t entries) {
  return [=](SimulatedTable& table) {
    for (std::uint64_t i = 0; i < entries; ++i) table.add();
  };
}

Build converted(std::uint64_t entries, std::uint64_t packed) {
  return [=](SimulatedTable& table) {
    table.expand(packed);
    for (std::uint64_t i = 0; i <= packed; ++i) table.add();
    table.expand(entries - packed - 1);
    for (std::uint64_t i = packed + 1; i < entries; ++i) table.add();
  };
}

TEST(BucketTableTest, TopBucketsOfNumbersOfEntries) {
  EXPECT_EQ(bucket_table_top(0), 0);
  EXPECT_EQ(bucket_table_top(1), 1);
  EXPECT_EQ(bucket_table_top(6), 1);
  EXPECT_EQ(bucket_table_top(7), 2);
  EXPECT_EQ(bucket_table_top(12), 2);
  EXPECT_EQ(bucket_table_top(13), 4);
  EXPECT_EQ(bucket_table_top(1000), 256);
  EXPECT_EQ(bucket_table_top(std::uint64_t{1} << 40), std::uint64_t{1} << 38);
  EXPECT_EQ(bucket_table_top(~std::uint64_t{0}), std::uint64_t{1} << 56);
  for (std::uint64_t entries = 1; entries < 100'000; ++entries) {
    const double top =
        std::exp2(std::ceil(std::log2(std::ceil(static_cast<double>(entries) / 6.4))));
    ASSERT_EQ(static_cast<double>(bucket_table_top(entries)), top) << entries;
  }
}

TEST(BucketTableTest, ChanceHasNoSayInUpToSevenEntries) {
  for (std::uint64_t entries = 0; entries <= 7; ++entries) {
    for (const BucketTable& table : {presized_bucket_table(entries), grown_bucket_table(entries)}) {
      EXPECT_EQ(table.children, 0);
      EXPECT_EQ(table.variance, 0);
      EXPECT_EQ(table.old_top, 0);
    }
    EXPECT_EQ(grown_bucket_table(entries).top, entries > 0 ? 1 : 0);
  }
}

// The whole distribution, bucket by bucket: of the entries left each falls into the next of the
// buckets left with equal chance.
class WholeDistribution {
 public:
  WholeDistribution(std::uint64_t entries, std::uint64_t buckets)
      : chances_(entries + 1, std::vector<double>(entries + 1)) {
    chances_[entries][0] = 1;
    for (std::uint64_t left = buckets; left > 1; --left) next(1 / static_cast<double>(left));
    for (std::uint64_t last = 0; last <= entries; ++last) {
      for (std::uint64_t children = 0; children <= entries; ++children) {
        const auto all = static_cast<double>(children + of(last));
        mean += chances_[last][children] * all;
        mean_square += chances_[last][children] * all * all;
      }
    }
  }
  double mean = 0;
  double mean_square = 0;

 private:
  static std::uint64_t of(std::uint64_t entries) { return entries > 7 ? (entries - 7 + 5) / 6 : 0; }

  void next(double chance) {
    const std::size_t size = chances_.size();
    std::vector<std::vector<double>> after(size, std::vector<double>(size));
    for (std::size_t entries = 0; entries < size; ++entries) {
      for (std::size_t children = 0; children < size; ++children) {
        if (chances_[entries][children] == 0) continue;
        for (std::size_t k = 0; k <= entries; ++k) {
          const auto n = static_cast<double>(entries);
          const auto x = static_cast<double>(k);
          const double choices = std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1);
          const double p = std::exp(choices + x * std::log(chance) + (n - x) * std::log1p(-chance));
          after[entries - k][children + of(k)] += chances_[entries][children] * p;
        }
      }
    }
    chances_ = std::move(after);
  }

  std::vector<std::vector<double>> chances_;  // by entries left and children so far
};

TEST(BucketTableTest, SmallTablesLikeTheirWholeDistribution) {
  for (std::uint64_t entries = 8; entries <= 51; entries += entries < 14 ? 1 : 5) {
    const BucketTable table = presized_bucket_table(entries);
    const WholeDistribution whole(entries, table.top);
    EXPECT_NEAR(table.children, whole.mean, 1e-9) << entries;
    const double variance = whole.mean_square - whole.mean * whole.mean;
    const double tolerance = table.top == 2 ? 1e-9 : table.top == 4 ? 0.04 : 0.005;
    EXPECT_NEAR(table.variance, variance, tolerance * variance) << entries;
  }
}

TEST(BucketTableTest, PresizedLikeTrials) {
  std::uint64_t seed = 1;
  for (const std::uint64_t entries : {8, 12, 13, 25, 26, 51, 100, 205, 409, 513, 1000}) {
    expect_like_trials(presized_bucket_table(entries), presized(entries), 1500, 0.04, ++seed);
  }
}

TEST(BucketTableTest, GrownLikeTrials) {
  std::uint64_t seed = 100;
  for (std::uint64_t entries = 0; entries <= 70; entries += entries < 20 ? 1 : 3) {
    expect_like_trials(grown_bucket_table(entries), grown(entries), 600, 0.2, ++seed);
  }
  for (const std::uint64_t entries :
       {112, 113, 120, 127, 128, 129, 449, 450, 480, 511, 513, 1000}) {
    expect_like_trials(grown_bucket_table(entries), grown(entries), 600, 0.2, ++seed);
  }
}

TEST(BucketTableTest, ConvertedLikeTrials) {
  std::uint64_t seed = 200;
  for (const std::uint64_t entries : {1, 2, 8, 9, 20, 33, 64, 100, 300, 512}) {
    for (const std::uint64_t packed : {0, 1, 3, 7, 12, 13, 50, 140, 200, 511}) {
      if (packed >= entries) continue;
      SCOPED_TRACE(std::to_string(entries) + " of which packed " + std::to_string(packed));
      expect_like_trials(converted_bucket_table(entries, packed), converted(entries, packed), 500,
                         0.2, ++seed);
    }
  }
}

TEST(BucketTableTest, LargeTablesHaveTheLimitOfALoad) {
  // Poisson, summed from its own logarithms.
  const auto limit = [](double load) {
    double mean = 0;
    for (int k = 8; k < 200; ++k) {
      mean += std::ceil((k - 7) / 6.0) * std::exp(k * std::log(load) - load - std::lgamma(k + 1.0));
    }
    return mean;
  };
  for (int bits = 20; bits <= 40; bits += 5) {
    for (const double load : {3.2, 4.0, 4.5, 5.0, 5.5, 6.0, 6.4}) {
      const auto entries = static_cast<std::uint64_t>(std::ldexp(load, bits));
      const BucketTable table = presized_bucket_table(entries);
      const double used = static_cast<double>(entries) / static_cast<double>(table.top);
      const double children = table.children / static_cast<double>(table.top);
      EXPECT_NEAR(children / limit(used), 1, 1e-4) << bits << ", " << used;
      EXPECT_GT(table.variance, 0.0);
      EXPECT_LT(table.variance, 2 * table.children);
    }
  }
  EXPECT_NEAR(limit(3.2), 0.0168, 1e-4);
  EXPECT_NEAR(limit(6.4), 0.319, 1e-3);
}

TEST(BucketTableTest, CountsThatOnlyDamagedFilesClaimEnd) {
  for (const std::uint64_t entries : {std::uint64_t{1} << 60, ~std::uint64_t{0}}) {
    EXPECT_TRUE(std::isfinite(presized_bucket_table(entries).bytes()));
    EXPECT_TRUE(std::isfinite(grown_bucket_table(entries).bytes()));
    EXPECT_TRUE(std::isfinite(converted_bucket_table(entries, 3).bytes()));
    EXPECT_TRUE(std::isfinite(converted_bucket_table(entries, entries - 1).bytes()));
  }
}

TEST(BucketTableTest, BytesAreThoseOfAllBuckets) {
  const BucketTable table{.top = 300, .old_top = 1, .children = 2.5, .variance = 1};
  EXPECT_EQ(table.bytes(), 64 * 303.5);
  EXPECT_EQ(table.allocated(Allocator(SizeClasses::quantum_8)), 20480 + 64 + 160);
  EXPECT_EQ(presized_bucket_table(0).allocated(Allocator(SizeClasses::quantum_8)), 0);
  EXPECT_EQ(presized_bucket_table(0).bytes(), 0);
}

}  // namespace
}  // namespace rdb
