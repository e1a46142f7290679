// A hash that is a table: what its pairs, its dict or its buckets take. Shared by HashMeter and
// HashMemory.
#pragma once
#include <cstdint>

#include "librdb/memory/value_memory.h"

namespace rdb {

/// Blocks of a field and its value in a table, without the entry of a dict. `expires`: the field
/// has an expiry of its own, and the server has that. O(1). Source: t_hash.c hashTypeSet, mstr.h of
/// Redis 7.4; entry.c entryCreate, Valkey 8.1 (hashTypeEntry) and 9.1.
std::uint64_t pair_block_bytes(const ServerProfile& profile, std::uint64_t field,
                               std::uint64_t value, bool expires);

/// Tables of a hash that was packed until the pair behind the first `packed` was too long.
/// Requires: packed < count. O(log count).
LoadedDict turned_hash_dict(const ServerProfile& profile, std::uint64_t count, std::uint64_t packed,
                            bool has_expiries);

/// Dict and pairs; `heap` is the sum of pair_block_bytes(). Ends the value.
KeyCost add_hash_dict(MemorySum& sum, const ServerProfile& profile, const LoadedDict& dict,
                      std::uint64_t count, std::uint64_t heap);
/// The same where tables are hashtables.
KeyCost add_hash_buckets(MemorySum& sum, const ServerProfile& profile, const BucketTable& table,
                         std::uint64_t count, std::uint64_t heap);

}  // namespace rdb
