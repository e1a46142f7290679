// Which server the output is for, and what follows from that: magic, types, encodings, commands.
//
//   const rdb::TargetServer target = rdb::parse_target("valkey:9.1");
//   const rdb::TargetFormat format(target, Family::redis, 12);   // family and version of the input
//   if (!format.loads(Family::redis, entry.type_byte)) …         // must be encoded anew
//
// Plain values, no views. Everything is O(1) but `parse_target`, which is linear in the text.
#pragma once
#include <cstdint>
#include <string>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"
#include "librdb/format/listpack.h"

namespace rdb {

/// A server as the user names it. The default is the input's own family and version.
struct TargetServer {
  Family family = Family::redis;
  std::uint16_t release = 0;  ///< 602 = 6.2, 901 = 9.1; 0 with `same`
  bool same = true;           ///< whatever the input is for
  bool compatible = false;    ///< what every server from Redis 6.2 and Valkey 7.2 on takes
  friend bool operator==(const TargetServer&, const TargetServer&) = default;
};

/// "same", "compatible", or a family and a release: "redis:7.0", "valkey:9.1". Throws
/// `InvalidArgument` that lists the known ones.
TargetServer parse_target(Bytes text);

/// The name `parse_target` understands.
std::string name_of(const TargetServer& target);

/// How a server packs a small hash or sorted set.
enum class Compact : std::uint8_t { none, ziplist, listpack };

/// Whose hashes may have fields with an expiry of their own: Redis 7.4, Valkey 9.0.
enum class FieldExpiry : std::uint8_t { none, redis, valkey };

/// Where a server's own encodings change: `hash-max-listpack-entries` and its like (redis.conf of
/// 2.6 … 8.0, Valkey 9.1).
struct EncodingLimits {
  std::uint64_t hash_max_listpack_entries = 512;  ///< pairs
  std::uint64_t hash_max_listpack_value = 64;     ///< bytes of each field and value
  std::uint64_t set_max_intset_entries = 512;
  std::uint64_t set_max_listpack_entries = 128;
  std::uint64_t set_max_listpack_value = 64;
  std::uint64_t zset_max_listpack_entries = 128;
  std::uint64_t zset_max_listpack_value = 64;
  std::uint64_t list_node_bytes = 8192;  ///< list-max-listpack-size -2
  std::uint64_t stream_node_max_bytes = 4096;
  std::uint64_t stream_node_max_entries = 100;
};

/// A target, resolved against an input: what may be written for it.
class TargetFormat {
 public:
  TargetFormat() = default;
  /// `family` and `version` are those of the input (or of the made-up header); `same` takes them.
  TargetFormat(const TargetServer& target, Family family, std::uint32_t version);

  /// Of the server that will load the output.
  Family family() const { return family_; }
  /// RDB version of the file to write, and its first nine bytes: "REDIS0011", "VALKEY080".
  std::uint32_t version() const { return version_; }
  std::string magic() const;
  /// AUX field that names the server, and its value; empty with `same`: the input's own stays.
  Bytes version_aux_name() const;
  std::string version_aux_value() const;

  /// Whether the target takes a file of that family and version at all.
  bool loads_version(Family family, std::uint32_t version) const;
  /// Whether the target takes this type byte of a file of `family` as it stands.
  bool loads(Family family, std::uint8_t type_byte) const;
  /// Whether it takes FUNCTION2 records and has FUNCTION LOAD (7.0 and later).
  bool has_functions() const { return same_ ? version_ >= 10 : !compatible_ && release_ >= 700; }
  /// Whether it takes function records of the 7.0 release candidates.
  bool loads_pre_release_functions() const;
  /// Whether SET takes PXAT (Redis 6.2 and later). Unknown counts as not.
  bool has_pxat() const { return same_ ? version_ >= 10 : !compatible_; }
  /// Of hashes and sorted sets; sets of text are packed only if `packs_sets()`.
  Compact compact() const;
  bool packs_sets() const { return version_ >= 11; }
  /// Type bytes of what is built anew; 0 for streams: there are none yet.
  std::uint8_t list_type() const;
  std::uint8_t plain_zset_type() const;
  std::uint8_t stream_type() const;
  FieldExpiry field_expiry() const;
  /// `unknown` for a target that stands for servers of both forms.
  ListpackForm listpack_form() const;
  /// Whether a cluster of such servers may have databases other than 0 (Valkey 9).
  bool clusters_have_databases() const { return family_ == Family::valkey && version_ >= 80; }
  bool is_same() const { return same_; }
  /// For messages: "redis:6.2", "the input's own version (REDIS0009)".
  std::string name() const;

 private:
  Family family_ = Family::redis;
  std::uint32_t version_ = 0;
  std::uint16_t release_ = 0;
  bool same_ = true;
  bool compatible_ = false;
};

}  // namespace rdb
