// The fields of one hash as they come, each once: what comes twice is settled by the policy.
//
//   FieldMerge merge(seed, budget, stats);
//   merge.start(records, name, FieldConflict::sum);
//   merge.add(record);                       // as often as announced, at most
//   for (const FlatRecord& record : merge.fields()) …
//
// A field keeps its first place, whichever value wins. Its expiry goes with the value; of a sum it
// is the later one. Holds kBytesPerField for each record announced, counted, and keeps that memory
// for the next hash.
#pragma once
#include <cstdint>
#include <functional>
#include <span>

#include "librdb/transform/flat_record.h"
#include "librdb/transform/grouped_partition.h"
#include "librdb/transform/memory_budget.h"
#include "librdb/transform/regroup_rule.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

/// A clash of `FieldConflict::fail`, for a list of them.
struct FieldClash {
  std::uint32_t db;
  Bytes name;  ///< of the hash
  OwnedBytes field;
  OwnedBytes earlier;
  OwnedBytes later;
  bool exists = false;  ///< the hash itself is in the dump already; there is no field
};
/// False: enough is known, the run fails at once.
using ClashListener = std::function<bool(const FieldClash&)>;

OwnedBytes text_of(const Scalar& scalar);

class FieldMerge {
 public:
  static constexpr std::uint64_t kBytesPerField = sizeof(FlatRecord) + 4 * sizeof(std::uint32_t);

  FieldMerge(MemoryBudget& budget, RegroupStats& stats, const ClashListener& clashes);
  ~FieldMerge() { budget_.give(booked_); }
  FieldMerge(const FieldMerge&) = delete;
  FieldMerge& operator=(const FieldMerge&) = delete;

  /// Whether so many records fit into the budget.
  bool has_room(std::uint64_t records) const {
    return records * kBytesPerField <= booked_ + budget_.left();
  }
  /// `name` must live until the next start(). Throws `LimitExceeded`.
  void start(std::size_t records, std::uint32_t db, Bytes name, FieldConflict conflict);
  /// True if the field is new. What the record borrows must live until the next start(). Throws
  /// `Refused`.
  [[gnu::always_inline]] bool add(const FlatRecord& record) {
    std::size_t at = slot_of(record.field);
    for (; slots_[at] != 0; at = (at + 1) & mask_) {
      FlatRecord& earlier = fields_[slots_[at] - 1];
      if (earlier.field == record.field) [[unlikely]] {
        settle(earlier, record);
        return false;
      }
    }
    fields_[count_++] = record;
    slots_[at] = static_cast<std::uint32_t>(count_);
    return true;
  }
  std::span<const FlatRecord> fields() const { return {fields_, count_}; }
  void clear();

 private:
  std::size_t slot_of(const Scalar& field) const {
    if (!field.is_integer()) return slot_of_text(field.as_bytes());
    const std::uint64_t mixed =
        (static_cast<std::uint64_t>(field.as_integer()) ^ seed_) * 0x9e3779b97f4a7c15;
    return static_cast<std::size_t>(mixed >> shift_);
  }
  std::size_t slot_of_text(Bytes text) const;
  void settle(FlatRecord& earlier, const FlatRecord& later);
  void settle_integers(FlatRecord& earlier, const FlatRecord& later);
  void discard(const Scalar& value);

  MemoryBudget& budget_;
  RegroupStats& stats_;
  const ClashListener& clashes_;
  std::uint64_t booked_ = 0;
  std::uint64_t seed_;  // of this run: the table's order does not reach the output
  std::uint32_t db_ = 0;
  Bytes name_;
  FieldConflict conflict_ = FieldConflict::fail;
  Scratch<FlatRecord> fields_buffer_;
  Scratch<std::uint32_t> slots_buffer_;  // index of a field + 1
  FlatRecord* fields_ = nullptr;
  std::uint32_t* slots_ = nullptr;
  std::size_t count_ = 0;
  std::size_t mask_ = 0;
  unsigned shift_ = 0;
};

}  // namespace rdb
