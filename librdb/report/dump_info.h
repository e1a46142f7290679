// What a dump says of itself: plain data, filled by `InfoCollector`, turned into text by
// info_text.h. Owns everything it holds.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"

namespace rdb {

inline constexpr std::size_t kObjectTypes = static_cast<std::size_t>(ObjectType::other) + 1;

struct DatabaseInfo {
  std::optional<std::uint64_t> stated_keys;  ///< RESIZEDB; a hint that nobody checked
  std::optional<std::uint64_t> stated_expires;
  std::uint64_t keys = 0;  ///< counted
  std::uint64_t expires = 0;
  std::array<std::uint64_t, kObjectTypes> keys_by_type{};
};

struct AuxInfo {
  OwnedBytes name;
  OwnedBytes value;  ///< at most kAuxValueShown bytes of it
};

struct DumpInfo {
  static constexpr std::size_t kMaxListed = 1000;  ///< AUX, functions, modules held
  static constexpr std::size_t kAuxValueShown = 4096;

  std::string file;
  Family family = Family::redis;
  std::uint32_t version = 0;
  std::vector<AuxInfo> aux;  ///< in the order of the file, without slot-info
  std::uint64_t aux_not_listed = 0;
  std::map<std::uint32_t, DatabaseInfo> databases;
  std::vector<OwnedBytes> functions;  ///< names of the libraries
  std::uint64_t functions_not_listed = 0;
  std::vector<std::string> modules;  ///< names, of MODULE_AUX records and of values, each once
  std::uint64_t slots = 0;           ///< SLOT_INFO records and slot-info AUX
  std::uint64_t slot_imports = 0;
  bool finished = false;
  bool has_checksum = false;   ///< version 5 and later
  std::uint64_t checksum = 0;  ///< as stored; 0: saved with checksums off
  bool checksum_verified = false;
  std::uint64_t dump_bytes = 0;  ///< uncompressed

  /// Value of an AUX field, the first of that name; no value if there is none.
  std::optional<Bytes> aux_value(Bytes name) const;
  /// "redis 7.0.15", "valkey 9.1.2"; empty if the dump does not say.
  std::string server() const;
  /// From AUX ctime, in milliseconds since 1970; no value if absent or absurd.
  std::optional<std::int64_t> created_ms() const;
  /// Keys counted in all databases.
  std::uint64_t keys() const;
};

/// The name in a module id: nine characters of six bits above ten bits of version (module.c).
std::string module_name(std::uint64_t id);

/// The name in the first line of a library, `#!lua name=mylib`; empty if there is none. A view into
/// `source`.
Bytes function_library_name(Bytes source);

}  // namespace rdb
