// The tables of a dict that a loader fills: sized at once, or grown by and by.
//
//   rdb::DictGrowth growth(0);
//   growth.add(600);
//   const rdb::LoadedDict dict = growth.result();
//   dict.slots + dict.slots_of_old                 // what MEMORY USAGE counts
//
// A dict grows by and by: each insertion moves one bucket of the old table, and when loading ends
// before the last was moved, both tables stay until somebody writes to the value. Source: rdb.c
// rdbLoadObject (RDB_TYPE_HASH), dict.c _dictExpand, dictRehash, Redis 7.0. From Redis 7.4 and
// Valkey 8.0 on an insertion moves the bucket it needs itself, which takes as many insertions.
#pragma once
#include <cstdint>

namespace rdb {

struct LoadedDict {
  std::uint64_t slots = 0;         ///< of the table that receives what is added
  std::uint64_t slots_of_old = 0;  ///< of the one not yet emptied, 0 if there is none
  /// Of one of which the hashes of the entries, of which nothing is known, decide whether it is
  /// still there; 0 if that is sure. Whether it is counted above is the likelier of the two.
  std::uint64_t unsure_slots = 0;
  bool is_exact() const { return unsure_slots == 0; }
};

class DictGrowth {
 public:
  /// Sized for so many, which are added.
  explicit DictGrowth(std::uint64_t entries);

  /// As dictExpand(): nothing while an old table is being emptied. O(1).
  void expand(std::uint64_t entries);
  /// So many, one by one. O(log entries).
  void add(std::uint64_t entries);
  LoadedDict result() const { return {slots_, old_, unsure_}; }

 private:
  // Insertions until the old table is empty.
  struct Moves {
    std::uint64_t at_least, about, at_most;
  };
  static Moves moves(std::uint64_t slots, std::uint64_t entries);
  // Both return how many were added.
  std::uint64_t add_while_moving(std::uint64_t entries);
  std::uint64_t add_until_full(std::uint64_t entries);

  std::uint64_t slots_;
  std::uint64_t old_ = 0;
  std::uint64_t used_;
  Moves moves_ = {};
  std::uint64_t unsure_ = 0;
};

}  // namespace rdb
