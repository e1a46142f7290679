// A small group of counters, taken apart at once: nearly all groups there are.
//
//   if (integers.load(records)) next.on_integers({{}, integers.fields()});
//
// Holds 16 KiB, whatever the group.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "librdb/transform/group_records.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

class IntegerGroup {
 public:
  IntegerGroup();
  /// False if it has more than 512 records, a record that is not two integers, or a field twice:
  /// such groups are for FieldMerge. Requires: records of a loaded partition, without rules.
  /// O(records), as fields that only seem to come twice are compared with those before, and are
  /// few.
  bool load(const GroupRecords& records);
  /// In the order of the records. Live until the next load().
  std::span<const std::pair<std::int64_t, std::int64_t>> fields() const {
    return {fields_.data(), count_};
  }
  /// Of all values.
  Int128 sum() const { return sum_; }

 private:
  static constexpr std::size_t kMostFields = 512;  // as many as servers pack, by default
  static constexpr std::size_t kWord = 64;

  bool came_before(std::int64_t name) const;

  std::uint64_t seed_;  // of this run: which fields seem to come twice does not reach the output
  std::size_t count_ = 0;
  Int128 sum_ = 0;
  std::array<std::pair<std::int64_t, std::int64_t>, kMostFields> fields_;
  std::array<std::uint64_t, kMostFields> seen_;  // 64 bits a field, by hash
};

}  // namespace rdb
