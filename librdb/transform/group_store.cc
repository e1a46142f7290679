#include "librdb/transform/group_store.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::size_t kFirstChunk = 512;
constexpr std::size_t kLargestChunk = std::size_t{16} << 10;

// A chunk for every partition must not take more than a part of all memory.
std::size_t chunk_bytes(std::uint64_t limit) {
  const std::uint64_t share = std::bit_floor(limit / (4 * GroupStore::kPartitions) | 1);
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(share, 256, kLargestChunk));
}

// For what is held beside the records: one held key, blocks on their way.
std::uint64_t reserve_of(std::uint64_t limit) {
  return std::min<std::uint64_t>(limit / 8, std::uint64_t{4} << 20);
}

constexpr std::uint64_t kBlockScratch = 2 * (SpillFile::kBlockBytes + kLargestChunk);

// The line after next: stores that miss pile up. (Inlined, or g++ 12 drops calls of it.)
[[gnu::always_inline]] inline void prefetch_tail(const char* at) {
  __builtin_prefetch(at + 128, 1);
}

}  // namespace

// Keys of a batch, and what is known of them by now.
struct GroupStore::KeyRow {
  static constexpr std::size_t kMost = 16;
  std::size_t count = 0;
  std::array<KeyBatch::Entry, kMost> entries;
  std::array<GroupHash, kMost> hashes;
};

namespace {

template <typename Row>
[[gnu::always_inline]] inline void hash_names(const GroupHasher& hasher, Row& row) {
  for (std::size_t i = 0; i < row.count; ++i) row.hashes[i] = hasher(row.entries[i].name());
}

#if defined(__x86_64__)
const bool has_bmi2 = (__builtin_cpu_init(), __builtin_cpu_supports("bmi2"));

// Products to registers of choice: a tenth of the instructions less.
template <typename Row>
[[gnu::target("bmi2")]] void hash_names_bmi2(const GroupHasher& hasher, Row& row) {
  hash_names(hasher, row);
}

template <typename Row>
void hash_row(const GroupHasher& hasher, Row& row) {
  has_bmi2 ? hash_names_bmi2(hasher, row) : hash_names(hasher, row);
}
#else
template <typename Row>
void hash_row(const GroupHasher& hasher, Row& row) {
  hash_names(hasher, row);
}
#endif

}  // namespace

// ---- GroupSpill -------------------------------------------------------------------------------

GroupSpill::GroupSpill(MemoryBudget& budget, SpillFileOptions options, unsigned threads)
    : budget_(budget),
      file_(std::move(options)),
      share_{.most = budget.limit() / 8 * 5},
      pool_(budget, reserve_of(budget.limit()), chunk_bytes(budget.limit())),
      feed_(threads, budget) {
  budget_.set_on_pressure([this] { make_room(); });
}

GroupSpill::~GroupSpill() {
  budget_.set_on_pressure({});
  pool_.release();
  budget_.give(booked_);
}

void GroupSpill::make_room() {
  if (booked_ == 0 && budget_.left() >= kBlockScratch) {
    budget_.take(kBlockScratch);
    booked_ = kBlockScratch;
  }
  for (GroupStore* const store : stores_) store->spill(block_);
  pool_.release();
}

// ---- GroupStore -------------------------------------------------------------------------------

GroupStore::GroupStore(std::uint32_t db, GroupSpill& spill, bool several_rules)
    : db_(db), several_rules_(several_rules), spill_(spill), hasher_(db) {
  spill_.budget().take(sizeof(GroupStore) + kPartitions * sizeof(SpilledPartition));
  partitions_.resize(kPartitions);
  spill_.stores_.push_back(this);
}

GroupStore::~GroupStore() {
  spill_.feed().drop();  // an error is under way if there is anything
  release_indexes();
  for (SpilledPartition& partition : partitions_) free_chunks(partition);
  std::erase(spill_.stores_, this);
  spill_.budget().give(sizeof(GroupStore) + kPartitions * sizeof(SpilledPartition));
}

void GroupStore::release_indexes() {
  for (Tail& tail : tails_) tail.index.release(spill_.share(), spill_.budget());
}

