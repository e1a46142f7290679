#include "librdb/report/regroup_sampler.h"

#include <algorithm>

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

RegroupSampler::Ranges RegroupSampler::ranges_in(const SplitKey& split) const {
  if (split.ends != 0) return ranges_in(split.key, split.ends);
  const std::size_t number = candidate_[0].part;
  return ranges_around(split.key, {split.begin[number], split.end(number)});
}

void RegroupSampler::add(const SplitKey& split, const KeyStratum& stratum,
                         const StringMeasure& value, std::size_t slack) {
  if (++seen_ <= kChosenFrom) [[unlikely]] {
    if (seen_ == kChosenFrom && split.parts > 1) choose(stratum);
    return;
  }
  if (candidates_ == 0) return;
  const Ranges ranges = ranges_in(split);
  const Hashes hashes{sample_hash(ranges.part.of(split.key)),
                      sample_hash(ranges.rest.of(split.key))};
  if (is_taken(hashes)) [[unlikely]]
    take(split.key, hashes, value, slack);
}

void RegroupSampler::take(Bytes key, const Hashes& hashes, const StringMeasure& value,
                          std::size_t slack) {
  const bool takes_part = hashes.part <= by_part_.limit && candidates_ > 1;
  split_key(key, budget_.taken, slack);
  if (hashes.rest <= by_rest_.limit) {
    take(0, 1, hashes.rest, value);
    count_rest();
  }
  if (takes_part) {
    take(1, candidates_, hashes.part, value);
    if (++by_part_.keys > kMostKeys || budget_.groups_left < 0) {
      do halve(by_part_, 1, candidates_);
      while ((by_part_.keys = fields_of(1)) > kMostKeys);
    }
  }
}

// One value may have more keys than all others: to take half of the hashes does not take half of
// the keys.
std::uint64_t RegroupSampler::fields_of(std::size_t candidate) const {
  std::uint64_t fields = 0;
  for (const PossibleHash& group : candidate_[candidate].groups) fields += group.memory.count();
  return fields;
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
