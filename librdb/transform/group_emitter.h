// Puts the groups of a database in order and sends them on as hashes.
//
//   GroupEmitter emitter(next, context);
//   emitter.emit(store, keys);        // partition by partition, freeing what has left
//
// A partition is ordered by a counting sort over the numbers of its groups (its records fit the
// cache), its groups by (hash, key bytes). Fields given twice are found with a table that is used
// again for every group.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "librdb/transform/group_store.h"
#include "librdb/transform/held_keys.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

/// An array that is used again: grows by being made anew, so that old and new never both exist.
template <typename T>
class Scratch {
 public:
  /// At least `n` elements, content unspecified.
  T* of_size(std::size_t n) {
    if (n > capacity_) {
      data_.reset();
      data_.reset(new T[n]);
      capacity_ = n;
    }
    return data_.get();
  }

 private:
  std::unique_ptr<T[]> data_;
  std::size_t capacity_ = 0;
};

/// What of two values for one field goes on.
enum class FieldConflict : std::uint8_t { fail, first, last, sum };

struct EmitContext {
  FieldConflict conflict = FieldConflict::fail;
  bool leave = false;  ///< the sink needs Leave
  RegroupStats& stats;
  MemoryBudget& budget;
  DecoderSource decoder;
};

class GroupEmitter {
 public:
  /// Bytes of scratch for each record and group of the largest partition, each field of the largest
  /// group: whoever fills a store books them.
  static constexpr std::uint64_t kScratchPerRecord = 8;
  static constexpr std::uint64_t kScratchPerGroup = 24;
  static constexpr std::uint64_t kScratchPerField = 48;

  /// Both must outlive the emitter.
  GroupEmitter(EventSink& next, EmitContext& context);

  /// Everything of the store. Throws `Refused` for conflicts.
  void emit(GroupStore& store, HeldKeys& keys);

 private:
  struct Sorted {
    std::uint64_t hash;
    GroupHead* head;
  };
  struct ExistingFields;

  void emit_partition(HeldKeys& keys, GroupStore::Partition& partition);
  void emit_group(const GroupHead& head, std::span<const char* const> records, HeldKeys& keys);
  void collect_existing(const GroupHead& head, HeldKeys& keys, ExistingFields& fields);
  void start_fields(std::size_t most);
  void add_field(const GroupHead& head, const FlatRecord& record);
  void settle(const GroupHead& head, FlatRecord& earlier, const FlatRecord& later);
  void discard(const Scalar& value);
  std::size_t slot_of(const Scalar& field) const;
  void send(const GroupHead& head);

  EventSink& next_;
  EmitContext& context_;
  std::uint32_t db_ = 0;

  Scratch<const char*> order_;      // control bytes of records, group by group
  Scratch<std::uint64_t> offsets_;  // where the records of a group begin in it
  Scratch<Sorted> sorted_;
  Scratch<FlatRecord> fields_buffer_;
  FlatRecord* fields_ = nullptr;
  std::size_t field_count_ = 0;
  Scratch<std::uint32_t> slots_buffer_;  // index of a field + 1
  std::uint32_t* slots_ = nullptr;
  unsigned slot_shift_ = 0;
  std::uint64_t seed_;  // of this run: the table's order does not reach the output
};

}  // namespace rdb
