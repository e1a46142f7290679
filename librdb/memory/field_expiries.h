// What the index of a hash's field expiries costs: built as the server builds it, times alone.
//
//   rdb::ValkeyFieldExpiries index(allocator);
//   for each field with an expiry, in the order of the dump: index.add(expire_ms);
//   index.memory().memory_usage                  // to be added to that of the hash
//   index.clear();                               // for the next hash
//
// Both servers keep the fields of a hash in buckets of time below a radix tree and split what is
// full, so the order in which fields come counts. The first `kMostFieldExpiries` of a hash are
// built into such an index, the others are taken to cost as much as those on the average. An index
// holds less than 4 MiB. The expiries themselves stand in the fields and are not in these figures.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "librdb/memory/allocator.h"

namespace rdb {

inline constexpr std::uint64_t kMostFieldExpiries = 16384;

struct FieldExpiriesMemory {
  double memory_usage = 0;  ///< what MEMORY USAGE counts of the index
  double allocated = 0;
  double variance = 0;  ///< of both, where chance has a say
  /// False if there were more fields than are built in, or if chance has a say.
  bool is_exact = true;
};

/// Redis 7.4 and 8.0, hashes that are hashtables: 16 fields are chained through the fields
/// themselves and cost nothing; more are segments of up to 16 below a tree. MEMORY USAGE does not
/// know of it. Not in it: the 32 bytes that the dict of such a hash has more, and the hash's share
/// in the index of all such hashes. Source: ebuckets.c, Redis 8.0.6.
class RedisFieldExpiries {
 public:
  explicit RedisFieldExpiries(const Allocator& allocator) : allocator_(allocator) {}

  /// Milliseconds since 1970, at least 0. O(log fields), and what a segment takes.
  void add(std::int64_t expire_ms);
  /// O(fields).
  FieldExpiriesMemory memory() const;
  void clear();

 private:
  /// One segment of different times, or, from 17 on, a chain of segments of a single time.
  struct Bucket {
    std::vector<std::uint64_t> times;  // ascending; of a chain: one that stands for all
    std::uint64_t count = 0;
    bool is_chain() const { return count > times.size(); }
  };
  using Buckets = std::map<std::uint64_t, Bucket>;

  void add_to_tree(std::uint64_t time);
  void add_to_full(Buckets::iterator at, std::uint64_t time);
  void begin_bucket(std::uint64_t time);
  void rename(Buckets::iterator at, std::uint64_t key);

  Allocator allocator_;
  std::uint64_t count_ = 0;
  std::vector<std::uint64_t> list_;  // while there are no more than fit a segment
  Buckets buckets_;                  // by their first time or one before it
};

/// Valkey 9: one field costs nothing, up to 127 are a vector of pointers, more are vectors below a
/// tree, each for a span of 16 … 8192 ms; one that is full and cannot be split becomes a hashtable,
/// whose buckets are a matter of chance. MEMORY USAGE counts it. Source: vset.c, Valkey 9.1.2.
class ValkeyFieldExpiries {
 public:
  explicit ValkeyFieldExpiries(const Allocator& allocator) : allocator_(allocator) {}

  /// Milliseconds since 1970, at least 0. O(log fields), and what splitting a vector takes.
  void add(std::int64_t expire_ms);
  /// O(fields).
  FieldExpiriesMemory memory() const;
  void clear();

 private:
  struct Bucket {
    std::vector<std::int64_t> times;  // empty if it is a hashtable
    std::uint64_t count = 0;
    std::uint64_t vector_bytes = 0;  // as the server has noted them
  };
  using Buckets = std::map<std::int64_t, Bucket>;

  void begin_tree();
  void add_to_tree(std::int64_t time);
  void push(Bucket& bucket, std::int64_t time) const;
  bool split(Buckets::iterator at);
  void add_memory_of(const Bucket& bucket, double share, FieldExpiriesMemory& memory) const;

  Allocator allocator_;
  std::uint64_t count_ = 0;
  Bucket vector_;    // while there are no more than fit one
  Buckets buckets_;  // by the end of their time
};

}  // namespace rdb
