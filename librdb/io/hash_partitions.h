// Records sorted into partitions by leading bits of a hash, in memory and beyond it.
//
//   HashPartitions parts(file, 64 << 20);
//   parts.add(hash, record);                                // as often as there are records
//   parts.for_each(16 << 20, [](Bytes records) {            // equal hashes are in one call
//     for (HashedRecords all(records); all.next();) use(all.hash(), all.record());
//   });
//
// For questions about equals in data larger than memory: what has to meet has one hash. Records of
// a partition keep their order. Nothing touches the file until `memory` is used up; from then on a
// partition goes to it block by block. The hash should be seeded by the run where it is of names
// from outside, so that nobody can make one partition hold everything.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/io/spill_file.h"

namespace rdb {

/// Reads what a HashPartitions gave out.
class HashedRecords {
 public:
  explicit HashedRecords(Bytes records) : at_(records.data()), end_(at_ + records.size()) {}
  bool next();
  std::uint64_t hash() const { return hash_; }
  /// Lives as long as the bytes it stands in.
  Bytes record() const { return record_; }

 private:
  const char* at_;
  const char* end_;
  std::uint64_t hash_ = 0;
  Bytes record_;
};

class HashPartitions {
 public:
  static constexpr unsigned kBits = 8;
  static constexpr std::size_t kPartitions = std::size_t{1} << kBits;

  /// Partitions are by the `kBits` bits of the hash behind the first `bits_used`. Holds at most
  /// `memory` bytes and a block of records; `file` must outlive the object.
  HashPartitions(SpillFile& file, std::uint64_t memory, unsigned bits_used = 0);

  /// Copies the record. Throws `IoError`.
  void add(std::uint64_t hash, Bytes record);
  std::uint64_t records() const { return records_; }
  bool empty() const { return records_ == 0; }
  unsigned bits_used() const { return bits_used_; }

  /// Frees the memory, if some of the records are in the file already. Call before what follows.
  void finish();
  /// Bytes of partition `i`, as pieces() and load() give them.
  std::uint64_t bytes(std::size_t i) const { return partitions_[i].bytes; }
  /// The records in order, some at a time.
  void pieces(std::size_t i, const std::function<void(Bytes)>& use);
  /// All of them, in memory: a view of its own or into `buffer`.
  Bytes load(std::size_t i, OwnedBytes& buffer);
  bool can_split() const { return bits_used_ + 2 * kBits <= 64; }
  /// The partition by the next bits. Requires: can_split().
  std::unique_ptr<HashPartitions> split(std::size_t i);
  void release(std::size_t i);

  /// All partitions in the order of their hashes, split until each fits into `most` bytes. What was
  /// given out is freed. Throws `LimitExceeded` if records of one hash do not fit.
  void for_each(std::uint64_t most, const std::function<void(Bytes)>& use);

 private:
  struct Partition {
    OwnedBytes open;
    std::vector<std::uint64_t> blocks;
    std::uint64_t bytes = 0;
  };
  void append(Partition& partition, std::uint64_t hash, Bytes record);
  void write(Partition& partition);
  void spill();

  SpillFile& file_;
  std::uint64_t memory_;
  std::uint64_t held_ = 0;  // capacity of all open parts
  unsigned bits_used_;
  std::size_t block_bytes_;
  std::uint64_t records_ = 0;
  bool spilled_ = false;
  std::vector<Partition> partitions_;
};

}  // namespace rdb
