// How many keys of some kind there are and what they take, in the dump and in memory.
//
//   Tally tally;
//   tally.add({.record_bytes = 45, .memory = cost.memory, .has_expiry = false});
//
// `memory` is what the keys add to used_memory, without the tables of their database; shares and
// orders go by it. `memory_usage` is the sum of what MEMORY USAGE answers.
#pragma once
#include <cstdint>

#include "librdb/memory/key_memory.h"

namespace rdb {

/// What one key adds to a tally.
struct KeySize {
  std::uint64_t record_bytes = 0;  ///< in the dump: attributes, type, key, value
  Memory memory;
  bool has_expiry = false;
};

struct Tally {
  std::uint64_t keys = 0;
  std::uint64_t bytes = 0;         ///< of whole records in the dump
  std::uint64_t memory = 0;        ///< `Memory::allocated`
  std::uint64_t memory_usage = 0;  ///< `Memory::memory_usage`
  std::uint64_t without_ttl = 0;   ///< keys that never expire
  std::uint64_t memory_without_ttl = 0;

  void add(const KeySize& key) {
    ++keys;
    bytes += key.record_bytes;
    memory += key.memory.allocated;
    memory_usage += key.memory.memory_usage;
    without_ttl += key.has_expiry ? 0 : 1;
    memory_without_ttl += key.has_expiry ? 0 : key.memory.allocated;
  }
  /// So many times as much.
  void add(const Tally& other, std::uint64_t times) {
    keys += times * other.keys;
    bytes += times * other.bytes;
    memory += times * other.memory;
    memory_usage += times * other.memory_usage;
    without_ttl += times * other.without_ttl;
    memory_without_ttl += times * other.memory_without_ttl;
  }
  Tally& operator+=(const Tally& other) {
    keys += other.keys;
    bytes += other.bytes;
    memory += other.memory;
    memory_usage += other.memory_usage;
    without_ttl += other.without_ttl;
    memory_without_ttl += other.memory_without_ttl;
    return *this;
  }
  /// Requires: `other` is a part of this.
  Tally& operator-=(const Tally& other) {
    keys -= other.keys;
    bytes -= other.bytes;
    memory -= other.memory;
    memory_usage -= other.memory_usage;
    without_ttl -= other.without_ttl;
    memory_without_ttl -= other.memory_without_ttl;
    return *this;
  }
  friend bool operator==(const Tally&, const Tally&) = default;
};

/// The same of keys that never expire, in half the room.
struct LastingTally {
  std::uint64_t keys = 0;
  std::uint64_t bytes = 0;
  std::uint64_t memory = 0;
  std::uint64_t memory_usage = 0;

  /// Requires: none of them expires.
  LastingTally& operator+=(const Tally& lasting) {
    keys += lasting.keys;
    bytes += lasting.bytes;
    memory += lasting.memory;
    memory_usage += lasting.memory_usage;
    return *this;
  }
  Tally whole() const { return {keys, bytes, memory, memory_usage, keys, memory}; }
};

/// Most memory first; of one size more keys first. For ties what names the rows decides.
inline bool is_heavier(const Tally& a, const Tally& b) {
  return a.memory != b.memory ? a.memory > b.memory : a.keys > b.keys;
}

}  // namespace rdb
