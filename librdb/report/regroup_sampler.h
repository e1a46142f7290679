// What it would save to make hashes of the string keys of one stratum: an estimate that costs some
// instructions a key.
//
//   RegroupSampler sampler(costs, budget);
//   sampler.add(split, stratum, value);       // each string without an expiry
//   for (const RegroupSample& sample : sampler.samples()) …
//
// From the first few keys it is chosen which parts are worth pulling out: the one with the most
// values and the two behind it. Then whole groups are sampled: of keys, those whose most varied
// part hashes low are taken, so of every group that keeps this part all keys are seen; for pulling
// out that part itself, those whose rest on the more varied side of it hashes low. So nearly every
// key costs two short hashes. A sample that has seen too many keys halves the hashes it takes.
// Where pulling out the most varied part looks like making a few hashes only, none is left out, up
// to as many keys as those can be good for.
//
// What hashes take goes with what the same keys take now: their ratio is good to some per cent
// where there are many groups or few, and does not depend on how large the values are that happened
// to be sampled. `plan` counts all parts and says its error.
//
// Holds at most kMostKeys groups for each of three parts, about 110 bytes each; when `budget` is
// used up, a sampler that takes a key takes half as many from then on.
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "librdb/key/shape_finder.h"
#include "librdb/report/possible_hashes.h"
#include "librdb/report/sample_hash.h"

namespace rdb {

/// Groups that all samplers may hold together.
struct RegroupBudget {
  std::ptrdiff_t groups_left = 100'000;
};

/// What was seen of the groups that keys would make without one part.
struct RegroupSample {
  std::size_t part = 0;
  std::uint64_t fields = 0;        ///< in these groups: keys as they are now
  std::uint64_t groups = 0;        ///< hashes that they become
  std::uint64_t large_groups = 0;  ///< beyond kMostRegroupedFields fields
  std::uint64_t memory = 0;        ///< of the hashes, `Memory::allocated`
  std::uint64_t flat_memory = 0;   ///< of these keys as they are now
};

/// A larger hash blocks a server when it is copied, moved or deleted.
inline constexpr std::uint64_t kMostRegroupedFields = 10'000;

class alignas(64) RegroupSampler {
 public:
  static constexpr std::uint64_t kChosenFrom = 64;  ///< keys seen before a choice is made
  static constexpr std::uint64_t kMostKeys = 4096;  ///< seen of a sample before it is halved
  static constexpr std::uint64_t kFewGroups = 64;   ///< of which none is left out

  /// Both must outlive this.
  RegroupSampler(const ElementCosts& costs, RegroupBudget& budget)
      : costs_(costs), budget_(budget) {}

  /// `split` is the key as ShapeFinder::count() left it, `stratum` the one it is in. O(1) for most.
  void add(const SplitKey& split, const KeyStratum& stratum, const StringMeasure& value);
  /// Whether it has chosen, so that it needs the stratum no more.
  bool has_chosen() const { return seen_ >= kChosenFrom; }
#if defined(__x86_64__)
  /// add() of a key of up to 62 bytes of which no more is known than `ends`, as SplitKey has them,
  /// not zero, and what it takes in memory. Requires: has_chosen(), has_avx2(), 32 bytes can be
  /// read behind the key.
  [[RDB_AVX2, gnu::always_inline]] void add_known(Bytes key, std::uint64_t ends,
                                                  const StringMeasure& value,
                                                  std::uint64_t flat_memory) {
    if (candidates_ == 0) return;
    const Range part = range_in(key, ends, candidate_[0].part);
    const Hashes hashes{sample_hash_with_slack(part.of(key)),
                        sample_hash_with_slack(sampled_rest(key, part).of(key))};
    if (is_taken(hashes)) [[unlikely]]
      take_known(key, ends, hashes, value, flat_memory);
  }
#endif
  /// O(groups).
  std::vector<RegroupSample> samples() const;

 private:
  static constexpr std::size_t kParts = 3;
  struct Candidate {
    std::size_t part = 0;
    PossibleHashes groups;
  };
  // Candidates that take the same keys.
  struct Cluster {
    std::uint64_t limit = 0;  // of the hashes taken
    std::uint64_t keys = 0;   // taken at this limit
  };
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
    Bytes of(Bytes key) const { return {key.data() + begin, end - begin}; }
  };
  // Of a key: of its most varied part, and of the rest of it that is sampled by.
  struct Hashes {
    std::uint64_t part = 0;
    std::uint64_t rest = 0;
  };
  // What there is to know of a key that is taken. Of groups, those that its candidates would pull
  // out of, by a hash of what stands before and behind them.
  struct Taken {
    std::size_t key_size = 0;
    std::array<Bytes, kParts> field;
    std::array<std::uint64_t, kParts> group{};
    StringMeasure value;
    std::uint64_t flat_memory = 0;
  };

  void choose(const KeyStratum& stratum);
  static Range range_in(const SplitKey& split, std::size_t part) {
    if (split.ends != 0) return range_in(split.key, split.ends, part);
    return {split.begin[part], split.end(part)};
  }
  static Range range_in(Bytes key, std::uint64_t ends, std::size_t part) {
    ends |= std::uint64_t{1} << key.size();
    if (part == 0) return {0, static_cast<std::size_t>(std::countr_zero(ends))};
    for (std::size_t i = 1; i < part; ++i) ends &= ends - 1;
    const auto begin = static_cast<std::size_t>(std::countr_zero(ends)) + 1;
    ends &= ends - 1;
    return {begin, static_cast<std::size_t>(std::countr_zero(ends))};
  }
  Range sampled_rest(Bytes key, Range part) const {
    return samples_behind_ ? Range{part.end, key.size()} : Range{0, part.begin - 1};
  }
  static std::uint64_t group_hash(std::uint64_t before, std::uint64_t behind) {
    return before + std::rotl(behind, 32);
  }
  bool is_taken(const Hashes& hashes) const {
    return (hashes.part <= by_part_.limit && candidates_ > 1) || hashes.rest <= by_rest_.limit;
  }
#if defined(__x86_64__)
  [[RDB_AVX2, gnu::noinline]] void take_known(Bytes key, std::uint64_t ends, const Hashes& hashes,
                                              const StringMeasure& value,
                                              std::uint64_t flat_memory);
#endif
  void take(const Taken& taken, const Hashes& hashes);
  void take(const Taken& taken, std::size_t first, std::size_t last, std::uint64_t hash);
  void halve(Cluster& cluster, std::size_t first, std::size_t last);
  std::uint64_t fields_of(std::size_t candidate) const;
  void count_rest();

  // What every key needs stands in the first cache line, with the part of the first candidate.
  std::uint32_t candidates_ = 0;  // the first is the most varied part
  bool samples_behind_ = false;   // that part, by the rest there
  bool has_few_groups_ = false;   // without it
  // For the first candidate, of whose groups there may be few; and for the others.
  Cluster by_rest_{.limit = ~std::uint64_t{0} >> 1};
  Cluster by_part_{.limit = ~std::uint64_t{0} >> 3};
  std::array<Candidate, kParts> candidate_{};
  const ElementCosts& costs_;
  RegroupBudget& budget_;
  std::uint64_t seen_ = 0;
};

}  // namespace rdb
