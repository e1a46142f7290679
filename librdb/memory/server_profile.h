// What a server's memory depends on besides the data: its version, who built it, how it is set up.
//
//   rdb::ServerProfile profile = rdb::server_profile(rdb::Family::redis, 700);
//   profile.allocator = rdb::Allocator(rdb::SizeClasses::quantum_16);   // built by a distribution
//   profile.hash_max_listpack_value = 128;                              // as its redis.conf says
//
// None of it is in a dump, so everything may be overridden (server_config.h reads a redis.conf).
// One row a line of servers, in server_profile.cc; structures as on x86-64, 64 bits. All figures in
// this floor are those of a server that has just loaded a dump, standalone, not in cluster mode.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"
#include "librdb/memory/allocator.h"
#include "librdb/memory/sds_limits.h"

namespace rdb {

/// Where a server keeps the name of a key.
enum class NamePlace : std::uint8_t {
  own_block,    ///< Redis, Valkey 7.2
  table_entry,  ///< in the entry of the main table: Valkey 8.0
  object,       ///< in the object of the value: Valkey 8.1 and later
};

struct ServerProfile {
  Family family = Family::redis;
  std::uint16_t release = 0;  ///< 700 = 7.0
  Allocator allocator;        ///< default: the one bundled with the server

  SdsLimits sds;
  NamePlace names = NamePlace::own_block;
  std::uint32_t object = 16;            ///< sizeof(robj)
  std::uint32_t dict_entry = 24;        ///< sizeof(dictEntry)
  std::uint32_t dict = 56;              ///< sizeof(dict)
  std::uint32_t longest_embedded = 44;  ///< text that may be in an object
  std::uint32_t quicklist_node = 40;    ///< sizeof(quicklistNode)
  std::uint32_t stream = 80;            ///< sizeof(stream)
  std::uint32_t stream_group = 40;      ///< sizeof(streamCG)
  std::uint32_t stream_consumer = 32;   ///< sizeof(streamConsumer)
  std::uint32_t hashtable = 0;          ///< sizeof(hashtable); 0 where tables are dicts
  std::uint32_t hash_metadata = 0;      ///< what that of a hash has more

  std::uint64_t hash_max_listpack_entries = 512;  ///< pairs
  std::uint64_t hash_max_listpack_value = 64;     ///< bytes of each field and value
  std::uint64_t zset_max_listpack_entries = 128;
  std::uint64_t zset_max_listpack_value = 64;
  std::uint64_t set_max_intset_entries = 512;
  std::uint64_t set_max_listpack_entries = 128;
  std::uint64_t set_max_listpack_value = 64;
  /// Entries of a node, or -1 … -5 for 4, 8, 16, 32 or 64 KiB.
  std::int64_t list_max_listpack_size = -2;
  /// Values 0 … 9999 are one object for all keys: while there is no maxmemory, or its policy is
  /// neither an LRU nor an LFU one. Never where names are in the object.
  bool shares_integers = true;
  /// Of an empty server; INFO memory says it as used_memory_startup.
  std::uint64_t used_memory_startup = 0;

  /// Whether it is that release of its family or a later one. O(1).
  constexpr bool is_from(std::uint16_t redis, std::uint16_t valkey) const {
    return release >= (family == Family::redis ? redis : valkey);
  }
  /// Ziplists before.
  constexpr bool has_listpacks() const { return is_from(700, 702); }
  /// Sets of texts are listpacks when small, a list of one node is its listpack.
  constexpr bool packs_sets_and_lists() const { return is_from(702, 702); }
  /// Names of a hash's fields are strings of a kind of their own, which may hold an expiry.
  constexpr bool has_redis_field_expiries() const {
    return family == Family::redis && release >= 704;
  }
  constexpr bool has_valkey_field_expiries() const {
    return family == Family::valkey && release >= 900;
  }
  /// Tables of the kind that Valkey has from 8.1 on, not dicts.
  constexpr bool has_hashtables() const { return hashtable != 0; }

  /// Bytes of the block that holds a text of its own. O(1).
  constexpr std::uint64_t sds_bytes(std::uint64_t length) const {
    return allocator.usable(sds.bytes(length));
  }
};

/// All rows, oldest release first in each family. Static storage.
std::span<const ServerProfile> server_profiles();

/// "redis:7.0". O(1).
std::string name_of(const ServerProfile& profile);

/// The row of a release, null if it is not modelled. O(rows).
const ServerProfile* find_server_profile(Family family, std::uint16_t release);

struct NearestProfile {
  const ServerProfile& row;  ///< static storage
  bool is_checked;           ///< false: another release than the one asked for stands in for it
};
/// The row of that release or of the last one before it that is modelled; the oldest of its family
/// for older ones. O(rows).
NearestProfile find_nearest_server_profile(Family family, std::uint16_t release);

/// A copy of the row; throws `Unsupported` that lists the modelled ones.
ServerProfile server_profile(Family family, std::uint16_t release);

}  // namespace rdb
