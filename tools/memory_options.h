// Which server's memory is meant, and how that server is set up: options of the commands that say
// what keys cost in memory.
#pragma once
#include <string>
#include <vector>

#include "librdb/memory/server_choice.h"

namespace CLI {
class App;
}

namespace rdbmill {

class CommonOptions;

/// --target --allocator --server-config --server-limit.
class ServerMemoryOptions {
 public:
  void define(CLI::App& app);
  /// Reads the files of --server-config. Throws `UsageError`, `rdb::IoError`.
  void setup();

  const rdb::ServerChoice& choice() const { return choice_; }
  /// "memory as in redis:8.0, the nearest to redis:8.4 that was checked", or nothing if it is
  /// exactly that server. For a remark.
  std::string remark(const rdb::DumpServer& of_dump) const;

 private:
  std::string target_text_ = "same";
  std::string allocator_text_ = "bundled";
  std::vector<std::string> config_paths_;
  std::vector<std::string> limits_;
  rdb::ServerChoice choice_;
};

}  // namespace rdbmill
