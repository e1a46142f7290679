// The groups of one partition that have been seen: which number each has. Eight bytes a group.
//
//   if (const auto number = index.find(hash.identity); number != index.kNone) …
//   else if (index.add(hash.identity)) …             // its number is size() - 1
//
// A group is known by 48 bits of its identity hash within its partition, not by its name, which no
// longer is in memory. Two groups that agree in those would be taken for one: among 2.5 million
// groups in 256 partitions once in 20,000 runs. That is found out (GroupStore keeps the sum of all
// identities) and the run fails, before its output has its name; another run draws another seed.
//
// Buckets of eight groups, a cache line each, 16 bits of all compared at once: where in its bucket
// a group stands costs nothing, where a walk from slot to slot would be mispredicted.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "librdb/transform/big_memory.h"
#include "librdb/transform/memory_budget.h"

namespace rdb {

/// What all indexes of a run may hold together. Groups that do not get a place any more are spilled
/// with their whole name.
struct IndexShare {
  std::uint64_t most = 0;
  std::uint64_t held = 0;
};

class GroupIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffff;
  static constexpr std::uint32_t kMostGroups = 0xffff;

  // g++ 12 takes a function that only prefetches for pure and drops calls of it.
  [[gnu::always_inline]] void prefetch(std::uint64_t identity) const {
    __builtin_prefetch(buckets() + place_of(low_of(identity)));
  }

  std::uint32_t find(std::uint64_t identity) const {
    if (count_ == 0) [[unlikely]]
      return kNone;
    const std::uint32_t low = low_of(identity);
    const std::uint16_t high = high_of(identity);
    for (std::uint32_t at = place_of(low);; at = at + 1 == count_ ? 0 : at + 1) {
      const Bucket& bucket = buckets()[at];
      for (unsigned equal = slots_with(bucket, high); equal != 0; equal &= equal - 1) {
        const auto slot = static_cast<unsigned>(__builtin_ctz(equal));
        // of an empty slot, which is no group's, the number is 0 and becomes kNone
        if (bucket.low[slot] == low) [[likely]]
          return static_cast<std::uint16_t>(bucket.number[slot] - 1);
      }
      if (bucket.number[kSlots - 1] == 0) return kNone;
    }
  }

  /// Requires: find() gave kNone. False if there is no place for one more, in the share or among
  /// the numbers. Throws `LimitExceeded` if the share allows what the budget does not have.
  bool add(std::uint64_t identity, IndexShare& share, MemoryBudget& budget) {
    if (is_closed_ || size_ + 1 >= kMostGroups) return false;
    if (is_full() && !grow(share, budget)) return false;
    ++size_;
    insert(low_of(identity), high_of(identity), static_cast<std::uint16_t>(size_));
    return true;
  }

  /// What add() takes from the budget at most.
  std::uint64_t bytes_to_add() const {
    return is_full() && !is_closed_ ? bytes_of(next_count()) : 0;
  }

  /// There is no place for any more from now on. For who has counted a group without a number: it
  /// must not get one later, or there would be two of it.
  void close() { is_closed_ = true; }

  std::uint32_t size() const { return size_; }
  /// Forgets the slots, keeps the size.
  void release(IndexShare& share, MemoryBudget& budget);

 private:
  static constexpr unsigned kSlots = 8;
  static constexpr unsigned kNumberBits = 16;

  // Filled from the front; a number is one more than the group's, 0 where there is none.
  struct Bucket {
    std::uint32_t low[kSlots];
    std::uint16_t high[kSlots];
    std::uint16_t number[kSlots];
  };
  static_assert(sizeof(Bucket) == kCacheLine);

  static std::uint32_t low_of(std::uint64_t identity) {
    return static_cast<std::uint32_t>(identity >> kNumberBits);
  }
  static std::uint16_t high_of(std::uint64_t identity) {
    return static_cast<std::uint16_t>(identity >> 48);
  }
  // The slots with those upper bits: hardly ever another than the one that is looked for, and for
  // zeros the empty ones.
  static unsigned slots_with(const Bucket& bucket, std::uint16_t high) {
#if defined(__SSE2__)
    const __m128i highs = _mm_load_si128(reinterpret_cast<const __m128i*>(bucket.high));
    const __m128i equal = _mm_cmpeq_epi16(highs, _mm_set1_epi16(static_cast<short>(high)));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi16(equal, _mm_setzero_si128())));
#else
    unsigned equal = 0;
    for (unsigned i = 0; i < kSlots; ++i) equal |= unsigned{bucket.high[i] == high} << i;
    return equal;
#endif
  }
  static constexpr std::uint64_t bytes_of(std::uint64_t buckets) { return buckets * kCacheLine; }

  std::uint32_t place_of(std::uint32_t low) const {
    return static_cast<std::uint32_t>(std::uint64_t{low} * count_ >> 32);
  }
  // Up to seven eighths, then a tenth of the groups stands outside its bucket.
  bool is_full() const { return size_ + 1 > count_ * 7; }
  // By a quarter: what is left empty is memory that records could have.
  std::uint32_t next_count() const { return count_ + std::max(count_ / 4, 1U); }
  Bucket* buckets() const { return reinterpret_cast<Bucket*>(memory_.get()); }
  void insert(std::uint32_t low, std::uint16_t high, std::uint16_t number);
  bool grow(IndexShare& share, MemoryBudget& budget);

  BigMemory memory_;
  std::uint32_t count_ = 0;  // of buckets
  std::uint32_t size_ = 0;
  bool is_closed_ = false;
};

}  // namespace rdb
