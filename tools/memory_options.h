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
  /// `many`: --target may be repeated.
  void define(CLI::App& app, bool many = false);
  /// Reads the files of --server-config. Throws `UsageError`, `rdb::IoError`.
  void setup();

  const rdb::ServerChoice& choice() const { return choices_.front(); }
  /// One for each --target.
  const std::vector<rdb::ServerChoice>& choices() const { return choices_; }
  /// Of --server-config: files that no output may replace.
  const std::vector<std::string>& config_paths() const { return config_paths_; }
  /// "memory as in redis:8.0, the nearest to redis:8.4 that was checked", or nothing if it is
  /// exactly that server. For a remark.
  std::string remark(const rdb::DumpServer& of_dump) const;

 private:
  std::vector<std::string> targets_;
  std::string allocator_text_ = "bundled";
  std::vector<std::string> config_paths_;
  std::vector<std::string> limits_;
  std::vector<rdb::ServerChoice> choices_;
};

}  // namespace rdbmill
