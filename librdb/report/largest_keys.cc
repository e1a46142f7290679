#include "librdb/report/largest_keys.h"

#include <algorithm>
#include <tuple>

namespace rdb {
namespace {

// Whether `a` comes before `b` in the list. As the heap's order it puts the last of them in front.
bool precedes(const LargeKey& a, const LargeKey& b) {
  if (a.memory.allocated != b.memory.allocated) return a.memory.allocated > b.memory.allocated;
  return std::tie(a.name, a.db, a.input, a.offset) < std::tie(b.name, b.db, b.input, b.offset);
}

}  // namespace

void LargestKeys::add(LargeKey key) {
  if (heap_.size() == limit_) {
    if (!precedes(key, heap_.front())) return;
    std::pop_heap(heap_.begin(), heap_.end(), precedes);
    heap_.pop_back();
  }
  heap_.push_back(std::move(key));
  std::push_heap(heap_.begin(), heap_.end(), precedes);
  is_full_ = heap_.size() == limit_;
  if (is_full_) least_ = heap_.front().memory.allocated;
}

std::vector<LargeKey> LargestKeys::sorted() const {
  std::vector<LargeKey> keys = heap_;
  std::sort(keys.begin(), keys.end(), precedes);
  return keys;
}

}  // namespace rdb
