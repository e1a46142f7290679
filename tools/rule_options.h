// Which flat keys belong to which hashes: one rule as options, or several in a file.
#pragma once
#include <string>
#include <vector>

#include "librdb/transform/regroup_rule.h"

namespace CLI {
class App;
}

namespace rdbmill {

/// --match --field --key-template --lossy-key --values --group-ttl --on-conflict, or --rules, or
/// --manifest.
class RuleOptions {
 public:
  void define(CLI::App& app);
  /// The same with --manifest, for who compares with what the run read.
  void define_with_manifest(CLI::App& app);
  /// Throws `UsageError` with the option's name, or file and line.
  void setup();
  const std::vector<rdb::RegroupRule>& rules() const { return rules_; }
  /// The file of rules, or empty.
  const std::string& path() const { return path_; }
  /// The manifest, or empty.
  const std::string& manifest() const { return manifest_; }
  /// What is in the manifest or file of rules.
  const std::string& text() const { return text_; }

 private:
  void setup_one();

  std::vector<rdb::RegroupRule> rules_;
  rdb::RegroupRule rule_;
  std::string path_;
  std::string manifest_;
  std::string text_;  // kept: stdin is read once
  std::string values_;
  std::string group_ttl_;
  std::string on_conflict_;
};

}  // namespace rdbmill
