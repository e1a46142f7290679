// Groups that keys would make, sampled so that of a sampled group every key is seen.
//
//   rdb::GroupSamples samples(costs, {});
//   const std::uint32_t first = samples.make(parts);         // one sample for each way to group
//   if (hash <= samples.limit(first)) samples.add(first, hash, key_length, field, value);
//   samples.of(first).groups()                               // each stands for 2^level
//
// A group is sampled when the hash of its key is below the limit of the sample. A sample that is
// full drops what is above half of its limit: what is left is complete, whatever came when. So a
// count has a relative error of one by the root of the groups kept, and sums that go with the
// number of fields a much smaller one (plan_estimate.h).
//
// Holds 64 bytes and 16 of index a group, 48 more with `ungrouped`; groups of all samples together,
// and of one, are limited. The sample with the fewest fields a group gives way first: it is the one
// that would save least. With `exact` nothing is dropped; throws `LimitExceeded` naming
// --memory-limit when that would take more than `memory_limit`.
#pragma once
#include <array>
#include <limits>
#include <span>
#include <vector>

#include "librdb/base/limits.h"
#include "librdb/memory/hash_memory.h"
#include "librdb/transform/group_expiries.h"

namespace rdb {

/// A cache line of its own: they are met in no order.
struct alignas(64) SampledGroup {
  std::uint64_t hash = 0;
  std::uint64_t key_length = 0;
  HashMemory memory;
};

/// What regroup would leave as it is if a group's keys do not agree on when they expire.
struct UngroupedKey {
  std::int64_t expire_ms = kNoExpiry;
  std::uint64_t memory = 0;
  std::uint64_t file = 0;
};
struct UngroupedKeys {
  GroupExpiries expiries;
  std::uint64_t memory = 0;
  std::uint64_t file = 0;
  UngroupedKeys& operator+=(const UngroupedKeys& other) {
    expiries += other.expiries;
    memory += other.memory;
    file += other.file;
    return *this;
  }
};

/// The ways to group one key: way i, of sample `first` + i, makes a group whose hash is `sum` -
/// hashes[i].
struct GroupOffer {
  static constexpr std::size_t kSlack = 3;  ///< words behind the hashes that may be read

  const std::uint64_t* hashes = nullptr;
  std::uint64_t sum = 0;
  std::uint32_t first = 0;
  std::uint32_t ways = 0;  ///< below 64
};
/// What is wanted of an offer.
struct WantedGroups {
  std::size_t offer = 0;   ///< its number
  std::uint64_t ways = 0;  ///< bit i: way i; not 0
};

/// The groups kept of one way to group.
class GroupSample {
 public:
  /// In the order in which they appeared.
  std::span<const SampledGroup> groups() const { return groups_; }
  /// Of the same groups, with `GroupSamplesOptions::ungrouped`; else empty.
  std::span<const UngroupedKeys> ungrouped() const { return ungrouped_; }
  /// Of 2^level groups one was kept.
  unsigned level() const { return level_; }
  double estimated_groups() const {
    return static_cast<double>(groups_.size()) * static_cast<double>(std::uint64_t{1} << level_);
  }

 private:
  friend class GroupSamples;
  // Of a group: its place in groups_, + 1, and 32 bits of its hash, so that others are not looked
  // at, which are far away. 0: free.
  class Slot {
   public:
    Slot() = default;
    Slot(std::uint64_t hash, std::size_t group) : bits_(hash << 32 | (group + 1)) {}
    bool is_free() const { return bits_ == 0; }
    bool may_be(std::uint64_t hash) const { return bits_ >> 32 == (hash & 0xffffffff); }
    std::size_t group() const { return (bits_ & 0xffffffff) - 1; }

   private:
    std::uint64_t bits_ = 0;
  };

