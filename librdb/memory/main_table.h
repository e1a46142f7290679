// The tables of a database: what the keys cost together besides what each costs by itself.
//
//   used += rdb::main_table_bytes(profile, keys, keys_with_expiry);
//
// A server sizes them by RESIZEDB when it loads a dump, so that no key moves later; our writer
// states the right numbers there. MEMORY USAGE counts them for no key.
#pragma once
#include <bit>
#include <cstdint>

#include "librdb/memory/server_profile.h"

namespace rdb {

/// Slots of a dict that was sized for `entries` (dict.c, _dictNextExp): a power of two, 4 or more.
constexpr std::uint64_t dict_slots(std::uint64_t entries) {
  constexpr std::uint64_t kMost = std::uint64_t{1}
                                  << 58;  // bytes of such a table still are a number
  if (entries > kMost) return kMost;
  return entries <= 4 ? 4 : std::bit_ceil(entries);
}

/// The block with the slots of a dict. O(1).
constexpr std::uint64_t dict_table_bytes(const ServerProfile& profile, std::uint64_t slots) {
  return profile.allocator.usable(8 * slots);
}

/// What MEMORY STATS says of the slots or buckets of a table of keys that was sized for `entries`;
/// an expected value where there are hashtables. O(1).
std::uint64_t table_usage(const ServerProfile& profile, std::uint64_t entries);

/// Both tables of one database that holds keys, an expected value where there are hashtables. O(1).
/// Entries are counted with their keys.
std::uint64_t main_table_bytes(const ServerProfile& profile, std::uint64_t keys,
                               std::uint64_t expires);

}  // namespace rdb
