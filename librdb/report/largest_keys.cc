#include "librdb/report/largest_keys.h"

#include <algorithm>

namespace rdb {
namespace {

// Whether `a` comes before `b` in the list. As the heap's order it puts the last of them in front.
bool precedes(const LargeKey& a, const LargeKey& b) {
  if (a.record_bytes != b.record_bytes) return a.record_bytes > b.record_bytes;
  return a.offset < b.offset;
}

}  // namespace

void LargestKeys::add(LargeKey key) {
  if (heap_.size() == limit_) {
    std::pop_heap(heap_.begin(), heap_.end(), precedes);
    heap_.pop_back();
  }
  heap_.push_back(std::move(key));
  std::push_heap(heap_.begin(), heap_.end(), precedes);
}

std::vector<LargeKey> LargestKeys::sorted() const {
  std::vector<LargeKey> keys = heap_;
  std::sort(keys.begin(), keys.end(), precedes);
  return keys;
}

}  // namespace rdb
