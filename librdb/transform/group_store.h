// The flat keys of one database, sorted into partitions of their groups, in memory and beyond.
//
//   GroupSpill spill(budget, {.folder = "/var/tmp"});      // one for the run
//   GroupStore store(db, spill);
//   store.add(flat_key);                                   // as often as there are keys
//   store.flush();
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
#include "librdb/transform/group_queue.h"
#include "librdb/transform/held_record.h"
#include "librdb/transform/spilled_partition.h"

namespace rdb {

class GroupStore;

/// What the stores of a run share. Holds pointers to them.
class GroupSpill {
 public:
  GroupSpill(MemoryBudget& budget, SpillFileOptions options);
  ~GroupSpill();
  GroupSpill(const GroupSpill&) = delete;
  GroupSpill& operator=(const GroupSpill&) = delete;

  MemoryBudget& budget() { return budget_; }
  SpillFile& file() { return file_; }
  IndexShare& share() { return share_; }
  ChunkPool& pool() { return pool_; }
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
    if (!queue_.push(flat, several_rules_)) [[unlikely]]
      return add_large(flat);
    advance();
  }
  /// add() for nearly every counter: see GroupQueue::push_counter().
  bool add_counter(Bytes key, std::size_t key_slack, Bytes cut, Bytes field, std::int64_t value) {
    if (!queue_.push_counter(key, key_slack, cut, field, value)) return false;
    advance();
    return true;
  }
  /// Adds a key as it is to the group of its own name.
  void add_held(HeldValue& held, Bytes key);
  /// Puts what is still on its way into its place. Call before partition().
  void flush();

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

  void advance();
  void hash(GroupQueue::Key& key);
  void place(const GroupQueue::Key& key);
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
  GroupQueue queue_;
  std::uint64_t hashed_ = 0;  // keys of the queue that have got so far
  std::uint64_t placed_ = 0;
  std::array<Tail, kPartitions> tails_{};
  std::vector<SpilledPartition> partitions_;
};

}  // namespace rdb
