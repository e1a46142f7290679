// What a server's memory depends on besides the data: its version, who built it, how it is set up.
//
//   rdb::ServerProfile profile = rdb::server_profile(rdb::Family::redis, 700);
//   profile.allocator = rdb::Allocator(rdb::SizeClasses::quantum_16);   // built by a distribution
//   profile.hash_max_listpack_value = 128;                              // as its redis.conf says
//
// None of it is in a dump, so everything may be overridden. One row a line of servers, in
// server_profile.cc; structures as on x86-64, 64 bits. All figures in this floor are those of a
// server that has just loaded a dump, standalone, not in cluster mode.
#pragma once
#include <cstdint>
#include <span>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"
#include "librdb/memory/allocator.h"
#include "librdb/memory/sds_limits.h"

namespace rdb {

struct ServerProfile {
  Family family = Family::redis;
  std::uint16_t release = 0;  ///< 700 = 7.0
  Allocator allocator;        ///< default: the one bundled with the server

  SdsLimits sds;
  std::uint32_t object = 16;            ///< sizeof(robj)
  std::uint32_t dict_entry = 24;        ///< sizeof(dictEntry)
  std::uint32_t dict = 56;              ///< sizeof(dict)
  std::uint32_t longest_embedded = 44;  ///< OBJ_ENCODING_EMBSTR_SIZE_LIMIT

  std::uint64_t hash_max_listpack_entries = 512;  ///< pairs
  std::uint64_t hash_max_listpack_value = 64;     ///< bytes of each field and value
  /// Values 0 … 9999 are one object for all keys: while there is no maxmemory, or its policy is
  /// neither an LRU nor an LFU one.
  bool shares_integers = true;
  /// Of an empty server; INFO memory says it as used_memory_startup.
  std::uint64_t used_memory_startup = 0;

  /// Bytes of the block that holds a text of its own: header, text, final zero. O(1).
  constexpr std::uint64_t sds_bytes(std::uint64_t length) const {
    const std::uint64_t header =
        1 + 2 * std::uint64_t{length > sds.type_5} + 2 * std::uint64_t{length > sds.type_8} +
        4 * std::uint64_t{length > sds.type_16} + 8 * std::uint64_t{length > sds.type_32};
    return allocator.usable(header + length + 1);
  }
};

/// All rows, oldest release first. Static storage.
std::span<const ServerProfile> server_profiles();

/// The row of a release, null if it is not modelled. O(rows).
const ServerProfile* find_server_profile(Family family, std::uint16_t release);

/// A copy of the row; throws `Unsupported` that lists the modelled ones.
ServerProfile server_profile(Family family, std::uint16_t release);

}  // namespace rdb
