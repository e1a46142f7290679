// A rule of `regroup` seen from outside: which keys match, and for each field that may be pulled
// out, which group a key would go to.
//
//   rdb::PlanRule rule({.pattern = "{site}:{article}:{day}", .field = "article"});
//   if (rule.match(entry.key)) rule.group_hash(0), rule.key_length(0), rule.field(0);
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/key/key_template.h"
#include "librdb/key/pattern.h"
#include "librdb/transform/regroup_rule.h"

namespace rdb {

struct PlanRuleOptions {
  std::string pattern;
  std::string field;         ///< empty: every placeholder in turn
  std::string key_template;  ///< as for regroup; needs a field
  bool lossy_key = false;
  GroupTtl group_ttl = GroupTtl::leave;
  std::vector<KeyTemplate> other_names{};  ///< of the new keys of other rules
};

/// Fixed memory. Throws `InvalidArgument` for what regroup would refuse; of several fields, those
/// that it would refuse are left out, with the reason.
class PlanRule {
 public:
  struct Way {
    std::size_t field = 0;          ///< placeholder
    std::vector<std::size_t> kept;  ///< placeholders in the new key
    std::size_t literal_bytes = 0;  ///< in the new key
    std::vector<KeyTemplate> form;  ///< of the new key: one, or none if there is a refusal
    std::string refusal;
  };

  explicit PlanRule(const PlanRuleOptions& options);

  const KeyPattern& pattern() const { return pattern_; }
  const std::vector<Way>& ways() const { return ways_; }

  /// Splits the key and hashes its parts; what is below speaks of the key that matched last.
  bool match(Bytes key);
  /// False: a part of it holds what ends it in the new key; or it may stay flat for its expiry
  /// (GroupTtl::same) under the name of a new key.
  bool can_render(std::size_t way) const;
  /// Equal for equal new keys.
  std::uint64_t group_hash(std::size_t way) const;
  std::size_t key_length(std::size_t way) const;
  Bytes field(std::size_t way) const { return parts_[ways_[way].field]; }
  std::uint64_t part_hash(std::size_t part) const { return hashes_[part]; }

 private:
  Way make_way(std::size_t field, const PlanRuleOptions& options) const;

  KeyPattern pattern_;
  std::vector<Way> ways_;
  bool may_stay_flat_;
  std::vector<KeyTemplate> other_names_;
  Bytes key_;
  std::vector<Bytes> parts_;
  std::vector<std::uint64_t> hashes_;
};

}  // namespace rdb