  // Sampled hashes are small: their low bits tell them apart.
  std::size_t place(std::uint64_t hash) const {
    return static_cast<std::size_t>(hash * 0x9e3779b97f4a7c15 >> 32) & (slots_.size() - 1);
  }
  // g++ 12 drops calls of functions that only prefetch: these must be inline.
  [[gnu::always_inline]] void prefetch_slot(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[place(hash)]);
  }
  [[gnu::always_inline]] void prefetch_group(std::uint64_t hash) const {
    if (slots_.empty()) return;
    std::size_t at = place(hash);
    while (!slots_[at].is_free() && !slots_[at].may_be(hash)) at = (at + 1) & (slots_.size() - 1);
    if (!slots_[at].is_free()) __builtin_prefetch(&groups_[slots_[at].group()], 1);
  }
  SampledGroup* find(std::uint64_t hash);
  void index_anew(std::size_t slots);

  std::vector<SampledGroup> groups_;
  std::vector<UngroupedKeys> ungrouped_;
  std::vector<Slot> slots_;   // a power of two of them
  std::uint64_t fields_ = 0;  // in groups_
  unsigned level_ = 0;
};

struct GroupSamplesOptions {
  bool exact = false;
  bool ungrouped = false;                            ///< to keep them; 48 bytes a group more
  std::uint64_t memory_limit = kDefaultMemoryLimit;  ///< of an exact run
  std::size_t most_groups = std::size_t{192} << 10;
  std::size_t most_of_one = std::size_t{1} << 15;
  std::size_t least_of_one = std::size_t{1} << 11;  ///< that others do not push out
};

class GroupSamples {
 public:
  /// `costs` must outlive this.
  GroupSamples(const ElementCosts& costs, const GroupSamplesOptions& options)
      : costs_(costs), options_(options) {}

  /// `count` empty samples with numbers in a row; the first of them.
  std::uint32_t make(std::size_t count);
  /// A hash up to this is wanted. Falls while keys are added.
  std::uint64_t limit(std::uint32_t number) const { return limits_[number]; }
  const std::uint64_t* limits(std::uint32_t number) const { return &limits_[number]; }
  /// Writes to `wanted`, in order, what of these offers is at most its limit; how many of them
  /// something is wanted of. Requires: room for one for each offer.
  std::size_t find_wanted(std::span<const GroupOffer> offers, WantedGroups* wanted) const;

  /// A field more for the group. Requires: hash <= limit(number). O(1) on the average. Takes effect
  /// at the latest with flush().
  void add(std::uint32_t number, std::uint64_t hash, std::size_t key_length,
           const StringMeasure& field, const StringMeasure& value, const UngroupedKey& flat = {}) {
    samples_[number].prefetch_slot(hash);
    waiting_[waiting_count_++] = {hash, key_length, number, field, value, flat};
    if (waiting_count_ == kBatch) flush();
  }
  void flush();

  const GroupSample& of(std::uint32_t number) const { return samples_[number]; }
  std::size_t size() const { return samples_.size(); }
  std::uint64_t groups_held() const { return held_; }

 private:
  // Groups are all over the memory: they are fetched for many fields at once.
  static constexpr std::size_t kBatch = 32;
  struct Waiting {
    std::uint64_t hash = 0;
    std::size_t key_length = 0;
    std::uint32_t number = 0;
    StringMeasure field;
    StringMeasure value;
    UngroupedKey flat;
  };

  void add_now(const Waiting& waiting);
  void add_flat(GroupSample& sample, std::size_t place, const UngroupedKey& flat) const;
  void grow(GroupSample& sample);
  void halve(std::uint32_t number);
  void make_room();
  void charge(std::uint64_t bytes);

  const ElementCosts& costs_;
  GroupSamplesOptions options_;
  std::vector<GroupSample> samples_;
  // Apart from the rest: they are looked at for each key. GroupOffer::kSlack more than samples.
  std::vector<std::uint64_t> limits_;
  std::array<Waiting, kBatch> waiting_{};
  std::size_t waiting_count_ = 0;
  std::uint64_t held_ = 0;   // groups
  std::uint64_t bytes_ = 0;  // of an exact run
};

}  // namespace rdb
