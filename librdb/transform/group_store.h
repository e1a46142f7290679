// The flat keys of one database, sorted into partitions of their groups, in memory.
//
//   GroupStore store(db, budget);
//   GroupBatch batch;
//   if (!batch.add(head, tail, record)) { store.add(batch); … }   // 32 keys at a time
//   store.add(batch);
//
// A partition is a range of leading hash bits: its records, in input order, stand in a list of
// chunks small enough that a partition of millions of keys is put in order inside the cache.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "librdb/transform/flat_record.h"
#include "librdb/transform/group_table.h"

namespace rdb {

/// Up to 32 keys whose look-ups are done together. Owns copies of what it was given.
class GroupBatch {
 public:
  static constexpr std::size_t kKeys = 32;
  struct Staged {
    Bytes key;
    FlatRecord record;
    std::uint64_t hash = 0;
  };

  bool full() const { return size_ == kKeys; }
  bool empty() const { return size_ == 0; }
  /// Adds the group key `front` + `back` and a record; false, and nothing added, when there is no
  /// room left. The copy's key lives until `clear()`.
  bool add(Bytes front, Bytes back, const FlatRecord& record) {
    const std::size_t key_size = front.size() + back.size();
    const std::size_t needed = key_size + record.field.byte_count() + record.value.byte_count();
    if (full() || needed > buffer_.size() - used_) return false;
    char* to = buffer_.data() + used_;
    Staged& staged = staged_[size_++];
    staged.key = {to, key_size};
    to = copy(to, front);
    to = copy(to, back);
    staged.record.field = keep(record.field, to);
    staged.record.value = keep(record.value, to);
    used_ += needed;
    return true;
  }
  Staged* begin() { return staged_.data(); }
  Staged* end() { return staged_.data() + size_; }
  const Staged& last() const { return staged_[size_ - 1]; }
  /// Takes the last one back.
  void pop() { --size_; }
  void clear() {
    size_ = 0;
    used_ = 0;
  }

 private:
  static char* copy(char* to, Bytes bytes) {
    std::memcpy(to, bytes.data(), bytes.size());
    return to + bytes.size();
  }
  static Scalar keep(const Scalar& scalar, char*& to) {
    if (scalar.is_integer()) return scalar;
    const char* const from = to;
    to = copy(to, scalar.as_bytes());
    return Scalar::bytes({from, scalar.byte_count()});
  }

  std::array<Staged, kKeys> staged_;
  std::array<char, 6144> buffer_;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
};

class GroupStore {
 public:
  static constexpr unsigned kPartitionBits = 8;
  static constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;

  struct Chunk {
    std::unique_ptr<char[]> data;
    std::size_t size = 0;
    std::size_t used = 0;
  };
  struct Partition {
    std::vector<Chunk> chunks;
    std::vector<GroupHead*> groups;  // by number
    std::uint64_t bytes = 0;         // of the chunks
    std::uint64_t records = 0;
  };

  GroupStore(std::uint32_t db, MemoryBudget& budget);
  ~GroupStore();
  GroupStore(const GroupStore&) = delete;
  GroupStore& operator=(const GroupStore&) = delete;

  /// Adds the batch's keys and clears it. Throws `LimitExceeded` before more than the budget is
  /// held.
  void add(GroupBatch& batch);
  /// Adds one of any size.
  void add(Bytes key, const FlatRecord& record);
  /// The group of this name, made (with no records) if there is none.
  GroupHead& group(Bytes key);

  std::uint32_t db() const { return db_; }
  ByteArena& arena() { return table_.arena(); }
  std::uint64_t records() const { return records_; }
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
  };
  GroupHead& find(std::uint64_t hash, Bytes key);
  void append(GroupHead& head, const FlatRecord& record);
  void open_chunk(std::size_t index, std::size_t needed);
  void book(std::uint64_t& most, std::uint64_t now, std::uint64_t bytes_each);
  static std::size_t partition_of(std::uint64_t hash) { return hash >> (64 - kPartitionBits); }

  std::uint32_t db_;
  MemoryBudget& budget_;
  GroupTable table_;
  std::array<Tail, kPartitions> tails_{};
  std::vector<Partition> partitions_;
  std::uint64_t records_ = 0;
  std::uint64_t most_records_ = 0;  // in a partition
  std::uint64_t most_groups_ = 0;   // in a partition
  std::uint64_t most_fields_ = 0;   // in a group
  std::uint64_t booked_ = 0;        // fixed parts, lists of groups, scratch of the emitter
};

}  // namespace rdb
