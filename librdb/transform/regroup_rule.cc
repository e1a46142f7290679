#include "librdb/transform/regroup_rule.h"

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

std::size_t field_index(const KeyPattern& pattern, Bytes field) {
  const auto index = pattern.index_of(field);
  if (!index) {
    throw InvalidArgument("the pattern has no placeholder {" + OwnedBytes(field) +
                          "} that could become the field");
  }
  return *index;
}

KeyTemplate make_template(const RegroupRule& rule, const KeyPattern& pattern, std::size_t field) {
  if (rule.key_template.empty()) return KeyTemplate::without_field(pattern, field);
  return KeyTemplate::compile(rule.key_template, pattern, field, rule.lossy_key);
}

}  // namespace

CompiledRule::CompiledRule(RegroupRule rule)
    : CompiledRule(rule, split_constraints(rule.pattern)) {}

CompiledRule::CompiledRule(RegroupRule rule, const ConstrainedPattern& split)
    : rule_(std::move(rule)),
      pattern_(KeyPattern::compile(split.pattern)),
      constraints_(split.constraints, pattern_),
      field_(field_index(pattern_, rule_.field)),
      template_(make_template(rule_, pattern_, field_)),
      needs_only_field_(pattern_.is_separated() && template_.is_cut() &&
                        template_.can_always_render() && constraints_.empty()) {
  if (rule_.group_ttl == GroupTtl::same && !template_.is_reversible()) {
    throw InvalidArgument(
        "group-ttl same leaves keys flat whose expiries differ, and a new key that loses "
        "placeholders does not say what they were");
  }
}

bool CompiledRule::names(std::uint32_t db) const {
  return std::find(rule_.databases.begin(), rule_.databases.end(), db) != rule_.databases.end();
}

bool want_the_same(const RegroupRule& a, const RegroupRule& b) {
  return a.group_ttl == b.group_ttl && a.on_conflict == b.on_conflict &&
         a.tolerance_ms == b.tolerance_ms;
}

bool could_be_new_key(std::span<const CompiledRule> rules, Bytes key) {
  return std::any_of(rules.begin(), rules.end(),
                     [&](const CompiledRule& rule) { return rule.key_template().recognises(key); });
}

bool stays_for_its_name(std::span<const CompiledRule> rules, const CompiledRule& rule, Bytes key) {
  return rule.rule().group_ttl == GroupTtl::same && could_be_new_key(rules, key);
}

void refuse_without_clock(Bytes key) {
  throw Refused("key \"" + escaped(key) +
                "\" has an expiry and the dump does not say when it was made: say with --now "
                "which keys have expired");
}

}  // namespace rdb
