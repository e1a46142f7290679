// The hashtable of Valkey 8.1 and later: how many buckets hold a number of entries.
//
//   const rdb::BucketTable table = rdb::presized_bucket_table(1000);
//   table.bytes()                       // 64 for each bucket: what MEMORY USAGE counts, expected
//   table.allocated(allocator)          // what malloc() gives for them
//
// A bucket is 64 bytes and holds 7 entries; one that is full gives its last place to a child bucket
// of its own. Which entries share a bucket is decided by a seed that is drawn when the server
// starts: the number of child buckets is an expected value with a variance, unless there is no room
// for chance. The same names in several tables share buckets in each of them, so the errors of such
// tables add up instead of cancelling out. Measured on Valkey 8.1.1 and 9.1.2.
// Source: hashtable.c nextBucketExp, hashtableExpandIfNeeded, rehashStep.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>

#include "librdb/memory/allocator.h"

namespace rdb {

inline constexpr std::uint64_t kBucketBytes = 64;
inline constexpr std::uint64_t kBucketEntries = 7;

/// Buckets on top of a table that was sized for `entries`: a power of two, 0 for none. O(1).
constexpr std::uint64_t bucket_table_top(std::uint64_t entries) {
  constexpr std::uint64_t kMost = std::uint64_t{1}
                                  << 56;  // bytes of such a table still are a number
  if (entries == 0) return 0;
  return std::bit_ceil((5 * std::min(entries, 6 * kMost) - 1) / 32 + 1);
}

struct BucketTable {
  std::uint64_t top = 0;      ///< buckets of the table that receives what is added
  std::uint64_t old_top = 0;  ///< of the one not yet emptied, 0 if there is none
  double children = 0;        ///< expected child buckets of both
  /// Of `children`, within 4 %; 0 if chance has no say.
  double variance = 0;

  /// Of all buckets, expected; the struct hashtable is not in it.
  constexpr double bytes() const {
    return static_cast<double>(kBucketBytes) *
           (static_cast<double>(top) + static_cast<double>(old_top) + children);
  }
  /// Of the blocks of all buckets, expected.
  constexpr double allocated(const Allocator& allocator) const {
    const auto block = [&](std::uint64_t buckets) {
      return buckets == 0 ? 0.0 : static_cast<double>(allocator.usable(kBucketBytes * buckets));
    };
    return block(top) + block(old_top) + static_cast<double>(kBucketBytes) * children;
  }
};

/// A table that was sized before the entries came: sets, sorted sets and large hashes as they are
/// loaded, the tables of a database. O(1): some 50 steps, each a few multiplications.
BucketTable presized_bucket_table(std::uint64_t entries);

/// A table to which entries came one by one. When it was full it was replaced by one twice as
/// large, to which each later addition moved one bucket; what has not been moved still is in the
/// old one. O(log entries).
BucketTable grown_bucket_table(std::uint64_t entries);

/// The table of a hash that was `packed` fields of a listpack when the next was too long for one:
/// sized for those, then for what was left. Requires: packed < entries. O(log entries).
/// Beyond chance: Valkey 9.1 drops the old table a step or two sooner if its last buckets are
/// empty.
BucketTable converted_bucket_table(std::uint64_t entries, std::uint64_t packed);

}  // namespace rdb