// Row by row, and each of its steps for all of a row: no step then waits for the one before. What a
// row wants of memory is asked for while the row before it is placed.
void GroupStore::place(const KeyBatch& batch) {
  std::array<KeyRow, 2> rows;
  KeyRow* now = &rows[0];
  KeyRow* ahead = &rows[1];
  KeyBatch::Entry rest = take_row(batch, batch.first(), *ahead);
  while (ahead->count != 0) {
    std::swap(now, ahead);
    rest = take_row(batch, rest, *ahead);
    for (std::size_t i = 0; i < now->count; ++i) place(now->hashes[i], now->entries[i]);
  }
}

KeyBatch::Entry GroupStore::take_row(const KeyBatch& batch, KeyBatch::Entry from,
                                     KeyRow& row) const {
  row.count = 0;
  for (; row.count < KeyRow::kMost && from != batch.behind_last(); ++row.count) {
    row.entries[row.count] = from;
    from = from.next();
  }
  hash_row(hasher_, row);
  for (std::size_t i = 0; i < row.count; ++i) {
    const GroupHash& hash = row.hashes[i];
    tails_[partition_of(hash.order)].index.prefetch(hash.identity);
  }
  return from;
}

[[gnu::always_inline]] inline void GroupStore::place(const GroupHash& hash, KeyBatch::Entry entry) {
  constexpr std::size_t kUsual = KeyBatch::kRecordSlack;
  Tail& tail = tails_[partition_of(hash.order)];
  const std::uint32_t number = tail.index.find(hash.identity);
  const Bytes record = entry.record();
  char* const to = tail.at;
  if (number != GroupIndex::kNone && record.size() <= kUsual &&
      static_cast<std::size_t>(tail.end - to) >= spilled_room(0) + 2 * kUsual) [[likely]] {
    ++tail.records;
    tail.identities += hash.identity;
    prefetch_tail(to);
    char* const at = put_spilled(to, std::uint64_t{number} + 1, nullptr);
    tail.at = at + record.size();
    std::memcpy(at, record.data(), kUsual);
    return;
  }
  append(hash, entry.name(), record.size() + kUsual, [&](char* at) {
    std::memcpy(at, record.data(), record.size());
    return at + record.size();
  });
}

// Out of turn would be out of order, so what is on its way goes first.
void GroupStore::add_large(const FlatKey& flat) {
  flush();
  const std::uint64_t bytes = flat.name_size();
  spill_.budget().take(bytes);
  const OwnedBytes name = group_name(flat);
  const std::size_t room = flat_record::room_for(flat.field.size() + flat.value.byte_count()) + 1;
  append(hasher_(name), name, room, [&](char* to) { return put_record(to, flat, several_rules_); });
  spill_.budget().give(bytes);
}

void GroupStore::add_held(HeldValue& held, Bytes key) {
  HeldRecord record;
  record.head = held.head();
  record.form = held.form();
  record.body_size = held.body_size();
  record.in_file = held.spooled();
  if (record.in_file) {
    record.block = spill_body(held.take_spool()->replay(), spill_.file());
  } else {
    record.body = held.body();
  }
  append(hasher_(key), key, held_record::room_for(record) + 1 + flat_record::room_for(0),
         [&](char* to) {
           if (several_rules_) *to++ = 0;
           return held_record::put(to, record);
         });
  held.forget();
}

// The number of a group that was not there before; false if it gets none. Memory may be short for a
// moment only, but a group that goes without a number stays without. Cold.
bool GroupStore::number_of(Tail& tail, const GroupHash& hash, std::uint32_t& number) {
  const std::uint64_t bytes = tail.index.bytes_to_add();
  if (spill_.budget().left() < bytes) spill_.make_room();
  if (spill_.budget().left() < bytes ||
      !tail.index.add(hash.identity, spill_.share(), spill_.budget())) {
    tail.index.close();
    return false;
  }
  number = tail.index.size() - 1;
  return true;
}

