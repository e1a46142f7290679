#include "librdb/report/regroup_sampler.h"

#include <algorithm>
#include <bit>

#include "librdb/key/key_parts.h"
#include "librdb/memory/string_memory.h"

namespace rdb {

// The parts with the most values among those seen so far.
void RegroupSampler::choose(const KeyStratum& stratum) {
  std::vector<std::pair<double, std::size_t>> varied;
  for (std::size_t i = 0; i < stratum.parts; ++i) {
    if (stratum.varies(i)) varied.push_back({-stratum.distinct(i), i});
  }
  std::sort(varied.begin(), varied.end());
  candidates_ = std::min(varied.size(), kParts);
  for (std::size_t i = 0; i < candidates_; ++i) candidate_[i].part = varied[i].second;
  if (candidates_ == 0) return;
  double before = 1;  // combinations, at most
  double behind = 1;
  for (std::size_t i = 0; i < stratum.parts; ++i) {
    if (i != candidate_[0].part && stratum.varies(i)) {
      (i < candidate_[0].part ? before : behind) *= stratum.distinct(i);
    }
  }
  samples_behind_ = candidate_[0].part == 0 || (behind > 1 && behind >= before);
  has_few_groups_ = before * behind <= double{kFewGroups};
  if (has_few_groups_) by_rest_.limit = ~std::uint64_t{0};
}

RegroupSampler::Range RegroupSampler::part(const SplitKey& split, std::size_t number) const {
  if (split.ends == 0) return {split.begin[number], split.end(number)};
  std::uint64_t ends = split.ends;
  if (number == 0) return {0, static_cast<std::size_t>(std::countr_zero(ends))};
  if (number + 1 == split.parts) {  // often it is an id
    return {static_cast<std::size_t>(std::bit_width(ends)), split.key.size()};
  }
  for (std::size_t i = 1; i < number; ++i) ends &= ends - 1;
  const auto begin = static_cast<std::size_t>(std::countr_zero(ends)) + 1;
  ends &= ends - 1;
  return {begin, ends == 0 ? split.key.size() : static_cast<std::size_t>(std::countr_zero(ends))};
}

// part_hash(), here without a call where it can be.
inline std::uint64_t RegroupSampler::hash_of(Bytes key, Range range, std::size_t position,
                                             bool has_slack) {
  if (!has_slack) return part_hash(key, range.begin, range.end, position);
  return key_cutting::hash_with_slack(key.data() + range.begin, range.end - range.begin, position);
}

void RegroupSampler::add(const SplitKey& split, const KeyStratum& stratum,
                         const StringMeasure& value, std::size_t slack) {
  if (++seen_ <= kChosenFrom) [[unlikely]] {
    if (seen_ == kChosenFrom && split.parts > 1) choose(stratum);
    return;
  }
  if (candidates_ == 0) return;
  const Range varied = part(split, candidate_[0].part);
  const Range rest =
      samples_behind_ ? Range{varied.end, split.key.size()} : Range{0, varied.begin - 1};
  const bool has_slack = slack >= sizeof(std::uint64_t);
  const std::uint64_t of_part = hash_of(split.key, varied, 0, has_slack);
  const std::uint64_t of_rest = hash_of(split.key, rest, 1, has_slack);
  const bool takes_part = of_part <= by_part_.limit && candidates_ > 1;
  const bool takes_rest = of_rest <= by_rest_.limit;
  if (!takes_part && !takes_rest) [[likely]]
    return;
  split_key(split.key, budget_.taken, slack);
  if (takes_rest) {
    take(0, 1, of_rest, value);
    count_rest();
  }
  if (takes_part) {
    take(1, candidates_, of_part, value);
    if (++by_part_.keys > kMostKeys || budget_.groups_left < 0) halve(by_part_, 1, candidates_);
  }
}

void RegroupSampler::take(std::size_t first, std::size_t last, std::uint64_t hash,
                          const StringMeasure& value) {
  const SplitKey& split = budget_.taken;
  const KeyMeasure key{StringMeasure::text(split.key.size())};
  const std::uint64_t flat_memory = string_memory(costs_.profile(), key, value).allocated;
  for (std::size_t i = first; i < last; ++i) {
    Candidate& candidate = candidate_[i];
    const Bytes field = split.part(candidate.part);
    const auto [group, is_new] =
        candidate.groups.find_or_add(split.sum - split.hash[candidate.part]);
    if (is_new) {
      group.cluster = hash;
      group.key_length = split.key.size() - field.size() - 1;
      --budget_.groups_left;
    }
    group.memory.add(costs_, StringMeasure::of(field), value);
    group.flat_memory += flat_memory;
  }
}

// Few groups may have so many keys as makes all of them too large. If there are more groups than it
// seemed from a few keys, or more keys, they are sampled as others are.
void RegroupSampler::count_rest() {
  ++by_rest_.keys;
  if (has_few_groups_ && candidate_[0].groups.size() <= 2 * kFewGroups &&
      by_rest_.keys <= kFewGroups * kMostRegroupedFields) {
    return;
  }
  has_few_groups_ = false;
  while (by_rest_.keys > kMostKeys) halve(by_rest_, 0, 1);
  if (budget_.groups_left < 0) halve(by_rest_, 0, 1);
}

void RegroupSampler::halve(Cluster& cluster, std::size_t first, std::size_t last) {
  cluster.limit >>= 1;
  cluster.keys /= 2;
  for (std::size_t i = first; i < last; ++i) {
    const std::size_t gone = candidate_[i].groups.erase_if(
        [&](const PossibleHash& group) { return group.cluster > cluster.limit; });
    budget_.groups_left += static_cast<std::ptrdiff_t>(gone);
  }
}

std::vector<RegroupSample> RegroupSampler::samples() const {
  std::vector<RegroupSample> samples;
  for (std::size_t i = 0; i < candidates_; ++i) {
    RegroupSample& sample = samples.emplace_back();
    sample.part = candidate_[i].part;
    for (const PossibleHash& group : candidate_[i].groups) {
      const KeyMeasure key{StringMeasure::text(group.key_length)};
      sample.memory += group.memory.cost(costs_, key).memory.allocated;
      sample.flat_memory += group.flat_memory;
      sample.fields += group.memory.count();
      sample.large_groups += group.memory.count() > kMostRegroupedFields;
      ++sample.groups;
    }
  }
  return samples;
}

}  // namespace rdb
