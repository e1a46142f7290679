// Which server's memory is meant: one that was named, or the one that wrote the dump.
//
//   rdb::ServerChoice choice;                                  // the one that wrote it
//   choice.server = rdb::parse_server_name("valkey:9.1");      // or another
//   const rdb::ChosenServer chosen = choice.of(dump_server);   // when its first records were read
//   rdb::MemoryMeter meter(chosen.profile);
#pragma once
#include <optional>
#include <string>

#include "librdb/memory/dump_server.h"
#include "librdb/memory/server_config.h"
#include "librdb/memory/server_profile.h"

namespace rdb {

/// How the profile came to stand for the server.
enum class ServerMatch : std::uint8_t {
  measured,  ///< it is that of the release
  nearest,   ///< that of the last release before it that was measured
  guessed,   ///< the dump does not name its server: one that writes files of its version
};
/// "measured", "nearest", "guessed". Static storage.
Bytes name_of(ServerMatch match);
/// For people: "redis 7.0", "redis 7.0, the nearest modelled", "redis 7.0, guessed from the
/// format".
/// Requires: `name` is that of a profile.
std::string server_text(Bytes name, ServerMatch match);

struct ChosenServer {
  ServerName name;  ///< as named, or as the dump says
  ServerProfile profile;
  ServerMatch match = ServerMatch::measured;
};

/// A plain value.
struct ServerChoice {
  std::optional<ServerName> server;  ///< none: the one that wrote the dump
  SizeClasses size_classes = SizeClasses::quantum_8;
  ServerConfig config;  ///< what its settings are, where they are not the default

  ChosenServer of(const DumpServer& dump) const;
  /// "redis:7.0, bundled, hash-max-listpack-entries 100"; equal for equal choices.
  std::string description() const;
};

}  // namespace rdb
