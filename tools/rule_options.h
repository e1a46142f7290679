// Which flat keys belong to which hashes, as options.
#pragma once
#include <string>
#include <vector>

#include "librdb/transform/regroup_rule.h"

namespace CLI {
class App;
}

namespace rdbmill {

/// --match --field --key-template --lossy-key --values --group-ttl --on-conflict.
class RuleOptions {
 public:
  void define(CLI::App& app);
  /// Throws `UsageError` with the option's name.
  void setup();
  const std::vector<rdb::RegroupRule>& rules() const { return rules_; }

 private:
  void setup_one();

  std::vector<rdb::RegroupRule> rules_;
  rdb::RegroupRule rule_;
  std::string values_;
  std::string group_ttl_;
  std::string on_conflict_;
};

}  // namespace rdbmill
