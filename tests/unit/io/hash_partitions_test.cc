#include "librdb/io/hash_partitions.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

using Records = std::map<std::uint64_t, std::vector<OwnedBytes>>;

// All that for_each gives; equal hashes must come in one call.
Records collected(HashPartitions& parts, std::uint64_t most) {
  Records all;
  std::uint64_t last = 0;
  parts.for_each(most, [&](Bytes records) {
    Records here;
    for (HashedRecords each(records); each.next();) {
      here[each.hash()].emplace_back(each.record());
    }
    for (auto& [hash, list] : here) {
      EXPECT_EQ(all.count(hash), 0U);
      EXPECT_GE(hash, last) << "a partition of smaller hashes comes later";
      all[hash] = std::move(list);
    }
    last = std::max(last, here.rbegin()->first >> 56 << 56);
  });
  return all;
}

TEST(HashPartitions, GivesBackWhatWasAdded) {
  std::mt19937_64 random(3);
  for (const std::uint64_t memory :
       {std::uint64_t{0}, std::uint64_t{20'000}, std::uint64_t{1} << 24}) {
    for (const std::uint64_t most : {std::uint64_t{1000}, std::uint64_t{1} << 20}) {
      SpillFile file({});
      HashPartitions parts(file, memory);
      Records expected;
      for (int i = 0; i < 20'000; ++i) {
        const std::uint64_t hash =
            i % 3 == 0 ? random() : 0x42'00'00'00'00'00'00'00 | (random() % 500 << 20);
        OwnedBytes record(random() % 60, static_cast<char>('a' + i % 26));
        if (i == 777) record.assign(300'000, 'x');
        parts.add(hash, record);
        expected[hash].push_back(record);
      }
      EXPECT_EQ(parts.records(), 20'000U);
      if (most == 1000 && memory < (1 << 24)) {  // the large record fits nowhere
        EXPECT_THROW(collected(parts, most), LimitExceeded);
        continue;
      }
      EXPECT_EQ(collected(parts, most), expected);
      EXPECT_EQ(file.size() == 0, memory == 1 << 24);
    }
  }
}

TEST(HashPartitions, SplitsUntilAPartFits) {
  SpillFile file({});
  HashPartitions parts(file, 5000);
  Records expected;
  for (std::uint64_t i = 0; i < 3000; ++i) {  // the same first 24 bits
    const std::uint64_t hash = 0xabcdef'00'00'00'00'00 | i << 28 | i;
    parts.add(hash, std::to_string(i));
    expected[hash].push_back(std::to_string(i));
  }
  EXPECT_EQ(collected(parts, 600), expected);
  EXPECT_GT(file.size(), 0U);
}

TEST(HashPartitions, OneHashThatDoesNotFitIsALimit) {
  SpillFile file({});
  HashPartitions parts(file, 1000);
  for (int i = 0; i < 1000; ++i) parts.add(17, "abcdefgh");
  EXPECT_THROW(collected(parts, 1000), LimitExceeded);
}

}  // namespace
}  // namespace rdb
