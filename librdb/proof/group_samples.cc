#include "librdb/proof/group_samples.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "librdb/base/avx2.h"
#include "librdb/base/errors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rdb {
namespace {

constexpr std::size_t kFirstGroups = 2;

std::size_t find_wanted_plainly(std::span<const GroupOffer> offers, const std::uint64_t* limits,
                                WantedGroups* wanted) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const GroupOffer& offer = offers[i];
    std::uint64_t ways = 0;
    for (std::uint32_t way = 0; way < offer.ways; ++way) {
      const bool is_wanted = offer.sum - offer.hashes[way] <= limits[offer.first + way];
      ways |= std::uint64_t{is_wanted} << way;
    }
    wanted[count] = {i, ways};
    count += ways != 0;  // half of them may be: no branch
  }
  return count;
}

#if defined(__x86_64__)
// Four ways at once. Limits are ones from the lowest bit on: a hash is above if it has another bit.
[[RDB_AVX2]] std::size_t find_wanted_by_avx2(std::span<const GroupOffer> offers,
                                             const std::uint64_t* limits, WantedGroups* wanted) {
  const auto four = [](const std::uint64_t* p) { return reinterpret_cast<const __m256i_u*>(p); };
  const __m256i none = _mm256_setzero_si256();
  std::size_t count = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const GroupOffer& offer = offers[i];
    const __m256i sum = _mm256_set1_epi64x(static_cast<std::int64_t>(offer.sum));
    const std::uint64_t* const own = limits + offer.first;
    std::uint64_t ways = 0;
    for (std::uint32_t way = 0; way < offer.ways; way += 4) {
      const __m256i hash = _mm256_sub_epi64(sum, _mm256_loadu_si256(four(offer.hashes + way)));
      const __m256i above = _mm256_andnot_si256(_mm256_loadu_si256(four(own + way)), hash);
      const __m256i is_wanted = _mm256_cmpeq_epi64(above, none);
      const int bits = _mm256_movemask_pd(_mm256_castsi256_pd(is_wanted));
      ways |= std::uint64_t{static_cast<unsigned>(bits)} << way;
    }
    ways &= (std::uint64_t{1} << offer.ways) - 1;
    wanted[count] = {i, ways};
    count += ways != 0;
  }
  return count;
}
#endif

}  // namespace

SampledGroup* GroupSample::find(std::uint64_t hash) {
  if (slots_.empty()) return nullptr;
  for (std::size_t at = place(hash);; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].is_free()) return nullptr;
    if (!slots_[at].may_be(hash)) continue;
    SampledGroup& group = groups_[slots_[at].group()];
    if (group.hash == hash) return &group;
  }
}

void GroupSample::index_anew(std::size_t slots) {
  if (slots_.size() == slots) {
    std::fill(slots_.begin(), slots_.end(), Slot());
  } else {
    slots_ = std::vector<Slot>(slots);
  }
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    std::size_t at = place(groups_[i].hash);
    while (!slots_[at].is_free()) at = (at + 1) & (slots - 1);
    slots_[at] = Slot(groups_[i].hash, i);
  }
}

std::uint32_t GroupSamples::make(std::size_t count) {
  const std::size_t first = samples_.size();
  samples_.resize(first + count);
  limits_.resize(samples_.size() + GroupOffer::kSlack);
  std::fill_n(limits_.begin() + static_cast<std::ptrdiff_t>(first), count,
              std::numeric_limits<std::uint64_t>::max());
  return static_cast<std::uint32_t>(first);
}

std::size_t GroupSamples::find_wanted(std::span<const GroupOffer> offers,
                                      WantedGroups* wanted) const {
#if defined(__x86_64__)
  if (has_avx2()) return find_wanted_by_avx2(offers, limits_.data(), wanted);
#endif
  return find_wanted_plainly(offers, limits_.data(), wanted);
}

void GroupSamples::flush() {
  const std::span<const Waiting> waiting(waiting_.data(), waiting_count_);
  for (const Waiting& one : waiting) samples_[one.number].prefetch_group(one.hash);
  for (const Waiting& one : waiting) {
    if (one.hash <= limits_[one.number]) add_now(one);  // it may have fallen since
  }
  waiting_count_ = 0;
}

