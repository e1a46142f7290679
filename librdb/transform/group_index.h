// The groups of one partition that have been seen: which number each has. Eight bytes a group.
//
//   if (const auto number = index.find(hash.identity); number != index.kNone) …
//   else if (index.add(hash.identity)) …             // its number is size() - 1
//
// A group is known by 48 bits of its identity hash within its partition, not by its name, which no
// longer is in memory. Two groups that agree in those would be taken for one: among 2.5 million
// groups in 256 partitions once in 20,000 runs. That is found out (GroupStore keeps the sum of all
// identities) and the run fails, before its output has its name; another run draws another seed.
#pragma once
#include <cstdint>
#include <memory>

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
    __builtin_prefetch(slots_.get() + place_of(identity));
  }

  std::uint32_t find(std::uint64_t identity) const {
    if (capacity_ == 0) return kNone;
    const std::uint64_t tag = identity >> kNumberBits;
    for (std::uint64_t at = place_of(identity);; at = at + 1 == capacity_ ? 0 : at + 1) {
      const std::uint64_t slot = slots_[at];
      if (slot >> kNumberBits == tag && slot != 0)
        return static_cast<std::uint32_t>(slot & 0xffff) - 1;
      if (slot == 0) return kNone;
    }
  }

  /// Requires: find() gave kNone. False if there is no place for one more, in the share or among
  /// the numbers. Throws `LimitExceeded` if the share allows what the budget does not have.
  bool add(std::uint64_t identity, IndexShare& share, MemoryBudget& budget) {
    if (size_ + 1 >= kMostGroups) return false;
    if (size_ + (size_ >> 3) + 1 >= capacity_ && !grow(share, budget)) return false;
    ++size_;
    insert(identity >> kNumberBits << kNumberBits | size_);
    return true;
  }

  /// What add() takes from the budget at most.
  std::uint64_t bytes_to_add() const {
    return size_ + (size_ >> 3) + 1 < capacity_ ? 0 : 2 * capacity_ * sizeof(std::uint64_t) + 128;
  }

  std::uint32_t size() const { return size_; }
  /// Forgets the slots, keeps the size.
  void release(IndexShare& share, MemoryBudget& budget);

 private:
  static constexpr unsigned kNumberBits = 16;

  std::uint64_t place_of(std::uint64_t identity) const {
    return ((identity >> kNumberBits & 0xffffffff) * capacity_) >> 32;
  }
  void insert(std::uint64_t slot) {
    std::uint64_t at = place_of(slot);
    while (slots_[at] != 0) at = at + 1 == capacity_ ? 0 : at + 1;
    slots_[at] = slot;
  }
  bool grow(IndexShare& share, MemoryBudget& budget);

  std::unique_ptr<std::uint64_t[]> slots_;
  std::uint64_t capacity_ = 0;
  std::uint32_t size_ = 0;
};

}  // namespace rdb
