#include "librdb/transform/group_index.h"

#include <utility>

namespace rdb {

// By a quarter: what is left empty is memory that records could have.
bool GroupIndex::grow(IndexShare& share, MemoryBudget& budget) {
  constexpr std::uint64_t kFirst = 16;
  const std::uint64_t capacity = capacity_ == 0 ? kFirst : capacity_ + capacity_ / 4;
  const std::uint64_t more = (capacity - capacity_) * sizeof(std::uint64_t);
  if (share.held + more > share.most) return false;
  budget.take(capacity * sizeof(std::uint64_t));  // while it moves both are there
  auto old = std::exchange(slots_, std::make_unique<std::uint64_t[]>(capacity));
  const std::uint64_t old_capacity = std::exchange(capacity_, capacity);
  for (std::uint64_t i = 0; i < old_capacity; ++i) {
    if (old[i] != 0) insert(old[i]);
  }
  budget.give(old_capacity * sizeof(std::uint64_t));
  share.held += more;
  return true;
}

void GroupIndex::release(IndexShare& share, MemoryBudget& budget) {
  slots_.reset();
  budget.give(capacity_ * sizeof(std::uint64_t));
  share.held -= capacity_ * sizeof(std::uint64_t);
  capacity_ = 0;
}

}  // namespace rdb
