// The bytes that open a record and are not object types (rdb.h, Redis 7.0 … 8.0 and Valkey 9.1).
#pragma once
#include <cstddef>
#include <cstdint>

namespace rdb {

enum class Opcode : std::uint8_t {
  ram_lru = 107,        // Redis Enterprise, before a key
  slot_number = 121,    // Redis Enterprise
  hash_template = 242,  // Redis 8.10, RDB 15
  slot_import = 243,    // Valkey 9.0, RDB 80
  key_metadata = 243,   // Redis 8.6, RDB 13: the same byte, told apart by the family
  slot_info = 244,
  function = 245,
  function_pre_release = 246,
  module_aux = 247,
  idle = 248,
  frequency = 249,
  aux = 250,
  resize_db = 251,
  expire_ms = 252,
  expire_seconds = 253,
  select_db = 254,
  end_of_file = 255,
};

inline constexpr std::size_t kMagicBytes = 9;     // "REDIS0012", "VALKEY080"
inline constexpr std::size_t kChecksumBytes = 8;  // little-endian, version 5 and later
inline constexpr std::uint32_t kFirstChecksumVersion = 5;
inline constexpr std::uint32_t kNewestRedisVersion = 12;       // read with certainty: 7.4 … 8.4
inline constexpr std::uint32_t kProvisionalRedisVersion = 15;  // as far as is known: 8.6 … 8.10
inline constexpr std::uint32_t kFirstKeyMetadataVersion = 13;
inline constexpr std::uint64_t kMostKeyMetadata = 7;  // classes of one key
inline constexpr std::uint32_t kValkeyVersion = 80;   // Valkey 9.0 and 9.1
inline constexpr std::size_t kStreamIdBytes = 16;     // ms and seq, big-endian

/// Tags of the items of a module's value (module.c, RDB_MODULE_OPCODE_*).
enum class ModuleOpcode : std::uint8_t {
  end = 0,
  sint = 1,
  uint = 2,
  float32 = 3,
  float64 = 4,
  string = 5,
};

/// Containers of a quicklist node, type 18 (quicklist.h, QUICKLIST_NODE_CONTAINER_*).
inline constexpr std::uint64_t kQuicklistPlain = 1;
inline constexpr std::uint64_t kQuicklistPacked = 2;

/// Flags of a stream's entry (stream.h, STREAM_ITEM_FLAG_*).
inline constexpr std::int64_t kStreamEntryDeleted = 1;
inline constexpr std::int64_t kStreamEntrySameFields = 2;

}  // namespace rdb
