// The N largest keys of a run, in memory of N keys.
//
//   LargestKeys largest(10);
//   if (largest.would_keep(bytes)) largest.add({.key = OwnedBytes(key), .record_bytes = bytes, …});
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"

namespace rdb {

struct LargeKey {
  OwnedBytes key;
  std::uint64_t record_bytes = 0;
  std::uint64_t offset = 0;  ///< of the record in the dump
  std::uint32_t db = 0;
  ObjectType type = ObjectType::string;
  Bytes encoding;  ///< static storage
};

class LargestKeys {
 public:
  explicit LargestKeys(std::size_t limit) : limit_(limit) {}

  /// Of keys of one size those met first are kept, so ask before copying. O(1).
  bool would_keep(std::uint64_t record_bytes) const {
    return heap_.size() < limit_ || (limit_ != 0 && record_bytes > heap_.front().record_bytes);
  }
  /// Requires: would_keep(key.record_bytes). O(log N).
  void add(LargeKey key);
  /// Largest first; of one size, by offset. O(N log N).
  std::vector<LargeKey> sorted() const;

 private:
  std::size_t limit_;
  std::vector<LargeKey> heap_;  // the smallest kept is at the front
};

}  // namespace rdb
