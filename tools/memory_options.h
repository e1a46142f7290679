// Which server's memory is meant, and how that server is set up: options of the commands that say
// what keys cost in memory.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "librdb/memory/dump_server.h"
#include "librdb/memory/server_config.h"
#include "librdb/memory/server_profile.h"

namespace CLI {
class App;
}

namespace rdbmill {

class CommonOptions;

/// --target --allocator --server-config --server-limit.
class ServerMemoryOptions {
 public:
  void define(CLI::App& app);
  /// Reads the file of --server-config. Throws `UsageError`, `rdb::IoError`.
  void setup();

  /// The server that the options name; by default that which wrote the dump.
  rdb::ServerProfile profile(const rdb::DumpServer& of_dump) const;
  /// "memory as in redis:8.0, the nearest to redis:8.4 that was checked", or nothing if it is
  /// exactly that server. For a remark.
  std::string remark(const rdb::DumpServer& of_dump) const;

 private:
  rdb::ServerName server(const rdb::DumpServer& of_dump) const;

  std::string target_text_ = "same";
  std::string allocator_text_ = "bundled";
  std::string config_path_;
  std::vector<std::string> limits_;
  std::optional<rdb::ServerName> target_;
  rdb::SizeClasses classes_ = rdb::SizeClasses::quantum_8;
  rdb::ServerConfig config_;
};

}  // namespace rdbmill
