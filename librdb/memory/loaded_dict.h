// The tables of a dict that a loader filled while it turned a packed value into it.
//
//   const rdb::LoadedDict dict = rdb::loaded_dict(300, 17);     // field 17 was the first too long
//   dict.slots + dict.slots_of_old                              // what MEMORY USAGE counts
//
// A dict grows by and by: each insertion moves one bucket of the old table, and when loading ends
// before the last was moved, both tables stay until somebody writes to the value. Source: rdb.c
// rdbLoadObject (RDB_TYPE_HASH), dict.c _dictExpand, dictRehash, Redis 7.0.
#pragma once
#include <cstdint>

namespace rdb {

struct LoadedDict {
  std::uint64_t slots = 0;         ///< of the table that receives what is added
  std::uint64_t slots_of_old = 0;  ///< of the one not yet emptied, 0 if there is none
  /// False if the hashes of the entries, of which nothing is known, decide whether there is one.
  bool is_exact = true;
};

/// A dict of `count` entries, of which so many were packed before it became one.
/// Requires: packed < count. O(log count).
LoadedDict loaded_dict(std::uint64_t count, std::uint64_t packed);

}  // namespace rdb
