// The flat keys of one database, sorted into partitions of their groups, in memory.
//
//   GroupStore store(db, budget);
//   store.add(flat_key);                 // as often as there are keys
//   store.flush();
//   for (size_t i = 0; i < store.kPartitions; ++i) use(store.partition(i));
//
// A partition is a range of leading hash bits: its records, in input order, stand in a list of
// chunks small enough that a partition of millions of keys is put in order inside the cache.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "librdb/transform/big_memory.h"
#include "librdb/transform/flat_record.h"
#include "librdb/transform/group_queue.h"
#include "librdb/transform/group_table.h"

namespace rdb {

class GroupStore {
 public:
  static constexpr unsigned kPartitionBits = 8;
  static constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;

  struct Chunk {
    BigMemory own;  // empty if the chunk was cut from a slab
    char* data = nullptr;
    std::size_t used = 0;
  };
  struct Partition {
    std::vector<Chunk> chunks;
    std::vector<GroupHead*> groups;  // by number
    std::uint64_t bytes = 0;         // of the chunks
    std::uint64_t own_bytes = 0;     // of those that are freed with the partition
  };

  GroupStore(std::uint32_t db, MemoryBudget& budget);
  ~GroupStore();
  GroupStore(const GroupStore&) = delete;
  GroupStore& operator=(const GroupStore&) = delete;

  /// Adds a key to its group, copying everything. Throws `LimitExceeded` before more than the
  /// budget is held.
  void add(const FlatKey& flat) {
    if (!queue_.push(flat)) [[unlikely]]
      return add_large(flat);
    advance();
  }
  /// Puts what is still on its way into its place. Call before reading.
  void flush();
  /// The group of this name, made (with no records) if there is none.
  GroupHead& group(Bytes key);

  std::uint32_t db() const { return db_; }
  ByteArena& arena() { return table_.arena(); }
  /// No groups and no names held.
  bool empty() const { return table_.size() == 0; }

  /// Closes the chunk being written, so that all of the partition can be read.
  Partition& partition(std::size_t index);
  /// Frees the partition's records (heads stay).
  void release(std::size_t index);

 private:
  struct Tail {
    char* at = nullptr;
    char* end = nullptr;
    std::uint64_t records = 0;
  };
  void advance();
  void hash(GroupQueue::Key& key);
  void place(const GroupQueue::Key& key);
  void add_large(const FlatKey& flat);
  GroupHead& find(std::uint64_t hash, Bytes key);
  void append(GroupHead& head, const FlatRecord& record);
  void open_chunk(std::size_t index, std::size_t needed);
  char* cut_chunk();
  void book(std::uint64_t& most, std::uint64_t now, std::uint64_t bytes_each);
  static std::size_t partition_of(std::uint64_t hash) { return hash >> (64 - kPartitionBits); }

  std::uint32_t db_;
  MemoryBudget& budget_;
  GroupTable table_;
  GroupQueue queue_;
  std::uint64_t settled_ = 0;  // keys of the queue that have got so far
  std::uint64_t hashed_ = 0;
  std::uint64_t placed_ = 0;
  std::array<Tail, kPartitions> tails_{};
  std::vector<Partition> partitions_;
  std::vector<BigMemory> slabs_;  // the largest chunks are cut from
  char* cut_ = nullptr;           // what is left of the last slab
  char* cut_end_ = nullptr;
  std::uint64_t most_records_ = 0;  // in a partition
  std::uint64_t most_groups_ = 0;   // in a partition
  std::uint64_t most_fields_ = 0;   // in a group
  std::uint64_t booked_ = 0;        // fixed parts, lists of groups, slabs, scratch of the emitter
};

}  // namespace rdb
