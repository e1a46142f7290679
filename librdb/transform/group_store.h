// The flat keys of one database, sorted into partitions of their groups, in memory and beyond.
//
//   GroupSpill spill(budget, {.folder = "/var/tmp"});      // one for the run
//   GroupStore store(db, spill);
//   store.add(flat_key);                                   // as often as there are keys
//   store.flush();                                         // before anything but add()
//   for (std::size_t i = 0; i < store.kPartitions; ++i) use(store.partition(i));
//
// A partition is a range of leading hash bits: its records stand in input order in chunks, and when
// memory is short all chunks of all stores go to the spill file, as one block or more for each
// partition. Of a group seen before only its number is kept, by the index of its partition.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "librdb/transform/chunk_pool.h"
#include "librdb/transform/group_hash.h"
#include "librdb/transform/group_index.h"
#include "librdb/transform/held_record.h"
#include "librdb/transform/key_feed.h"
#include "librdb/transform/spilled_partition.h"

namespace rdb {

class GroupStore;

/// What the stores of a run share. Holds pointers to them.
class GroupSpill {
 public:
  /// With more than one thread a second puts the keys into their places: see KeyFeed, also for who
  /// may touch the budget when.
  GroupSpill(MemoryBudget& budget, SpillFileOptions options, unsigned threads);
  ~GroupSpill();
  GroupSpill(const GroupSpill&) = delete;
  GroupSpill& operator=(const GroupSpill&) = delete;

  MemoryBudget& budget() { return budget_; }
  SpillFile& file() { return file_; }
  IndexShare& share() { return share_; }
  ChunkPool& pool() { return pool_; }
  KeyFeed& feed() { return feed_; }
  /// Sends everything that is in memory to the file. Also called when the budget is short.
  void make_room();

 private:
  friend class GroupStore;

  MemoryBudget& budget_;
  SpillFile file_;
  IndexShare share_;
  ChunkPool pool_;
  std::vector<GroupStore*> stores_;
  OwnedBytes block_;  // being gathered
  std::uint64_t booked_ = 0;
  KeyFeed feed_;
};

class GroupStore {
 public:
  static constexpr unsigned kPartitionBits = 8;
  static constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;

  /// `spill` must outlive the store.
  GroupStore(std::uint32_t db, GroupSpill& spill, bool several_rules);
  ~GroupStore();
  GroupStore(const GroupStore&) = delete;
  GroupStore& operator=(const GroupStore&) = delete;

  /// Adds a key to its group, copying everything. Throws `LimitExceeded`, `IoError`.
  void add(const FlatKey& flat) {
    if (!spill_.feed().push(*this, flat, several_rules_)) [[unlikely]]
      add_large(flat);
  }
  /// add() for nearly every counter: see KeyBatch::push_counter().
  [[gnu::always_inline]] bool add_counter(Bytes key, std::size_t key_slack, Bytes cut, Bytes field,
                                          std::int64_t value) {
    return spill_.feed().push_counter(*this, key, key_slack, cut, field, value);
  }
  /// Adds a key as it is to the group of its own name.
  void add_held(HeldValue& held, Bytes key);
  /// Puts what is still on its way into its place. Call before partition().
  void flush() { spill_.feed().rest(); }
  /// Puts the keys of a batch into their places. For the feed.
  void place(const KeyBatch& batch);

  std::uint32_t db() const { return db_; }
  bool several_rules() const { return several_rules_; }
  const GroupHasher& hasher() const { return hasher_; }
  bool empty() const { return is_empty_; }

  /// The records of a partition. What of them is in memory stays there until release() or until
  /// the spill makes room.
  const SpilledPartition& partition(std::size_t index);
  void release(std::size_t index);
  /// Frees what only add() needs.
  void release_indexes();

 private:
  friend class GroupSpill;
  // What add() touches of a partition: one cache line.
  struct alignas(kCacheLine) Tail {
    char* at = nullptr;
    char* end = nullptr;
    std::uint64_t records = 0;
    std::uint64_t identities = 0;
    GroupIndex index;
  };

  struct KeyRow;

  KeyBatch::Entry take_row(const KeyBatch& batch, KeyBatch::Entry from, KeyRow& row) const;
  void place(const GroupHash& hash, KeyBatch::Entry entry);
  void add_large(const FlatKey& flat);
  template <typename Write>
  void append(const GroupHash& hash, Bytes name, std::size_t room, Write write);
  bool number_of(Tail& tail, const GroupHash& hash, std::uint32_t& number);
  void open_chunk(std::size_t index, std::size_t needed);
  void close_chunk(std::size_t index);
  void spill(OwnedBytes& block);
  void spill_partition(std::size_t index, OwnedBytes& block);
  void free_chunks(SpilledPartition& data);
  static std::size_t partition_of(std::uint64_t order) { return order >> (64 - kPartitionBits); }

  std::uint32_t db_;
  bool several_rules_;
  bool is_empty_ = true;
  GroupSpill& spill_;
  GroupHasher hasher_;
  std::array<Tail, kPartitions> tails_{};
  std::vector<SpilledPartition> partitions_;
};

}  // namespace rdb
