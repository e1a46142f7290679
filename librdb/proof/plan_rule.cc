#include "librdb/proof/plan_rule.h"

#include <algorithm>

#include "librdb/base/errors.h"
#include "librdb/key/split_key.h"

namespace rdb {

PlanRule::PlanRule(const PlanRuleOptions& options)
    : pattern_(KeyPattern::compile(options.pattern)),
      may_stay_flat_(options.group_ttl == GroupTtl::same),
      other_names_(options.other_names),
      parts_(pattern_.names().size()),
      hashes_(pattern_.names().size()) {
  if (pattern_.names().empty()) throw InvalidArgument("the pattern has no placeholder");
  if (pattern_.names().size() > kMostParts) {
    throw LimitExceeded("a pattern of more than " + std::to_string(kMostParts) + " placeholders");
  }
  if (!options.field.empty()) {
    const auto field = pattern_.index_of(options.field);
    if (!field) throw InvalidArgument("the pattern has no placeholder {" + options.field + "}");
    ways_.push_back(make_way(*field, options));
    return;
  }
  for (std::size_t i = 0; i < pattern_.names().size(); ++i) {
    try {
      ways_.push_back(make_way(i, options));
    } catch (const InvalidArgument& error) {
      Way refused;
      refused.field = i;
      refused.refusal = error.reason();
      ways_.push_back(std::move(refused));
    }
  }
}

PlanRule::Way PlanRule::make_way(std::size_t field, const PlanRuleOptions& options) const {
  Way way;
  way.field = field;
  way.form.push_back(
      options.key_template.empty()
          ? KeyTemplate::without_field(pattern_, field)
          : KeyTemplate::compile(options.key_template, pattern_, field, options.lossy_key));
  if (may_stay_flat_ && !way.form.front().is_reversible()) {
    throw InvalidArgument(
        "group-ttl same leaves keys flat whose expiries differ, and a new key that loses "
        "placeholders does not say what they were");
  }
  const KeyPattern shape = KeyPattern::compile(way.form.front().text());
  for (const OwnedBytes& name : shape.names()) way.kept.push_back(*pattern_.index_of(name));
  for (const OwnedBytes& literal : shape.literals()) way.literal_bytes += literal.size();
  return way;
}

bool PlanRule::match(Bytes key) {
  if (!pattern_.match(key, parts_)) return false;
  key_ = key;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const auto begin = static_cast<std::size_t>(parts_[i].data() - key.data());
    hashes_[i] = rdb::part_hash(key, begin, begin + parts_[i].size(), i);
  }
  return true;
}

bool PlanRule::can_render(std::size_t way) const {
  const KeyTemplate& form = ways_[way].form.front();
  if (!form.can_render(parts_)) return false;
  const auto is_a_name = [&](const KeyTemplate& name) { return name.recognises(key_); };
  return !may_stay_flat_ ||
         (!is_a_name(form) && std::none_of(other_names_.begin(), other_names_.end(), is_a_name));
}

std::uint64_t PlanRule::group_hash(std::size_t way) const {
  // Salted, so that a new key without any placeholder is not always sampled.
  std::uint64_t hash = 0x2545f4914f6cdd1d;
  for (const std::size_t part : ways_[way].kept) hash += hashes_[part];
  return hash;
}

std::size_t PlanRule::key_length(std::size_t way) const {
  std::size_t length = ways_[way].literal_bytes;
  for (const std::size_t part : ways_[way].kept) length += parts_[part].size();
  return length;
}

}  // namespace rdb
