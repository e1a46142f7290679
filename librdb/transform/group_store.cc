#include "librdb/transform/group_store.h"

#include <algorithm>
#include <bit>

#include "librdb/transform/group_emitter.h"

namespace rdb {
namespace {

constexpr std::size_t kFirstChunk = 512;
constexpr std::size_t kLargestChunk = std::size_t{16} << 10;
constexpr std::size_t kFirstGroups = 8;

}  // namespace

GroupStore::GroupStore(std::uint32_t db, MemoryBudget& budget)
    : db_(db), budget_(budget), table_(budget) {
  booked_ = sizeof(GroupStore) + kPartitions * sizeof(Partition);
  budget_.take(booked_);
  partitions_.resize(kPartitions);
}

GroupStore::~GroupStore() {
  for (std::size_t i = 0; i < kPartitions; ++i) release(i);
  budget_.give(booked_);
}

void GroupStore::hash(GroupQueue::Key& key) {
  key.hash = group_hash(db_, key.name);
  table_.prefetch_slot(key.hash);
}

void GroupStore::place(const GroupQueue::Key& key) {
  const bool known = key.head != nullptr && key.head->is(key.hash, key.name);
  append(known ? *key.head : find(key.hash, key.name), key.record);
}

void GroupStore::advance() {
  const std::uint64_t waiting = queue_.pushed() - placed_;
  if (waiting < GroupQueue::kPlaceAt) [[unlikely]] {  // filling
    if (waiting > GroupQueue::kSettleAt) queue_.settle(queue_[settled_++]);
    if (waiting > GroupQueue::kHashAt) hash(queue_[hashed_++]);
    return;
  }
  queue_.settle(queue_[settled_++]);
  hash(queue_[hashed_++]);
  GroupQueue::Key& key = queue_[queue_.pushed() - GroupQueue::kHeadAt];
  key.head = table_.prefetch_head(key.hash);
  place(queue_[placed_++]);
}

void GroupStore::flush() {
  while (settled_ != queue_.pushed()) queue_.settle(queue_[settled_++]);
  while (hashed_ != queue_.pushed()) hash(queue_[hashed_++]);
  while (placed_ != queue_.pushed()) place(queue_[placed_++]);
}

// Out of turn would be out of order, so the queue is emptied first.
void GroupStore::add_large(const FlatKey& flat) {
  flush();
  budget_.take(flat.key.size());
  const OwnedBytes name = group_name(flat);
  const auto integer = canonical_integer(flat.field);
  append(group(name),
         {integer ? Scalar::integer(*integer) : Scalar::bytes(flat.field), flat.value});
  budget_.give(flat.key.size());
}

GroupHead& GroupStore::group(Bytes key) { return find(group_hash(db_, key), key); }

GroupHead& GroupStore::find(std::uint64_t hash, Bytes key) {
  bool made = false;
  GroupHead& head = table_.find_or_make(hash, key, made);
  if (!made) [[likely]]
    return head;
  auto& groups = partitions_[partition_of(hash)].groups;
  if (groups.size() == groups.capacity()) {
    const std::size_t before = groups.capacity();
    const std::size_t after = std::max(before * 2, kFirstGroups);
    budget_.take(after * sizeof(GroupHead*));  // while the list moves both are there
    groups.reserve(after);
    budget_.give(before * sizeof(GroupHead*));
    booked_ += (after - before) * sizeof(GroupHead*);
    book(most_groups_, after, GroupEmitter::kScratchPerGroup);
  }
  head.number = static_cast<std::uint32_t>(groups.size());
  groups.push_back(&head);
  return head;
}

void GroupStore::append(GroupHead& head, const FlatRecord& record) {
  const std::size_t index = partition_of(head.hash);
  const std::size_t needed =
      flat_record::room_for(record.field.byte_count() + record.value.byte_count());
  Tail& tail = tails_[index];
  if (static_cast<std::size_t>(tail.end - tail.at) < needed) open_chunk(index, needed);
  ++head.count;
  if ((head.count & (head.count - 1)) == 0) [[unlikely]] {  // popcount would be a call
    book(most_fields_, std::uint64_t{head.count} * 2, GroupEmitter::kScratchPerField);
  }
  __builtin_prefetch(tail.at + 128, 1);  // the line after next: stores that miss pile up
  tail.at = flat_record::put(tail.at, head.number, record);
  ++tail.records;
}

void GroupStore::open_chunk(std::size_t index, std::size_t needed) {
  Partition& open = partition(index);
  const auto wanted = static_cast<std::size_t>(std::bit_ceil(open.bytes / 2 + 1));
  const std::size_t usual = std::clamp(wanted, kFirstChunk, kLargestChunk);
  const std::size_t size = std::max(usual, needed);
  book(most_records_, tails_[index].records + usual / flat_record::kLeast + 1,
       GroupEmitter::kScratchPerRecord);
  Chunk chunk;
  budget_.take(2 * sizeof(Chunk));  // its place in the doubling list
  booked_ += 2 * sizeof(Chunk);
  if (size == kLargestChunk) {
    chunk.data = cut_chunk();
  } else {
    budget_.take(size);
    open.own_bytes += size;
    chunk.own = allocate_big(size);
    chunk.data = chunk.own.get();
  }
  tails_[index].at = chunk.data;
  tails_[index].end = chunk.data + size;
  open.chunks.push_back(std::move(chunk));
  open.bytes += size;
}

char* GroupStore::cut_chunk() {
  if (cut_ == cut_end_) {
    budget_.take(kHugePage + 2 * sizeof(BigMemory));
    booked_ += kHugePage + 2 * sizeof(BigMemory);
    slabs_.push_back(allocate_big(kHugePage));
    cut_ = slabs_.back().get();
    cut_end_ = cut_ + kHugePage;
  }
  cut_ += kLargestChunk;
  return cut_ - kLargestChunk;
}

// Putting a partition in order needs room in proportion to the largest one: booked as it grows, so
// that the limit is met while reading and not when half of the output is written.
void GroupStore::book(std::uint64_t& most, std::uint64_t now, std::uint64_t bytes_each) {
  if (now <= most) return;
  const std::uint64_t more = (now - most) * bytes_each;
  budget_.take(more);
  booked_ += more;
  most = now;
}

GroupStore::Partition& GroupStore::partition(std::size_t index) {
  Partition& result = partitions_[index];
  if (!result.chunks.empty()) {
    Chunk& last = result.chunks.back();
    last.used = static_cast<std::size_t>(tails_[index].at - last.data);
  }
  return result;
}

void GroupStore::release(std::size_t index) {
  Partition& done = partitions_[index];
  budget_.give(done.own_bytes);
  done.chunks.clear();
  done.chunks.shrink_to_fit();
  done.bytes = 0;
  done.own_bytes = 0;
  tails_[index] = {};
}

}  // namespace rdb
