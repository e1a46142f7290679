#include "librdb/transform/group_index.h"

#include <cstring>
#include <utility>

namespace rdb {

void GroupIndex::insert(std::uint32_t low, std::uint16_t high, std::uint16_t number) {
  std::uint32_t at = place_of(low);
  while (buckets()[at].number[kSlots - 1] != 0) at = at + 1 == count_ ? 0 : at + 1;
  Bucket& bucket = buckets()[at];
  unsigned slot = 0;
  while (bucket.number[slot] != 0) ++slot;
  bucket.low[slot] = low;
  bucket.high[slot] = high;
  bucket.number[slot] = number;
}

bool GroupIndex::grow(IndexShare& share, MemoryBudget& budget) {
  const std::uint32_t count = next_count();
  const std::uint64_t more = bytes_of(count - count_);
  if (share.held + more > share.most) return false;
  budget.take(bytes_of(count));  // while it moves both are there
  const std::uint32_t old_count = std::exchange(count_, count);
  const BigMemory old = std::exchange(memory_, allocate_big(bytes_of(count)));
  std::memset(memory_.get(), 0, bytes_of(count));
  const auto* const old_buckets = reinterpret_cast<const Bucket*>(old.get());
  for (std::uint32_t at = 0; at < old_count; ++at) {
    const Bucket& bucket = old_buckets[at];
    for (unsigned i = 0; i < kSlots && bucket.number[i] != 0; ++i) {
      insert(bucket.low[i], bucket.high[i], bucket.number[i]);
    }
  }
  budget.give(bytes_of(old_count));
  share.held += more;
  return true;
}

void GroupIndex::release(IndexShare& share, MemoryBudget& budget) {
  memory_.reset();
  budget.give(bytes_of(count_));
  share.held -= bytes_of(count_);
  count_ = 0;
}

}  // namespace rdb
