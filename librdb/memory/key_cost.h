// What one key costs a server that has loaded the dump, and how sure that is.
//
// Made by MemoryMeter from the events of one key.
#pragma once
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"
#include "librdb/memory/key_memory.h"

namespace rdb {

/// What the loader makes of a value.
enum class LoadedEncoding : std::uint8_t {
  integer,
  embstr,
  raw,
  listpack,
  listpackex,  ///< a hash whose fields expire, Redis 7.4 and later
  ziplist,     ///< before Redis 7.0
  intset,
  hashtable,
  quicklist,
  skiplist,
  stream,
  unknown,  ///< of a module
};

/// As OBJECT ENCODING says it: "int" for integer. Static storage.
Bytes name_of(LoadedEncoding encoding);

enum class Exactness : std::uint8_t {
  exact,
  /// The mean over what the server decides at random: levels of a skiplist, the seed of a hash.
  expected,
  /// A module's value: its serialized bytes stand for it.
  unknown,
};

/// "exact", "expected", "unknown". Static storage.
Bytes name_of(Exactness exactness);

struct KeyCost {
  Memory memory;
  LoadedEncoding encoding = LoadedEncoding::unknown;
  Exactness exactness = Exactness::exact;
  /// Of `memory.memory_usage`, in bytes; 0 if exact, meaningless if unknown. The square root of the
  /// sum of squares is that of a sum of keys.
  double standard_deviation = 0;
  /// Items, members, pairs, entries; 1 for a string, `kUnknownCount` for a module.
  std::uint64_t elements = 1;
};

}  // namespace rdb
