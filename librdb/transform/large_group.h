// One hash with more fields than memory can hold.
//
//   LargeGroup group(context, db, name, FieldConflict::sum, expected_bytes);
//   group.add(record);                      // in order, as often as there are records
//   const std::uint64_t fields = group.finish();
//   group.for_each([&](const FlatRecord& record) { … });      // once, in the order of the fields
//
// Records go to buckets of the spill file by the hash of their field, with their place in the
// order. A bucket is settled in memory, written again, and the buckets are merged by place. Holds
// a buffer a bucket; `LimitExceeded` if even a bucket does not fit.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "librdb/transform/field_merge.h"
#include "librdb/transform/spilled_partition.h"

namespace rdb {

class LargeGroup {
 public:
  /// What is passed by reference must outlive the group. `expected_bytes`: of all records, roughly.
  LargeGroup(SpillFile& file, MemoryBudget& budget, FieldMerge& merge, std::uint32_t db, Bytes name,
             FieldConflict conflict, std::uint64_t expected_bytes);
  ~LargeGroup();
  LargeGroup(const LargeGroup&) = delete;
  LargeGroup& operator=(const LargeGroup&) = delete;

  void add(const FlatRecord& record);
  /// Returns the number of fields. Throws `Refused` for conflicts.
  std::uint64_t finish();
  void for_each(const std::function<void(const FlatRecord&)>& use);

 private:
  struct Bucket {
    OwnedBytes buffer;
    std::vector<std::uint64_t> blocks;
    std::uint64_t bytes = 0;
    std::uint64_t records = 0;
  };
  void append(Bucket& bucket, std::uint64_t place, const FlatRecord& record);
  void flush(Bucket& bucket);
  void settle(Bucket& bucket);

  SpillFile& file_;
  MemoryBudget& budget_;
  FieldMerge& merge_;
  std::uint32_t db_;
  Bytes name_;
  FieldConflict conflict_;
  std::vector<Bucket> buckets_;
  std::size_t buffer_bytes_ = 0;
  std::uint64_t booked_ = 0;
  std::uint64_t seed_;
  std::uint64_t place_ = 0;
};

}  // namespace rdb
