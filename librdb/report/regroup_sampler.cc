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
  candidates_ = static_cast<std::uint32_t>(std::min(varied.size(), kParts));
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

void RegroupSampler::add(const SplitKey& split, const KeyStratum& stratum,
                         const StringMeasure& value) {
  if (++seen_ <= kChosenFrom) [[unlikely]] {
    if (seen_ == kChosenFrom && split.parts > 1) choose(stratum);
    return;
  }
  if (candidates_ == 0) return;
  const Bytes key = split.key;
  const Range part = range_in(split, candidate_[0].part);
  const Hashes hashes{sample_hash(part.of(key)), sample_hash(sampled_rest(key, part).of(key))};
  if (!is_taken(hashes)) [[likely]]
    return;
  const KeyMeasure measure{StringMeasure::text(key.size())};
  Taken taken{.key_size = key.size(),
              .value = value,
              .flat_memory = string_memory(costs_.profile(), measure, value).allocated};
  for (std::size_t i = 0; i < candidates_; ++i) {
    const Range field = range_in(split, candidate_[i].part);
    taken.field[i] = field.of(key);
    taken.group[i] =
        group_hash(sample_hash(key.substr(0, field.begin)), sample_hash(key.substr(field.end)));
  }
  take(taken, hashes);
}

#if defined(__x86_64__)
void RegroupSampler::take_known(Bytes key, std::uint64_t ends, const Hashes& hashes,
                                const StringMeasure& value, std::uint64_t flat_memory) {
  Taken taken{.key_size = key.size(), .value = value, .flat_memory = flat_memory};
  for (std::size_t i = 0; i < candidates_; ++i) {
    const Range field = range_in(key, ends, candidate_[i].part);
    taken.field[i] = field.of(key);
    taken.group[i] = group_hash(sample_hash_with_slack(key.substr(0, field.begin)),
                                sample_hash_with_slack(key.substr(field.end)));
    candidate_[i].groups.prefetch(taken.group[i]);
  }
  take(taken, hashes);
}
#endif

void RegroupSampler::take(const Taken& taken, const Hashes& hashes) {
  const bool takes_part = hashes.part <= by_part_.limit && candidates_ > 1;
  if (hashes.rest <= by_rest_.limit) {
    take(taken, 0, 1, hashes.rest);
    count_rest();
  }
  if (takes_part) {
    take(taken, 1, candidates_, hashes.part);
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

void RegroupSampler::take(const Taken& taken, std::size_t first, std::size_t last,
                          std::uint64_t hash) {
  for (std::size_t i = first; i < last; ++i) {
    const Bytes field = taken.field[i];
    const auto [group, is_new] = candidate_[i].groups.find_or_add(taken.group[i]);
    if (is_new) {
      group.cluster = hash;
      group.key_length = taken.key_size - field.size() - 1;
      --budget_.groups_left;
    }
    group.memory.add(costs_, StringMeasure::of(field), taken.value);
    group.flat_memory += taken.flat_memory;
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