void GroupSamples::add_now(const Waiting& waiting) {
  GroupSample& sample = samples_[waiting.number];
  ++sample.fields_;
  if (SampledGroup* const known = sample.find(waiting.hash)) {
    known->memory.add(costs_, waiting.field, waiting.value);
    add_flat(sample, static_cast<std::size_t>(known - sample.groups_.data()), waiting.flat);
    return;
  }
  if (sample.groups_.size() == sample.groups_.capacity()) grow(sample);
  sample.groups_.push_back({waiting.hash, waiting.key_length, {}});
  sample.groups_.back().memory.add(costs_, waiting.field, waiting.value);
  if (options_.ungrouped) sample.ungrouped_.emplace_back();
  add_flat(sample, sample.groups_.size() - 1, waiting.flat);
  std::size_t at = sample.place(waiting.hash);
  while (!sample.slots_[at].is_free()) at = (at + 1) & (sample.slots_.size() - 1);
  sample.slots_[at] = GroupSample::Slot(waiting.hash, sample.groups_.size() - 1);
  ++held_;
  if (options_.exact) return;
  if (sample.groups_.size() >= options_.most_of_one) halve(waiting.number);
  if (held_ > options_.most_groups) make_room();
}

void GroupSamples::add_flat(GroupSample& sample, std::size_t place,
                            const UngroupedKey& flat) const {
  if (!options_.ungrouped) return;
  UngroupedKeys& keys = sample.ungrouped_[place];
  keys.expiries.add(flat.expire_ms);
  keys.memory += flat.memory;
  keys.file += flat.file;
}

// Twice the room; slots are at most half full. While it moves, old and new are there.
void GroupSamples::grow(GroupSample& sample) {
  const std::size_t old_capacity = sample.groups_.capacity();
  const std::size_t capacity = std::max(kFirstGroups, 2 * old_capacity);
  const std::size_t bytes = sizeof(SampledGroup) + 2 * sizeof(GroupSample::Slot) +
                            (options_.ungrouped ? sizeof(UngroupedKeys) : 0);
  if (options_.exact) {
    constexpr std::size_t kMostGroups = std::size_t{1} << 31;
    if (capacity > kMostGroups) throw LimitExceeded("more than 2^31 groups");
    charge(capacity * bytes);
  }
  sample.groups_.reserve(capacity);
  if (options_.ungrouped) sample.ungrouped_.reserve(capacity);
  sample.index_anew(std::bit_ceil(2 * capacity));
  bytes_ -= options_.exact ? old_capacity * bytes : 0;
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
  std::size_t left = 0;
  for (std::size_t i = 0; i < before; ++i) {
    if (sample.groups_[i].hash > limit) {
      sample.fields_ -= sample.groups_[i].memory.count();
      continue;
    }
    sample.groups_[left] = sample.groups_[i];
    if (options_.ungrouped) sample.ungrouped_[left] = sample.ungrouped_[i];
    ++left;
  }
  sample.groups_.resize(left);
  if (options_.ungrouped) sample.ungrouped_.resize(left);
  held_ -= before - sample.groups_.size();
  std::size_t slots = sample.slots_.size();
  if (sample.groups_.capacity() > 4 * sample.groups_.size() + kFirstGroups) {
    std::vector<SampledGroup> smaller;
    smaller.reserve(2 * sample.groups_.size() + kFirstGroups);
    smaller = sample.groups_;
    sample.groups_ = std::move(smaller);
    sample.ungrouped_.shrink_to_fit();
    slots = std::bit_ceil(2 * sample.groups_.capacity());
  }
  sample.index_anew(slots);
}

// Those with the fewest fields a group give way down to `least_of_one`, then the largest samples.
void GroupSamples::make_room() {
  constexpr unsigned kDeepest = 40;
  std::uint32_t victim = 0;
  double worst = -1;
  for (std::uint32_t i = 0; i < samples_.size(); ++i) {
    const GroupSample& sample = samples_[i];
    if (sample.level_ >= kDeepest || sample.groups_.empty()) continue;
    const auto groups = static_cast<double>(sample.groups_.size());
    const bool is_large = sample.groups_.size() > options_.least_of_one;
    const double badness =
        is_large ? 1e9 + 1e9 * groups / static_cast<double>(sample.fields_) : groups;
    if (badness > worst) {
      worst = badness;
      victim = i;
    }
  }
  if (worst >= 0) halve(victim);
}

}  // namespace rdb
