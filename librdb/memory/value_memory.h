// What the meters of the value types share. Internal to them.
#pragma once
#include <cstdint>

#include "librdb/memory/bucket_table.h"
#include "librdb/memory/key_cost.h"
#include "librdb/memory/loaded_dict.h"
#include "librdb/memory/main_table.h"
#include "librdb/memory/memory_sum.h"
#include "librdb/memory/server_profile.h"

namespace rdb {

/// A value that is one block besides its object. Before Redis 7.0 a server counted its bytes, not
/// the block's.
inline void add_blob(MemorySum& sum, const ServerProfile& profile, Bytes name,
                     std::uint64_t bytes) {
  const std::uint64_t block = profile.allocator.usable(bytes);
  const bool is_counted = profile.has_listpacks();
  sum.add(name, {is_counted ? block : bytes, block}, [&] {
    return is_counted ? formula("C(", bytes, ")") : formula(bytes, ", C(", bytes, ")");
  });
}

/// Struct and tables of a dict, without entries.
void add_dict(MemorySum& sum, const ServerProfile& profile, const LoadedDict& dict);

/// Struct and buckets of a hashtable, without what its entries point to: expected values.
void add_hashtable(MemorySum& sum, const ServerProfile& profile, const BucketTable& table,
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
