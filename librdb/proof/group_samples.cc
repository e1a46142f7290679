#include "librdb/proof/group_samples.h"

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::size_t kFirstGroups = 8;

// Sampled hashes are small: their low bits tell them apart.
std::size_t place(std::uint64_t hash, std::size_t slots) {
  return static_cast<std::size_t>(hash * 0x9e3779b97f4a7c15 >> 32) & (slots - 1);
}

}  // namespace

SampledGroup* GroupSample::find(std::uint64_t hash) {
  if (slots_.empty()) return nullptr;
  for (std::size_t at = place(hash, slots_.size());; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at] == 0) return nullptr;
    SampledGroup& group = groups_[slots_[at] - 1];
    if (group.hash == hash) return &group;
  }
}

void GroupSample::index_anew(std::size_t slots) {
  slots_.assign(slots, 0);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    std::size_t at = place(groups_[i].hash, slots);
    while (slots_[at] != 0) at = (at + 1) & (slots - 1);
    slots_[at] = static_cast<std::uint32_t>(i + 1);
  }
}

std::uint32_t GroupSamples::make(std::size_t count) {
  const std::size_t first = samples_.size();
  samples_.resize(first + count);
  limits_.resize(first + count, std::numeric_limits<std::uint64_t>::max());
  return static_cast<std::uint32_t>(first);
}

void GroupSamples::add(std::uint32_t number, std::uint64_t hash, std::size_t key_length,
                       const StringMeasure& field, const StringMeasure& value) {
  GroupSample& sample = samples_[number];
  if (SampledGroup* const known = sample.find(hash)) {
    known->memory.add(costs_, field, value);
    return;
  }
  if (sample.groups_.size() == sample.groups_.capacity()) grow(sample);
  sample.groups_.push_back({hash, key_length, {}});
  sample.groups_.back().memory.add(costs_, field, value);
  std::size_t at = place(hash, sample.slots_.size());
  while (sample.slots_[at] != 0) at = (at + 1) & (sample.slots_.size() - 1);
  sample.slots_[at] = static_cast<std::uint32_t>(sample.groups_.size());
  ++held_;
  if (options_.exact) return;
  if (sample.groups_.size() >= options_.most_of_one) halve(number);
  if (held_ > options_.most_groups) make_room();
}

// Twice the room; slots are at most half full. While it moves, old and new are there.
void GroupSamples::grow(GroupSample& sample) {
  const std::size_t old_capacity = sample.groups_.capacity();
  const std::size_t capacity = std::max(kFirstGroups, 2 * old_capacity);
  constexpr std::size_t kBytes = sizeof(SampledGroup) + 2 * sizeof(std::uint32_t);
  if (options_.exact) {
    constexpr std::size_t kMostGroups = std::size_t{1} << 31;
    if (capacity > kMostGroups) throw LimitExceeded("more than 2^31 groups");
    charge(capacity * kBytes);
  }
  sample.groups_.reserve(capacity);
  sample.index_anew(2 * capacity);
  bytes_ -= options_.exact ? old_capacity * kBytes : 0;
}

void GroupSamples::charge(std::uint64_t bytes) {
  if (bytes > options_.memory_limit || bytes_ > options_.memory_limit - bytes) {
    throw LimitExceeded(
        "counting every group takes more memory than --memory-limit allows; "
        "raise it, name fewer parts with --field, or leave out --exact");
  }
  bytes_ += bytes;
}

void GroupSamples::halve(std::uint32_t number) {
  GroupSample& sample = samples_[number];
  limits_[number] >>= 1;
  ++sample.level_;
  const std::uint64_t limit = limits_[number];
  const std::size_t before = sample.groups_.size();
  std::erase_if(sample.groups_, [limit](const SampledGroup& group) { return group.hash > limit; });
  held_ -= before - sample.groups_.size();
  sample.index_anew(sample.slots_.size());
}

// Those with the most groups give way down to `least_of_one`, then the largest samples.
void GroupSamples::make_room() {
  constexpr unsigned kDeepest = 40;
  std::uint32_t victim = 0;
  double worst = -1;
  for (std::uint32_t i = 0; i < samples_.size(); ++i) {
    const GroupSample& sample = samples_[i];
    if (sample.level_ >= kDeepest || sample.groups_.empty()) continue;
    const bool is_large = sample.groups_.size() > options_.least_of_one;
    const double badness =
        is_large ? sample.estimated_groups() + 1e9 : static_cast<double>(sample.groups_.size());
    if (badness > worst) {
      worst = badness;
      victim = i;
    }
  }
  if (worst >= 0) halve(victim);
}

}  // namespace rdb
