// Memory of a key as two figures, and what its name and its expiry cost.
//
//   rdb::Memory sum = rdb::string_memory(profile, key, value);
//   sum += hash.memory;
//
// The two differ by design: MEMORY USAGE leaves out the expiry, counts an object for integers that
// share one, and takes sizeof() where malloc() gives more. Sums of `allocated`, with the tables of
// main_table.h, are used_memory: within 0.001 % for counters and hashes in Redis 7.0.15
// (tests/servers/test_memory.py). Sums of `memory_usage` are not.
#pragma once
#include <cstdint>

#include "librdb/memory/server_profile.h"
#include "librdb/memory/string_measure.h"

namespace rdb {

/// Both may wrap around beyond 2^64 bytes, which only sizes that a damaged file claims reach.
struct Memory {
  std::uint64_t memory_usage = 0;  ///< what MEMORY USAGE key SAMPLES 0 answers
  std::uint64_t allocated = 0;     ///< what it adds to used_memory

  constexpr Memory& operator+=(const Memory& other) {
    memory_usage += other.memory_usage;
    allocated += other.allocated;
    return *this;
  }
  friend constexpr Memory operator+(Memory a, const Memory& b) { return a += b; }
  friend constexpr bool operator==(const Memory&, const Memory&) = default;
};

/// What a key costs besides its value. Nothing where the name is in the value's object.
struct KeyParts {
  Memory name;
  Memory entry;   ///< in the main table; nothing where it holds the name, which then is both
  Memory expiry;  ///< its entry in the table of expiries
};

/// O(1). Source: db.c dbAdd and setExpire, object.c memoryCommand, Redis 7.0 and Valkey 8.0.
inline KeyParts key_parts(const ServerProfile& profile, const KeyMeasure& key) {
  if (profile.names == NamePlace::object) return {};
  const std::uint64_t entry = profile.allocator.usable(profile.dict_entry);
  const Memory expiry{0, key.has_expiry ? entry : 0};
  if (profile.names == NamePlace::table_entry) {
    constexpr std::uint64_t kEmbedded = 17;  // value, next, and the size of the name's header
    const std::uint64_t both =
        profile.allocator.usable(kEmbedded + profile.sds.bytes(key.name.length()));
    return {{both, both}, {}, expiry};
  }
  const std::uint64_t name = profile.sds_bytes(key.name.length());
  return {{name, name}, {profile.dict_entry, entry}, expiry};
}

/// Of all parts. O(1).
inline Memory key_memory(const ServerProfile& profile, const KeyMeasure& key) {
  const KeyParts parts = key_parts(profile, key);
  return parts.name + parts.entry + parts.expiry;
}

}  // namespace rdb
