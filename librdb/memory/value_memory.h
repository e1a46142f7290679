// What the meters of the value types share. Internal to them.
#pragma once
#include <cstdint>

#include "librdb/memory/bucket_table.h"
#include "librdb/memory/key_cost.h"
#include "librdb/memory/loaded_dict.h"
#include "librdb/memory/main_table.h"
#include "librdb/memory/server_profile.h"

namespace rdb {

/// What MEMORY USAGE makes of elements of which it looked at all: it averages and multiplies, in
/// doubles, so a byte may get lost (object.c objectComputeSize).
inline std::uint64_t averaged(std::uint64_t base, std::uint64_t sum, std::uint64_t count) {
  if (count == 0) return base;
  const auto n = static_cast<double>(count);
  return static_cast<std::uint64_t>(static_cast<double>(base) + static_cast<double>(sum) / n * n);
}

/// A value that is one block: object and blob. Before Redis 7.0 a server counted its bytes, not
/// the block's.
inline Memory blob_memory(const ServerProfile& profile, const Memory& object, std::uint64_t bytes) {
  const std::uint64_t block = profile.allocator.usable(bytes);
  return object + Memory{profile.has_listpacks() ? block : bytes, block};
}

/// Struct and tables of a dict, without entries.
inline Memory dict_memory(const ServerProfile& profile, const LoadedDict& dict) {
  Memory memory{profile.dict + 8 * (dict.slots + dict.slots_of_old),
                profile.allocator.usable(profile.dict) + dict_table_bytes(profile, dict.slots)};
  if (dict.slots_of_old != 0) memory.allocated += dict_table_bytes(profile, dict.slots_of_old);
  return memory;
}

/// Struct and buckets of a hashtable, without what its entries point to: expected values.
Memory hashtable_memory(const ServerProfile& profile, const BucketTable& table,
                        std::uint64_t metadata = 0);

/// Says that chance decides over the table's child buckets, if it does.
void mark(KeyCost& cost, const BucketTable& table);
/// The same of a dict whose old table may be gone.
void mark(KeyCost& cost, const LoadedDict& dict);

/// The encoding of a small packed hash or sorted set.
inline LoadedEncoding packed_encoding(const ServerProfile& profile) {
  return profile.has_listpacks() ? LoadedEncoding::listpack : LoadedEncoding::ziplist;
}

/// Entries that stand behind another one of their slot, and how much that varies: `entries` thrown
/// into `slots` at random.
struct Collisions {
  double mean = 0;
  double variance = 0;
};
Collisions collisions(std::uint64_t entries, std::uint64_t slots);

}  // namespace rdb
