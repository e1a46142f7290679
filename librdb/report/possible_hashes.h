// Groups of sampled keys by the hash of what their names have in common, side by side in memory: to
// go through all of them, which every halving of a sample does, must not be a cache miss each.
//
//   PossibleHashes groups;
//   auto [group, is_new] = groups.find_or_add(hash);
//   groups.erase_if([](const PossibleHash& group) { return … ; });
//
// Equal hashes are one group. Holds at most a quarter more room than the most groups it had, and 8
// to 16 bytes for each of them.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "librdb/memory/hash_memory.h"

namespace rdb {

struct PossibleHash {
  std::uint64_t hash = 0;
  std::uint64_t cluster = 0;  ///< hash that says whether it is taken
  std::uint64_t key_length = 0;
  std::uint64_t flat_memory = 0;  ///< of its keys as they are now
  HashMemory memory;
};

class PossibleHashes {
 public:
  /// The group of the hash; good until the next one is added. O(1).
  std::pair<PossibleHash&, bool> find_or_add(std::uint64_t hash) {
    if (2 * groups_.size() >= slots_.size()) make_room();
    std::uint32_t& slot = slots_[place_of(hash)];
    if (slot != 0) return {groups_[slot - 1], false};
    if (groups_.size() == groups_.capacity()) {
      groups_.reserve(groups_.size() + groups_.size() / 4 + 4);
    }
    groups_.push_back({.hash = hash});
    slot = static_cast<std::uint32_t>(groups_.size());
    return {groups_.back(), true};
  }

  /// Asks memory for where find_or_add() looks first. (Inlined, or g++ 12 drops calls of it.)
  [[gnu::always_inline]] void prefetch(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[home_of(hash)]);
  }

  /// How many went. O(groups).
  template <typename Goes>
  std::size_t erase_if(Goes goes) {
    const std::size_t gone = std::erase_if(groups_, goes);
    fill_slots();
    return gone;
  }

  std::size_t size() const { return groups_.size(); }
  std::vector<PossibleHash>::const_iterator begin() const { return groups_.begin(); }
  std::vector<PossibleHash>::const_iterator end() const { return groups_.end(); }

 private:
  std::size_t home_of(std::uint64_t hash) const {
    return (hash * 0x9e3779b97f4a7c15) >> 40 & (slots_.size() - 1);
  }
  // The slot of the hash, or the empty one where it would be.
  std::size_t place_of(std::uint64_t hash) const {
    std::size_t at = home_of(hash);
    while (slots_[at] != 0 && groups_[slots_[at] - 1].hash != hash) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return at;
  }
  void make_room() {
    slots_.resize(slots_.empty() ? 16 : 2 * slots_.size());
    fill_slots();
  }
  void fill_slots() {
    slots_.assign(slots_.size(), 0);
    for (std::uint32_t i = 0; i < groups_.size(); ++i) slots_[place_of(groups_[i].hash)] = i + 1;
  }

  std::vector<PossibleHash> groups_;
  std::vector<std::uint32_t> slots_;  // number of the group plus one; at most half full
};

}  // namespace rdb