template <typename Write>
void GroupStore::append(const GroupHash& hash, Bytes name, std::size_t room, Write write) {
  const std::size_t at = partition_of(hash.order);
  Tail& tail = tails_[at];
  std::uint32_t number = tail.index.find(hash.identity);
  bool numbered = number != GroupIndex::kNone;
  const Bytes* stored_name = nullptr;
  if (!numbered) [[unlikely]] {
    numbered = number_of(tail, hash, number);
    ++partitions_[at].names;
    stored_name = &name;
    room += name.size();
    is_empty_ = false;
  }
  room += spilled_room(0);
  if (static_cast<std::size_t>(tail.end - tail.at) < room) [[unlikely]]
    open_chunk(at, room);
  ++tail.records;
  if (numbered) tail.identities += hash.identity;
  prefetch_tail(tail.at);
  tail.at = write(put_spilled(tail.at, numbered ? std::uint64_t{number} + 1 : 0, stored_name));
}

void GroupStore::close_chunk(std::size_t index) {
  SpilledPartition& data = partitions_[index];
  Tail& tail = tails_[index];
  if (tail.at == nullptr) return;
  SpilledPartition::Chunk& last = data.chunks.back();
  last.used = static_cast<std::size_t>(tail.at - last.data);
  data.bytes += last.used;
  tail.at = tail.end = nullptr;
}

void GroupStore::open_chunk(std::size_t index, std::size_t needed) {
  close_chunk(index);
  SpilledPartition& open = partitions_[index];
  const std::size_t largest = spill_.pool().chunk_bytes();
  const auto wanted = static_cast<std::size_t>(std::bit_ceil(open.bytes / 2 + 1));
  SpilledPartition::Chunk chunk;
  chunk.size = std::max(std::clamp(wanted, std::min(kFirstChunk, largest), largest), needed);
  constexpr std::size_t kPlace = 2 * sizeof(SpilledPartition::Chunk);  // in the doubling list
  spill_.budget().take(kPlace);  // before a chunk is in hand: making room takes all of them away
  if (chunk.size == largest) {
    chunk.data = spill_.pool().take();
    if (chunk.data == nullptr) {
      spill_.make_room();
      chunk.data = spill_.pool().take();
    }
  }
  if (chunk.data == nullptr) {
    spill_.budget().take(chunk.size);
    chunk.own = allocate_big(chunk.size);
    chunk.data = chunk.own.get();
  }
  tails_[index].at = chunk.data;
  tails_[index].end = chunk.data + chunk.size;
  open.chunks.push_back(std::move(chunk));
}

void GroupStore::spill(OwnedBytes& block) {
  for (std::size_t i = 0; i < kPartitions; ++i) spill_partition(i, block);
}

void GroupStore::spill_partition(std::size_t index, OwnedBytes& block) {
  close_chunk(index);
  SpilledPartition& data = partitions_[index];
  const auto write = [&](Bytes bytes) {
    if (!bytes.empty()) data.blocks.push_back(spill_.file().append(bytes));
  };
  block.clear();
  for (const SpilledPartition::Chunk& chunk : data.chunks) {
    if (block.size() + chunk.used > SpillFile::kBlockBytes) {
      write(block);
      block.clear();
    }
    if (chunk.used > SpillFile::kBlockBytes) {
      write(Bytes(chunk.data, chunk.used));
    } else {
      block.append(chunk.data, chunk.used);
    }
  }
  write(block);
  free_chunks(data);
}

const SpilledPartition& GroupStore::partition(std::size_t index) {
  close_chunk(index);
  SpilledPartition& data = partitions_[index];
  data.records = tails_[index].records;
  data.identities = tails_[index].identities;
  data.numbers = tails_[index].index.size();
  data.hash_bits = kPartitionBits;
  return data;
}

void GroupStore::release(std::size_t index) {
  free_chunks(partitions_[index]);
  partitions_[index] = {};
  tails_[index].records = tails_[index].identities = 0;
}

void GroupStore::free_chunks(SpilledPartition& data) {
  constexpr std::size_t kPlace = 2 * sizeof(SpilledPartition::Chunk);
  for (const SpilledPartition::Chunk& chunk : data.chunks) {
    spill_.budget().give(kPlace + (chunk.own != nullptr ? chunk.size : 0));
  }
  data.chunks.clear();
  data.chunks.shrink_to_fit();
}

}  // namespace rdb
