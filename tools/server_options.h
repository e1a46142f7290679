// Which server's memory is meant: options that several commands share.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "librdb/memory/server_config.h"
#include "librdb/memory/server_profile.h"

namespace CLI {
class App;
}

namespace rdbmill {

/// --target, --allocator, --server-config and --server-limit.
class ServerOptions {
 public:
  void define(CLI::App& app);
  /// Reads the files that are named.
  void setup();

  /// Of --target; none: the server that wrote the dump.
  const std::optional<rdb::ServerProfile>& profile() const { return profile_; }
  const std::optional<rdb::SizeClasses>& size_classes() const { return size_classes_; }
  const rdb::ServerConfig& config() const { return config_; }

 private:
  void setup_target();

  std::string target_text_ = "same";
  std::string allocator_text_;
  std::vector<std::string> config_paths_;
  std::vector<std::string> limit_texts_;
  std::optional<rdb::ServerProfile> profile_;
  std::optional<rdb::SizeClasses> size_classes_;
  rdb::ServerConfig config_;
};

}  // namespace rdbmill
