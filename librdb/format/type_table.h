// The one table of object types, used by reader and writers: adding a type starts with a row here.
//
// `shape` says how a value is built, in a grammar small enough for the walker to run as a program,
// so that skipping and raw copying work for a type from the day it has a row:
//
//   s   a string (string_header.h)          l   a length
//   d   an ASCII double: a length byte (253 NaN, 254 inf, 255 -inf), then that many bytes
//   q   8 bytes (a time, a binary double)   i   16 bytes (a stream id)
//   m   a module's tagged items up to the tag 0
//   (…) a length n, then the body n times
//
// Source of the rows: rdb.h and rdb.c of Redis 7.0 … 8.0 and Valkey 9.1. Rows that are provisional
// come from descriptions of Redis 8.6 to 8.10; those without a shape end the reading, named.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "librdb/base/types.h"

namespace rdb {

struct TypeInfo {
  std::uint8_t type_byte = 0;
  Bytes name;                ///< e.g. "hash_listpack"; empty: no such type
  ObjectType type = ObjectType::other;
  Bytes shape;               ///< empty: it cannot be stepped over
  std::uint16_t redis_since = 0;   ///< first Redis that loads it, 704 = 7.4; 0: none does
  std::uint16_t valkey_since = 0;  ///< first Valkey that loads it; 0: none does
  std::uint16_t first_version = 1;  ///< of a file that may hold it
  /// What is known of it comes from documents and other readers, not from a released server's bytes.
  bool provisional = false;
  bool exists() const { return !name.empty(); }
  bool can_skip() const { return !shape.empty(); }
};

/// The row of a type byte in a file of that family; `exists()` is false for an unknown one. O(1).
const TypeInfo& type_info(Family family, std::uint8_t type_byte);

/// All rows of a family, indexed by type byte (0 … 63).
inline constexpr std::size_t kTypeBytes = 64;
std::span<const TypeInfo, kTypeBytes> type_table(Family family);

namespace type_byte {
inline constexpr std::uint8_t kString = 0, kList = 1, kSet = 2, kZset = 3, kHash = 4, kZset2 = 5,
                              kModulePreRelease = 6, kModule2 = 7, kHashZipmap = 9,
                              kListZiplist = 10, kSetIntset = 11, kZsetZiplist = 12,
                              kHashZiplist = 13, kListQuicklist = 14, kStream = 15,
                              kHashListpack = 16, kZsetListpack = 17, kListQuicklist2 = 18,
                              kStream2 = 19, kSetListpack = 20, kStream3 = 21,
                              kHashMetadataPreRelease = 22, kHash2Valkey = 22,
                              kHashListpackExPreRelease = 23, kHashMetadata = 24,
                              kHashListpackEx = 25, kStream4 = 26, kStream5 = 27;
}  // namespace type_byte

}  // namespace rdb
