#include "tools/counter_groups.h"

#include <algorithm>

#include "tools/permutation.h"

namespace rdbmill {
namespace {

struct Quantile {
  std::uint32_t group;  // of 4096, smallest first
  std::uint32_t size;
};

// Measured on the counters of a real site, and rounded.
constexpr Quantile kQuantiles[] = {{0, 8},      {410, 17},   {1024, 21},   {2048, 28},
                                   {3072, 43},  {3686, 74},  {3891, 113},  {3994, 170},
                                   {4055, 296}, {4082, 512}, {4092, 1000}, {4095, 2500}};

std::uint32_t interpolated_size(std::uint32_t group) {
  const auto* upper = std::find_if(std::begin(kQuantiles), std::end(kQuantiles),
                                   [&](const Quantile& q) { return q.group >= group; });
  if (upper->group == group) return upper->size;
  const Quantile& lower = upper[-1];
  return lower.size +
         (upper->size - lower.size) * (group - lower.group) / (upper->group - lower.group);
}

// The sizes of a block, smallest first, summing up to exactly kBlockKeys.
std::vector<std::uint32_t> block_sizes() {
  std::vector<std::uint32_t> sizes(CounterGroups::kBlockGroups);
  std::uint64_t sum = 0;
  for (std::uint32_t group = 0; group < sizes.size(); ++group) {
    sizes[group] = interpolated_size(group);
    sum += sizes[group];
  }
  // The rest is made up for in the middle, one by one; the ends keep their shape.
  for (std::uint32_t group = 1024; sum != CounterGroups::kBlockKeys;
       group = group == 3071 ? 1024 : group + 1) {
    const bool more = sum < CounterGroups::kBlockKeys;
    sizes[group] += more ? 1 : -1u;
    sum += more ? 1 : ~std::uint64_t{0};
  }
  return sizes;
}

}  // namespace

CounterGroups::CounterGroups(std::uint64_t seed) : seed_(mixed(seed ^ 0x67726f757073)) {
  const std::vector<std::uint32_t> sizes = block_sizes();
  const Permutation order(kBlockGroups, seed_);
  group_of_.reserve(kBlockKeys);
  first_.reserve(kBlockGroups);
  for (std::uint32_t group = 0; group < kBlockGroups; ++group) {
    first_.push_back(static_cast<std::uint32_t>(group_of_.size()));
    group_of_.insert(group_of_.end(), sizes[order(group)], static_cast<std::uint16_t>(group));
  }
  rank_.reserve(kLargest + 1);
  std::uint32_t rank = 0;
  for (std::uint32_t index = 0; index <= kLargest; ++index) {
    rank_.push_back(rank);
    rank += 1 + index / 4;
  }
}

std::uint32_t CounterGroups::article(const Member& member) const {
  const std::uint32_t width = rank_[member.index + 1] - rank_[member.index];
  const std::uint64_t chance = mixed(seed_ + member.group * 4096 + member.index);
  const auto in_class = static_cast<std::uint32_t>(((chance >> 32) * width) >> 32);
  const std::uint64_t rank = rank_[member.index] + in_class;
  // Popular articles are anywhere among the numbers: a bijection, 485207 being prime to 900000.
  return kFirstArticle +
         static_cast<std::uint32_t>((rank * 485'207 + seed_ % kArticles) % kArticles);
}

}  // namespace rdbmill
