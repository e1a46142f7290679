#include "librdb/transform/large_group.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <queue>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/random_seed.h"

namespace rdb {
namespace {

constexpr std::uint64_t kMostBuckets = 256;
constexpr std::uint64_t kMostBuffer = std::uint64_t{16} << 10;
// What a record of a few bytes takes while its bucket is settled, by its bytes.
constexpr std::uint64_t kMemoryPerByte = 16;

Attributes expiry_only(std::int64_t expire_ms) {
  Attributes attributes;
  attributes.expire_ms = expire_ms;
  return attributes;
}

}  // namespace

LargeGroup::LargeGroup(SpillFile& file, MemoryBudget& budget, FieldMerge& merge, std::uint32_t db,
                       Bytes name, FieldConflict conflict, std::uint64_t expected_bytes)
    : file_(file),
      budget_(budget),
      merge_(merge),
      db_(db),
      name_(name),
      conflict_(conflict),
      seed_(random_seed()) {
  merge_.clear();
  const std::uint64_t part = std::max<std::uint64_t>(budget_.left() / 4, 1);
  const std::uint64_t wanted = expected_bytes / part * kMemoryPerByte + 2;
  buckets_.resize(static_cast<std::size_t>(std::min(wanted, kMostBuckets)));
  buffer_bytes_ =
      static_cast<std::size_t>(std::clamp<std::uint64_t>(part / buckets_.size(), 64, kMostBuffer));
  booked_ = buckets_.size() * (buffer_bytes_ + sizeof(Bucket));
  budget_.take(booked_);
}

LargeGroup::~LargeGroup() { budget_.give(booked_); }

void LargeGroup::append(Bucket& bucket, std::uint64_t place, const FlatRecord& record) {
  const std::size_t room =
      10 + flat_record::room_for(record.field.byte_count() + record.value.byte_count());
  const std::size_t at = bucket.buffer.size();
  bucket.buffer.resize(at + room);
  char* const begin = bucket.buffer.data() + at;
  char* to = flat_record::put_varint(begin, place);
  to = flat_record::put_attributes(to, expiry_only(record.expire_ms));
  to = flat_record::put(to, record);
  bucket.buffer.resize(at + static_cast<std::size_t>(to - begin));
  bucket.bytes += static_cast<std::size_t>(to - begin);
  ++bucket.records;
  if (bucket.buffer.size() >= buffer_bytes_) flush(bucket);
}

void LargeGroup::flush(Bucket& bucket) {
  if (bucket.buffer.empty()) return;
  bucket.blocks.push_back(file_.append(bucket.buffer));
  bucket.buffer.clear();
}

void LargeGroup::add(const FlatRecord& record) {
  const std::uint64_t hash =
      record.field.is_integer()
          ? (static_cast<std::uint64_t>(record.field.as_integer()) ^ seed_) * 0x9e3779b97f4a7c15
          : XXH3_64bits_withSeed(record.field.as_bytes().data(), record.field.byte_count(), seed_);
  append(buckets_[static_cast<std::size_t>((hash >> 32) * buckets_.size() >> 32)], place_++,
         record);
}

std::uint64_t LargeGroup::finish() {
  std::uint64_t fields = 0;
  for (Bucket& bucket : buckets_) flush(bucket);
  for (Bucket& bucket : buckets_) {
    settle(bucket);
    fields += bucket.records;
  }
  merge_.clear();
  return fields;
}

// Once in memory as a whole, then written again without what came twice.
void LargeGroup::settle(Bucket& bucket) {
  if (bucket.records == 0) return;
  const std::uint64_t bytes =
      bucket.bytes + flat_record::room_for(0) + bucket.records * sizeof(std::uint64_t);
  if (budget_.left() < bytes || !merge_.has_room(bucket.records)) {
    throw LimitExceeded("the new hash \"" + escaped(name_) + "\" is too large even in " +
                        std::to_string(buckets_.size()) + " parts: raise --memory-limit");
  }
  budget_.take(bytes);
  OwnedBytes all;
  all.reserve(static_cast<std::size_t>(bucket.bytes) + flat_record::room_for(0));
  OwnedBytes block;
  for (std::uint64_t at : bucket.blocks) {
    file_.read(at, block);
    all += block;
  }
  std::vector<std::uint64_t> places;
  places.reserve(static_cast<std::size_t>(bucket.records));
  merge_.start(static_cast<std::size_t>(bucket.records), db_, name_, conflict_);
  for (const char* from = all.data(); from < all.data() + all.size();) {
    std::uint64_t place = 0;
    from = flat_record::get_varint(from, place);
    FlatRecord record;
    from = flat_record::get(from, record);
    if (merge_.add(record)) places.push_back(place);
  }
  bucket.blocks.clear();
  bucket.bytes = bucket.records = 0;
  const auto fields = merge_.fields();
  for (std::size_t i = 0; i < fields.size(); ++i) append(bucket, places[i], fields[i]);
  flush(bucket);
  budget_.give(bytes);
}

void LargeGroup::for_each(const std::function<void(const FlatRecord&)>& use) {
  // The next place of each bucket that is not at its end, the least on top.
  using Next = std::pair<std::uint64_t, std::size_t>;
  std::priority_queue<Next, std::vector<Next>, std::greater<>> next;
  std::vector<std::size_t> block(buckets_.size(), 0);
  std::vector<const char*> at(buckets_.size(), nullptr);
  const auto advance = [&](std::size_t i) {
    Bucket& bucket = buckets_[i];
    if (at[i] == nullptr || at[i] == bucket.buffer.data() + bucket.buffer.size()) {
      if (block[i] == bucket.blocks.size()) return;
      std::uint64_t from = bucket.blocks[block[i]++];
      bucket.buffer.reserve(2 * buffer_bytes_ + flat_record::room_for(0));
      file_.read(from, bucket.buffer);
      at[i] = bucket.buffer.data();
    }
    std::uint64_t place = 0;
    at[i] = flat_record::get_varint(at[i], place);
    next.emplace(place, i);
  };
  for (std::size_t i = 0; i < buckets_.size(); ++i) advance(i);
  while (!next.empty()) {
    const std::size_t i = next.top().second;
    next.pop();
    FlatRecord record;
    at[i] = flat_record::get(at[i], record);
    use(record);
    advance(i);
  }
}

}  // namespace rdb
