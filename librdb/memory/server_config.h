// The settings of a server that decide how it holds a value, from its redis.conf or one by one.
//
//   rdb::ServerConfig config;
//   config.read("hash-max-ziplist-entries 100\nmaxmemory 4gb\nmaxmemory-policy allkeys-lru\n");
//   config.set("set-max-intset-entries", "1000");       // the last one counts
//   config.apply(profile);
//
// Names of both spellings (…-ziplist-… before Redis 7.0, …-listpack-… since). Of a redis.conf only
// the lines that matter here are looked at; a file that it includes must be read by the caller.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "librdb/base/bytes.h"
#include "librdb/memory/server_profile.h"

namespace rdb {

/// Owns what it was told.
class ServerConfig {
 public:
  /// Every line of a redis.conf: comments, quotes and other settings are stepped over. Throws
  /// `InvalidArgument` that names the line.
  void read(Bytes text);
  /// Throws `InvalidArgument` for a value that is none, or a name that is not one of `known()`.
  void set(Bytes name, Bytes value);
  /// Everything else in the profile stays.
  void apply(ServerProfile& profile) const;

  bool empty() const { return values_.empty(); }
  /// What was told, by name: "hash-max-listpack-entries 100, set-max-intset-entries 1000".
  std::string description() const;
  /// Names of the settings, "a, b, c".
  static std::string known();

 private:
  std::map<OwnedBytes, std::int64_t> values_;  // by the name of today
};

}  // namespace rdb
