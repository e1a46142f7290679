// How many articles each group of counters has, and which: heavy tails on both sides.
//
// Groups come in blocks of 4096 with the same set of sizes: the quantiles of a real site's counters
// (half of the groups below 28 articles, one in 300 over 512, the largest 2500). Articles follow
// Zipf's law: the m-th article of a group comes from a class of ranks of its own, 1 + m/4 wide, so
// the first ranks are in nearly every group, a rank r in a share of about 1/r of the large ones,
// and no group holds one twice.
#pragma once
#include <cstdint>
#include <vector>

namespace rdbmill {

class CounterGroups {
 public:
  static constexpr std::uint32_t kBlockGroups = 4096;
  static constexpr std::uint32_t kMeanSize = 46;  // groups of one article "*" bring it down to 44
  static constexpr std::uint64_t kBlockKeys = std::uint64_t{kBlockGroups} * kMeanSize;
  static constexpr std::uint32_t kLargest = 2500;
  static constexpr std::uint32_t kFirstArticle = 100'000;
  static constexpr std::uint32_t kArticles = 900'000;  // all numbers of six digits

  explicit CounterGroups(std::uint64_t seed);

  struct Member {
    std::uint64_t group = 0;
    std::uint32_t index = 0;  // in the group
  };
  /// The place of the i-th counter; a bijection from numbers to places.
  Member member(std::uint64_t i) const {
    const std::uint64_t block = i / kBlockKeys;
    const auto at = static_cast<std::uint32_t>(i % kBlockKeys);
    const std::uint32_t group = group_of_[at];
    return {block * kBlockGroups + group, at - first_[group]};
  }
  /// Groups that the first `counters` of them touch.
  std::uint64_t groups_of(std::uint64_t counters) const {
    return counters == 0 ? 0 : member_block_end(counters - 1);
  }
  /// The article of a member, six digits; different for different members of a group.
  std::uint32_t article(const Member& member) const;

 private:
  std::uint64_t member_block_end(std::uint64_t last) const { return member(last).group + 1; }

  std::uint64_t seed_;
  std::vector<std::uint16_t> group_of_;  // by number in the block: 376 KB, stays in L2
  std::vector<std::uint32_t> first_;     // number in the block of each group's first member
  std::vector<std::uint32_t> rank_;      // first rank of the m-th member's class
};

}  // namespace rdbmill
