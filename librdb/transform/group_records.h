// The records of one group, wherever they stand: in a partition that was put in order, or all of a
// partition that is in the spill file.
//
//   records.for_each_flat([&](const char* record, const FlatRecord& flat) { … });
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>

#include "librdb/transform/grouped_partition.h"
#include "librdb/transform/held_record.h"
#include "librdb/transform/spilled_partition.h"

namespace rdb {

/// Borrowed: lives as long as what it refers to.
struct GroupRecords {
  const GroupedPartition* grouped = nullptr;  // or else all of `data` belongs to the group
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  const SpilledPartition* data = nullptr;
  SpillFile* file = nullptr;
  std::uint64_t bytes = 0;  // about
  bool may_hold = false;    // held keys
  bool rules = false;

  /// `use(const char* record)`: at the rule, or the control byte.
  template <typename Use>
  void for_each(Use use) const {
    if (grouped != nullptr) {
      for (std::uint32_t i = 0; i < count; ++i) use(grouped->record(first + i));
      return;
    }
    OwnedBytes block;
    std::uint64_t numbers = 0;
    for_each_piece(*data, *file, block, [&](Bytes piece) {
      for (const char* from = piece.data(); from < piece.data() + piece.size();) {
        const SpilledRecord record = get_spilled(from, numbers);
        numbers = std::max(numbers, record.number);
        use(record.at);
        from = end_of(record.at);
      }
    });
  }
  const char* end_of(const char* record) const {
    record += rules ? 1 : 0;
    if (flat_record::is_held(record)) {
      HeldRecord held;
      return held_record::get(record, held);
    }
    return flat_record::skip(record);
  }
  template <typename Use>
  void for_each_flat(Use use) const {
    for_each([&](const char* record) {
      const char* const at = record + (rules ? 1 : 0);
      if (may_hold && flat_record::is_held(at)) return;
      FlatRecord flat;
      std::int64_t field = 0;
      std::int64_t value = 0;
      if (flat_record::get_integers(at, field, value)) [[likely]] {
        flat.field = Scalar::integer(field);
        flat.value = Scalar::integer(value);
      } else {
        flat_record::get(at, flat);
      }
      use(record, flat);
    });
  }
  template <typename Use>
  void for_each_held(Use use) const {
    if (!may_hold) return;
    for_each([&](const char* record) {
      const char* const at = record + (rules ? 1 : 0);
      if (!flat_record::is_held(at)) return;
      HeldRecord held;
      held_record::get(at, held);
      use(held);
    });
  }
};

}  // namespace rdb
