// The records of a partition, put in order: groups by (hash, name), records of each as they came.
//
//   GroupedPartition grouped(budget);
//   if (GroupedPartition::bytes_needed(data) <= budget.left()) {
//     grouped.load(data, store, file);
//     for (const auto& group : grouped.groups())
//       for (std::uint32_t i = 0; i < group.count; ++i) use(grouped.record(group.first + i));
//   }
//
// Holds what bytes_needed() says, counted while it is loaded; memory is kept for the next.
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "librdb/transform/group_hash.h"
#include "librdb/transform/memory_budget.h"
#include "librdb/transform/spilled_partition.h"

namespace rdb {

/// Memory that only grows, and without filling it: old and new never both exist. Elements are what
/// can be copied as bytes.
template <typename T>
class Scratch {
 public:
  /// At least `n` elements, content unspecified.
  T* of_size(std::size_t n) {
    if (n > capacity_) {
      data_.reset();
      data_ = allocate_big(n * sizeof(T));
      capacity_ = n;
    }
    return reinterpret_cast<T*>(data_.get());
  }
  std::size_t capacity() const { return capacity_; }

 private:
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
  BigMemory data_;
  std::size_t capacity_ = 0;
};

class GroupedPartition {
 public:
  struct Group {
    std::uint64_t order = 0;
    Bytes name;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  explicit GroupedPartition(MemoryBudget& budget) : budget_(budget) {}
  ~GroupedPartition() { clear(); }
  GroupedPartition(const GroupedPartition&) = delete;
  GroupedPartition& operator=(const GroupedPartition&) = delete;

  static std::uint64_t bytes_needed(const SpilledPartition& data);
  /// Bytes of the budget that it has by now.
  std::uint64_t held() const { return booked_; }
  /// Whether the offsets within it fit into 32 bits.
  static bool is_addressable(const SpilledPartition& data);

  /// Takes from the budget what load() needs, which then takes nothing. Throws `LimitExceeded`.
  void reserve(const SpilledPartition& data);
  /// `rules`: whether each record has a byte for its rule. Throws `IoError`: also if two groups
  /// were taken for one.
  void load(const SpilledPartition& data, const GroupHasher& hasher, SpillFile& file, bool rules);
  void clear();

  std::span<const Group> groups() const { return {groups_, group_count_}; }
  /// The rule, or the control byte. Lives until load() or clear().
  const char* record(std::uint32_t index) const { return bytes_.get() + order_[index]; }
  /// Asks memory for what record() will want of a group: for one to come soon, then for the next.
  /// In a large partition all of it misses the cache. (Inlined, or g++ 12 drops calls of them.)
  [[gnu::always_inline]] void prefetch_order(const Group& group) const {
    const char* const begin = reinterpret_cast<const char*>(order_ + group.first);
    const std::uint32_t bytes = std::min<std::uint32_t>(group.count, 64) * sizeof *order_;
    for (std::uint32_t i = 0; i < bytes; i += kCacheLine) __builtin_prefetch(begin + i);
  }
  [[gnu::always_inline]] void prefetch_records(const Group& group) const {
    const std::uint32_t count = std::min(group.count, kRecordsAhead);
    for (std::uint32_t i = 0; i < count; ++i) __builtin_prefetch(record(group.first + i));
  }
  /// So many records of a group are asked for before it is its turn.
  static constexpr std::uint32_t kRecordsAhead = 16;
  /// Whether there are any held keys among the records.
  bool has_held() const { return has_held_; }

 private:
  void index(Bytes piece, std::size_t at, bool rules);
  std::uint32_t group_named(Bytes name);
  void check_identities(const SpilledPartition& data) const;
  void sort();

  MemoryBudget& budget_;
  std::uint64_t booked_ = 0;
  BigMemory bytes_;
  std::size_t capacity_ = 0;
  Scratch<std::uint32_t> starts_buffer_, numbers_buffer_, order_buffer_, ends_buffer_;
  Scratch<std::uint32_t> slots_buffer_;
  Scratch<Group> groups_buffer_;
  std::uint32_t* starts_ = nullptr;
  std::uint32_t* numbers_ = nullptr;
  std::uint32_t* order_ = nullptr;
  std::uint32_t* ends_ = nullptr;   // of groups: first their records, then where they end
  std::uint32_t* slots_ = nullptr;  // of names without a number: group + 1
  std::size_t slot_mask_ = 0;
  Group* groups_ = nullptr;
  std::uint32_t group_count_ = 0;
  std::uint32_t numbers_seen_ = 0;
  std::uint32_t record_count_ = 0;
  const GroupHasher* hasher_ = nullptr;
  bool has_held_ = false;
};

}  // namespace rdb
