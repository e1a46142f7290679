#include "librdb/report/regroup_sampler.h"

#include <algorithm>
#include <bit>

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
  for (std::size_t i = 1; i < number; ++i) ends &= ends - 1;
  const auto begin = static_cast<std::size_t>(std::countr_zero(ends)) + 1;
  ends &= ends - 1;
  return {begin, ends == 0 ? split.key.size() : static_cast<std::size_t>(std::countr_zero(ends))};
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
  const std::uint64_t of_part = part_hash(split.key, varied.begin, varied.end, 0);
  const std::uint64_t of_rest = part_hash(split.key, rest.begin, rest.end, 1);
  const bool takes_part = of_part <= by_part_.limit && candidates_ > 1;
  const bool takes_rest = of_rest <= by_rest_.limit;
  if (!takes_part && !takes_rest) [[likely]]
    return;
  SplitKey whole;
  split_key(split.key, whole, slack);
  if (takes_rest) {
    take(whole, 0, 1, of_rest, value);
    count_rest();
  }
  if (takes_part) {
    take(whole, 1, candidates_, of_part, value);
    if (++by_part_.keys > kMostKeys || budget_.groups_left < 0) halve(by_part_, 1, candidates_);
  }
}

void RegroupSampler::take(const SplitKey& split, std::size_t first, std::size_t last,
                          std::uint64_t hash, const StringMeasure& value) {
  const KeyMeasure key{StringMeasure::text(split.key.size())};
  const std::uint64_t flat_memory = string_memory(costs_.profile(), key, value).allocated;
  for (std::size_t i = first; i < last; ++i) {
    Candidate& candidate = candidate_[i];
    const Bytes field = split.part(candidate.part);
    const auto [at, is_new] =
        candidate.groups.try_emplace(split.sum - split.hash[candidate.part],
                                     Group{hash, split.key.size() - field.size() - 1, 0, {}});
    at->second.memory.add(costs_, StringMeasure::of(field), value);
    at->second.flat_memory += flat_memory;
    if (is_new) --budget_.groups_left;
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
    const std::size_t gone = std::erase_if(candidate_[i].groups, [&](const auto& group) {
      return group.second.cluster > cluster.limit;
    });
    budget_.groups_left += static_cast<std::ptrdiff_t>(gone);
  }
}

std::vector<RegroupSample> RegroupSampler::samples() const {
  std::vector<RegroupSample> samples;
  for (std::size_t i = 0; i < candidates_; ++i) {
    RegroupSample& sample = samples.emplace_back();
    sample.part = candidate_[i].part;
    for (const auto& [hash, group] : candidate_[i].groups) {
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
