#include "librdb/proof/plan_maker.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "librdb/base/errors.h"
#include "librdb/memory/main_table.h"

namespace rdb {
namespace {

// Why regroup would refuse to pull out this placeholder; empty if it would not.
std::string refusal_of(const OwnedBytes& pattern, const OwnedBytes& field) {
  try {
    const KeyPattern compiled = KeyPattern::compile(pattern);
    KeyTemplate::without_field(compiled, *compiled.index_of(field));
    return {};
  } catch (const InvalidArgument& error) {
    return error.reason();
  }
}

}  // namespace

Plan PlanMaker::plan() const {
  Plan plan = from_.head_;
  plan.unshaped = from_.finder_.others();
  plan.ambiguous = from_.ambiguous_;
  for (const auto& [db, database] : from_.databases_) {
    plan.tables += main_table_bytes(plan.profile, database.keys, database.expires);
  }
  if (from_.rule_ != nullptr) {
    plan.shapes.push_back(from_rule());
  } else {
    for (KeyShape& shape : find_shapes(from_.finder_)) {
      plan.shapes.push_back(from_shape(std::move(shape)));
    }
  }
  double most = 0;
  for (std::size_t i = 0; i < plan.shapes.size(); ++i) {
    PlanShape& shape = plan.shapes[i];
    choose(shape, plan.known_memory());
    if (!shape.best || shape.candidates[*shape.best].saved() <= most) continue;
    most = shape.candidates[*shape.best].saved();
    plan.best = i;
  }
  return plan;
}

PlanShape PlanMaker::from_shape(KeyShape shape) const {
  PlanShape plan;
  plan.shape = std::move(shape);
  const KeyShape& of = plan.shape;
  for (const std::uint32_t number : of.strata) {
    if (number < from_.strata_.size()) plan.integers += from_.strata_[number].integers;
  }
  if (of.type != ObjectType::string) return plan;
  const bool may_be_grouped = !of.has_expiry && of.is_exact && of.parts.size() > 1;
  if (!may_be_grouped) {
    const bool takes_expiring = from_.options_.policy.group_ttl != GroupTtl::leave;
    plan.reason = of.has_expiry ? (takes_expiring ? "the keys had expired" : "the keys expire")
                  : of.parts.size() < 2 ? "nothing separates parts"
                                        : "no pattern takes the keys apart as they are built";
    return plan;
  }
  for (std::size_t i = 0; i < of.parts.size(); ++i) {
    if (!of.parts[i].is_literal) plan.candidates.push_back(by_shape(of, i));
  }
  if (plan.candidates.empty()) return plan;
  const KeyPattern pattern = KeyPattern::compile(of.pattern);
  plan.also_matched = count_matches(from_.finder_, pattern, false, of.matched, plan.also_example);
  return plan;
}

PlanCandidate PlanMaker::by_shape(const KeyShape& shape, std::size_t part) const {
  PlanCandidate candidate;
  candidate.part = part;
  candidate.field = shape.parts[part].text;
  candidate.values = shape.parts[part].distinct;
  candidate.refusal = refusal_of(shape.pattern, candidate.field);
  std::map<std::uint32_t, PlanCollector::Totals> keys;
  for (const std::uint32_t number : shape.matched) {
    const PlanCollector::Totals& totals = from_.strata_[number].eligible;
    candidate.keys += totals.keys;
    candidate.memory_before += totals.memory;
    candidate.file_before += totals.file;
    keys[from_.finder_.strata()[number]->kind.db] += totals;
  }
  GroupEstimator estimator(from_.model_->costs, from_.options_.policy);
  for (const Numbers& numbers : meeting(shape.matched, part)) {
    if (numbers.size() == 1) {
      add_groups(estimator, numbers.front(), part);
    } else {
      add_across(estimator, numbers, part);
    }
  }
  estimator.finish(candidate);
  add_tables(candidate, estimator, keys);
  if (candidate.keys != 0 && candidate.largest_fields == 0 && candidate.left.value == 0) {
    candidate.refusal = "too many shapes to follow them all";
  }
  return candidate;
}

// Strata that may have keys of the same group without this part: those of equal stems, or all if
// the part is one of the stem.
std::vector<PlanMaker::Numbers> PlanMaker::meeting(const Numbers& numbers, std::size_t part) const {
  std::uint32_t common = kMostParts;
  for (const std::uint32_t number : numbers) {
    common = std::min(common, from_.finder_.common_parts(*from_.finder_.strata()[number]));
  }
  if (part <= common) return {numbers};
  std::vector<Numbers> all;
  std::map<std::uint64_t, std::size_t> places;
  for (const std::uint32_t number : numbers) {
    const std::uint64_t stem = from_.finder_.strata()[number]->stem(common);
    const auto [place, is_new] = places.emplace(stem, all.size());
    if (is_new) all.emplace_back();
    all[place->second].push_back(number);
  }
  return all;
}

void PlanMaker::add_groups(GroupEstimator& estimator, std::uint32_t number,
                           std::size_t part) const {
  const PlanCollector::Stratum& stratum = from_.strata_[number];
  const GroupSample& sample =
      from_.model_->samples.of(stratum.first_sample + static_cast<std::uint32_t>(part));
  estimator.add(sample.groups(), sample.ungrouped(), sample.level(), stratum.eligible.keys,
                from_.finder_.strata()[number]->kind.db);
}

void PlanMaker::add_across(GroupEstimator& estimator, const Numbers& numbers,
                           std::size_t part) const {
  struct Together {
    std::vector<const GroupSample*> samples;
    std::uint64_t keys = 0;
    unsigned level = 0;
  };
  std::map<std::uint32_t, Together> by_database;
  for (const std::uint32_t number : numbers) {
    const PlanCollector::Stratum& stratum = from_.strata_[number];
    Together& together = by_database[from_.finder_.strata()[number]->kind.db];
    together.samples.push_back(
        &from_.model_->samples.of(stratum.first_sample + static_cast<std::uint32_t>(part)));
    together.keys += stratum.eligible.keys;
    together.level = std::max(together.level, together.samples.back()->level());
  }
  for (const auto& [db, together] : by_database) {
    const std::uint64_t limit = ~std::uint64_t{0} >> together.level;
    std::vector<SampledGroup> groups;
    std::vector<UngroupedKeys> flat;
    std::unordered_map<std::uint64_t, std::size_t> places;
    for (const GroupSample* sample : together.samples) {
      const bool has_flat = !sample->ungrouped().empty();
      for (std::size_t i = 0; i < sample->groups().size(); ++i) {
        const SampledGroup& group = sample->groups()[i];
        if (group.hash > limit) continue;
        const auto [known, is_new] = places.emplace(group.hash, groups.size());
        if (is_new) {
          groups.push_back(group);
          if (has_flat) flat.push_back(sample->ungrouped()[i]);
        } else {
          groups[known->second].memory += group.memory;
          if (has_flat) flat[known->second] += sample->ungrouped()[i];
        }
      }
    }
    estimator.add(groups, flat, together.level, together.keys, db);
  }
}

void PlanMaker::add_tables(PlanCandidate& candidate, const GroupEstimator& estimator,
                           const std::map<std::uint32_t, PlanCollector::Totals>& keys) const {
  const auto whole = [](double value) { return static_cast<std::uint64_t>(std::llround(value)); };
  for (const auto& [db, totals] : keys) {
    const PlanCollector::Database& database = from_.databases_.at(db);
    const auto known = estimator.by_database().find(db);
    const GroupEstimator::Keys made =
        known == estimator.by_database().end() ? GroupEstimator::Keys{} : known->second;
    const std::uint64_t after = database.keys - totals.keys + whole(made.left + made.hashes);
    const std::uint64_t expires =
        database.expires - totals.expiring + whole(made.left_expiring + made.expiring_hashes);
    const ServerProfile& profile = from_.head_.profile;
    candidate.tables_before += main_table_bytes(profile, database.keys, database.expires);
    candidate.tables_after += main_table_bytes(profile, after, expires);
  }
}

PlanShape PlanMaker::from_rule() const {
  PlanShape plan;
  KeyShape& shape = plan.shape;
  const PlanRule& rule = *from_.rule_;
  shape.pattern = rule.pattern().text();
  shape.is_exact = true;
  shape.keys = from_.rule_keys_;
  shape.key_bytes = from_.rule_key_bytes_;
  shape.example = from_.rule_example_;
  for (std::size_t i = 0; i < rule.pattern().names().size(); ++i) {
    ShapePart part;
    part.text = rule.pattern().names()[i];
    std::vector<std::uint8_t> registers(
        from_.rule_registers_.begin() + static_cast<std::ptrdiff_t>(i * HyperLogLog::kRegisters),
        from_.rule_registers_.begin() +
            static_cast<std::ptrdiff_t>((i + 1) * HyperLogLog::kRegisters));
    part.distinct = HyperLogLog(registers.data()).count();
    shape.parts.push_back(part);
  }
  for (const PlanCollector::Stratum& stratum : from_.strata_) plan.integers += stratum.integers;
  for (std::size_t i = 0; i < rule.ways().size(); ++i) plan.candidates.push_back(by_rule(i));
  return plan;
}

PlanCandidate PlanMaker::by_rule(std::size_t way) const {
  const PlanRule::Way& of = from_.rule_->ways()[way];
  PlanCandidate candidate;
  candidate.part = of.field;
  candidate.field = from_.rule_->pattern().names()[of.field];
  candidate.refusal = of.refusal;
  std::vector<std::uint8_t> registers(
      from_.rule_registers_.begin() +
          static_cast<std::ptrdiff_t>(of.field * HyperLogLog::kRegisters),
      from_.rule_registers_.begin() +
          static_cast<std::ptrdiff_t>((of.field + 1) * HyperLogLog::kRegisters));
  candidate.values = HyperLogLog(registers.data()).count();
  std::map<std::uint32_t, PlanCollector::Totals> keys;
  GroupEstimator estimator(from_.model_->costs, from_.options_.policy);
  for (std::size_t i = 0; i < from_.rule_databases_.size(); ++i) {
    const PlanCollector::Stratum& stratum = from_.strata_[i];
    const PlanCollector::Totals& totals = stratum.by_way[way];
    candidate.keys += totals.keys;
    candidate.memory_before += totals.memory;
    candidate.file_before += totals.file;
    keys[from_.rule_databases_[i]] += totals;
    const GroupSample& sample =
        from_.model_->samples.of(stratum.first_sample + static_cast<std::uint32_t>(way));
    estimator.add(sample.groups(), sample.ungrouped(), sample.level(), totals.keys,
                  from_.rule_databases_[i]);
  }
  estimator.finish(candidate);
  add_tables(candidate, estimator, keys);
  return candidate;
}

void PlanMaker::choose(PlanShape& shape, std::uint64_t known_memory) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < shape.candidates.size(); ++i) {
    const PlanCandidate& candidate = shape.candidates[i];
    const bool is_possible = candidate.refusal.empty() && candidate.keys != 0 &&
                             candidate.p99_fields <= kMostFieldsWorthIt;
    if (!is_possible) continue;
    if (!best || candidate.saved() > shape.candidates[*best].saved()) best = i;
  }
  if (shape.candidates.empty()) return;
  if (!best) {
    const PlanCandidate& first = shape.candidates.front();
    shape.reason = shape.shape.keys == 0    ? "no key matches"
                   : shape.integers == 0    ? "no value is an integer"
                   : !first.refusal.empty() ? first.refusal
                   : first.left.value > 0   ? "in no hash the expiries agree"
                                            : "the hashes would be too large";
    return;
  }
  const PlanCandidate& candidate = shape.candidates[*best];
  const double saved = candidate.saved();
  if (candidate.keys < kLeastKeysWorthIt) {
    shape.reason = "fewer than 1,000 keys";
  } else if (saved <= 0) {
    shape.reason = "every part costs memory";
  } else if (saved < kLeastShareWorthIt * static_cast<double>(known_memory)) {
    shape.reason = "saves less than 1 %";
  } else {
    shape.best = best;
  }
}

}  // namespace rdb
