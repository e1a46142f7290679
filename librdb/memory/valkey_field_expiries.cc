#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <utility>

#include "librdb/base/endian.h"
#include "librdb/memory/bucket_table.h"
#include "librdb/memory/field_expiries.h"
#include "librdb/memory/radix_tree.h"

namespace rdb {
namespace {

constexpr std::uint64_t kMostInVector = 127;  // VOLATILESET_VECTOR_BUCKET_MAX_SIZE
constexpr std::int64_t kLeastSpan = 16;       // VOLATILESET_BUCKET_INTERVAL_MIN, ms
constexpr std::int64_t kMostSpan = 8192;      // VOLATILESET_BUCKET_INTERVAL_MAX, ms
constexpr std::uint64_t kTreeBytes = 32;      // sizeof(rax)
constexpr std::uint64_t kTableBytes = 80;     // sizeof(hashtable)
constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();

// Of the span that a time is in, the first millisecond that is not.
std::int64_t end_of_span(std::int64_t time, std::int64_t span) {
  const std::int64_t begin = time & ~(span - 1);
  return begin > kLatest - span ? kLatest : begin + span;
}

std::uint64_t vector_bytes(std::uint64_t count) { return 8 + 8 * count; }

// Where a sorted vector is split: between different spans, as near to the middle as can be, of two
// that are as near the earlier. Requires: its times are of more than one span.
std::size_t split_position(const std::vector<std::int64_t>& times) {
  const auto is_border = [&](std::size_t at) {
    return at > 0 && at < times.size() &&
           end_of_span(times[at - 1], kLeastSpan) < end_of_span(times[at], kLeastSpan);
  };
  const std::size_t middle = times.size() / 2;
  for (std::size_t off = 0;; ++off) {
    if (off <= middle && is_border(middle - off)) return middle - off;
    if (is_border(middle + off)) return middle + off;
  }
}

}  // namespace

void ValkeyFieldExpiries::add(std::int64_t expire_ms) {
  if (++count_ > kMostFieldExpiries) return;
  const std::int64_t time = std::max<std::int64_t>(expire_ms, 0);
  if (count_ <= kMostInVector) return push(vector_, time);
  if (buckets_.empty()) begin_tree();
  add_to_tree(time);
}

// A vector is the only one that asks for no more than it needs when it is made for two.
void ValkeyFieldExpiries::push(Bucket& bucket, std::int64_t time) const {
  bucket.times.push_back(time);
  const std::uint64_t needed = vector_bytes(++bucket.count);
  if (bucket.count == 2 && bucket.vector_bytes == 0) bucket.vector_bytes = needed;
  if (bucket.count > 1 && bucket.vector_bytes < needed)
    bucket.vector_bytes = allocator_.usable(needed);
}

void ValkeyFieldExpiries::begin_tree() {
  std::sort(vector_.times.begin(), vector_.times.end());
  const std::int64_t end = end_of_span(vector_.times.back(), kMostSpan);
  if (end_of_span(vector_.times.front(), kMostSpan) == end) {
    buckets_.emplace(end, std::exchange(vector_, {}));
    return;
  }
  for (const std::int64_t time : vector_.times) add_to_tree(time);
  vector_ = {};
}

void ValkeyFieldExpiries::add_to_tree(std::int64_t time) {
  const std::int64_t end = end_of_span(time, kMostSpan);
  const auto home = [&] {
    const auto at = time == kLatest ? buckets_.find(time) : buckets_.upper_bound(time);
    // One that ends later than any span this time may be in is not its home.
    return at == buckets_.end() || at->first > end ? buckets_.emplace(end, Bucket{}).first : at;
  };
  auto at = home();
  while (at->second.count == kMostInVector && split(at)) at = home();
  Bucket& bucket = at->second;
  if (bucket.count < kMostInVector) return push(bucket, time);
  bucket.times.clear();  // a hashtable knows no times
  ++bucket.count;
}

// Gives a full vector a span of its own or splits it; false if all its times are of one.
bool ValkeyFieldExpiries::split(Buckets::iterator at) {
  auto& times = at->second.times;
  std::sort(times.begin(), times.end());
  const std::int64_t last = end_of_span(times.back(), kLeastSpan);
  if (last < at->first) {
    auto bucket = buckets_.extract(at);
    bucket.key() = last;
    buckets_.insert(std::move(bucket));
    return true;
  }
  if (end_of_span(times.front(), kLeastSpan) == last) return false;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(split_position(times));
  const auto bucket_of = [&](auto begin, auto end) {
    const auto count = static_cast<std::uint64_t>(end - begin);
    return Bucket{{begin, end}, count, allocator_.usable(vector_bytes(count))};
  };
  const std::int64_t key = end_of_span(*std::prev(middle), kLeastSpan);
  buckets_.emplace(key, bucket_of(times.begin(), middle));
  at->second = bucket_of(middle, times.end());
  return true;
}

// `share` of 1, or how many times as many fields there are as were built in: so many more buckets
// there are taken to be, and so many more fields in each hashtable.
void ValkeyFieldExpiries::add_memory_of(const Bucket& bucket, double share,
                                        FieldExpiriesMemory& memory) const {
  if (bucket.count <= kMostInVector) {
    if (bucket.vector_bytes == 0) return;  // a single field
    memory.memory_usage += share * static_cast<double>(bucket.vector_bytes);
    memory.allocated += share * static_cast<double>(allocator_.usable(bucket.vector_bytes));
    return;
  }
  const auto count = static_cast<std::uint64_t>(share * static_cast<double>(bucket.count));
  const BucketTable table = grown_bucket_table(count);
  memory.memory_usage += static_cast<double>(kTableBytes) + table.bytes();
  memory.allocated +=
      static_cast<double>(allocator_.usable(kTableBytes)) + table.allocated(allocator_);
  memory.variance += table.variance * static_cast<double>(kBucketBytes * kBucketBytes);
  memory.is_exact = false;
}

FieldExpiriesMemory ValkeyFieldExpiries::memory() const {
  FieldExpiriesMemory memory;
  if (buckets_.empty()) {
    add_memory_of(vector_, 1, memory);
    return memory;
  }
  const double built = static_cast<double>(std::min(count_, kMostFieldExpiries));
  const double share = static_cast<double>(count_) / built;
  if (share > 1) memory.is_exact = false;
  RadixTree<8> tree(allocator_);
  for (const auto& [end, bucket] : buckets_) {
    std::array<char, 8> key;
    store_be(key.data(), static_cast<std::uint64_t>(end));
    tree.add(Bytes(key.data(), key.size()));
    add_memory_of(bucket, share, memory);
  }
  const double tree_bytes = static_cast<double>(allocator_.usable(kTreeBytes)) +
                            share * static_cast<double>(tree.size().node_bytes);
  memory.memory_usage += tree_bytes;
  memory.allocated += tree_bytes;
  return memory;
}

void ValkeyFieldExpiries::clear() {
  count_ = 0;
  vector_.times.clear();
  vector_.count = vector_.vector_bytes = 0;
  buckets_.clear();
}

}  // namespace rdb
