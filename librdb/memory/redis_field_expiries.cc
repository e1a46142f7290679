#include <algorithm>
#include <array>
#include <utility>

#include "librdb/base/endian.h"
#include "librdb/memory/field_expiries.h"
#include "librdb/memory/radix_tree.h"

namespace rdb {
namespace {

constexpr std::uint64_t kSegment = 16;            // EB_SEG_MAX_ITEMS
constexpr std::uint64_t kFirstSegmentBytes = 16;  // sizeof(FirstSegHdr)
constexpr std::uint64_t kNextSegmentBytes = 24;   // sizeof(NextSegHdr)
constexpr std::uint64_t kTreeBytes = 24 + 8;      // sizeof(rax) and the number of fields
constexpr std::size_t kKeyBytes = 6;

using Times = std::vector<std::uint64_t>;

void insert_sorted(Times& times, std::uint64_t time) {
  times.insert(std::upper_bound(times.begin(), times.end(), time), time);
}

// Where a full segment is split: before the time that differs from the one before it and is nearest
// to the middle, of two that are as near the earlier. 0 if all are the same.
std::size_t split_position(const Times& times) {
  std::size_t best = 0;
  std::size_t least_off = kSegment / 2;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] == times[i - 1]) continue;
    const bool is_early = i <= kSegment / 2;
    const std::size_t off = is_early ? kSegment / 2 - i + 1 : i - kSegment / 2;
    if (!is_early && off >= least_off) break;
    best = i;
    least_off = off;
    if (!is_early) break;
  }
  return best;
}

}  // namespace

void RedisFieldExpiries::add(std::int64_t expire_ms) {
  if (++count_ > kMostFieldExpiries) return;
  const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(expire_ms, 0));
  if (count_ <= kSegment) return insert_sorted(list_, time);
  if (buckets_.empty()) {
    const std::uint64_t first = list_.front();
    buckets_.emplace(first, Bucket{std::exchange(list_, {}), kSegment});
  }
  add_to_tree(time);
}

void RedisFieldExpiries::add_to_tree(std::uint64_t time) {
  auto at = buckets_.upper_bound(time);
  if (at == buckets_.begin()) return begin_bucket(time);
  --at;
  if (at->second.count >= kSegment) return add_to_full(at, time);
  insert_sorted(at->second.times, time);
  ++at->second.count;
}

void RedisFieldExpiries::add_to_full(Buckets::iterator at, std::uint64_t time) {
  Bucket& bucket = at->second;
  const std::size_t position = bucket.is_chain() ? 0 : split_position(bucket.times);
  if (position > 0) {
    const auto middle = bucket.times.begin() + static_cast<std::ptrdiff_t>(position);
    Bucket later{Times(middle, bucket.times.end()), kSegment - position};
    bucket.times.erase(middle, bucket.times.end());
    bucket.count = position;
    const std::uint64_t key = later.times.front();
    Bucket& home = time < key ? bucket : later;
    insert_sorted(home.times, time);
    ++home.count;
    buckets_.emplace(key, std::move(later));
    return;
  }
  const std::uint64_t only = bucket.times.front();
  if (time == only) {
    const bool becomes_chain = !bucket.is_chain();
    bucket.times.resize(1);
    ++bucket.count;
    if (becomes_chain) rename(at, only);
    return;
  }
  if (time < only) rename(at, only);
  begin_bucket(time);
}

void RedisFieldExpiries::begin_bucket(std::uint64_t time) {
  buckets_.emplace(time, Bucket{{time}, 1});
}

void RedisFieldExpiries::rename(Buckets::iterator at, std::uint64_t key) {
  auto bucket = buckets_.extract(at);
  bucket.key() = key;
  buckets_.insert(std::move(bucket));
}

FieldExpiriesMemory RedisFieldExpiries::memory() const {
  if (buckets_.empty()) return {};
  RadixTree<kKeyBytes> tree(allocator_);
  std::uint64_t bytes = allocator_.usable(kTreeBytes);
  for (const auto& [key, bucket] : buckets_) {
    std::array<char, 8> text;
    store_be(text.data(), key);
    tree.add(Bytes(text.data() + 8 - kKeyBytes, kKeyBytes));
    const std::uint64_t segments = bucket.is_chain() ? (bucket.count + kSegment - 1) / kSegment : 1;
    bytes += allocator_.usable(kFirstSegmentBytes) +
             (segments - 1) * allocator_.usable(kNextSegmentBytes);
  }
  const RadixTreeSize size = tree.size();
  const double built = static_cast<double>(std::min(count_, kMostFieldExpiries));
  const double share = static_cast<double>(count_) / built;
  return {.memory_usage = 0,
          .allocated = static_cast<double>(bytes + size.node_bytes) * share,
          .variance = 0,
          .is_exact = count_ <= kMostFieldExpiries};
}

void RedisFieldExpiries::clear() {
  count_ = 0;
  list_.clear();
  buckets_.clear();
}

}  // namespace rdb
