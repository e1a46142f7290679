#include "librdb/report/prefix_tree.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "librdb/base/errors.h"
#include "librdb/base/random_seed.h"
#include "librdb/key/separator_mask.h"

namespace rdb {
PrefixTree::PrefixTree(PrefixOptions options)
    : options_(std::move(options)), heads_(1), nodes_(1), slots_(1024) {
  if (options_.depth > kMaxPrefixDepth) {
    throw InvalidArgument("prefixes are counted to a depth of " + std::to_string(kMaxPrefixDepth) +
                          " at most");
  }
  if (options_.max_prefixes < kLeastPrefixes) {
    throw InvalidArgument("there must be room for " + std::to_string(kLeastPrefixes) + " prefixes");
  }
  seed_ = options_.hash_seed ? *options_.hash_seed : random_seed();
  second_seed_ = options_.hash_seed ? ~seed_ * 0x9e3779b97f4a7c15 : random_seed();
  auto& separators = options_.separators;
  // Longest first: of "::" and ":" the longer one has to be tried first.
  std::stable_sort(separators.begin(), separators.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const OwnedBytes& separator : separators) {
    if (separator.empty()) throw InvalidArgument("a separator needs at least one byte");
    opens_separator_[static_cast<unsigned char>(separator[0])] = true;
  }
  has_only_separator_ = separators.size() == 1 && separators[0].size() == 1;
  if (has_only_separator_) only_separator_ = separators[0][0];
}

// First byte behind the next separator at or behind `from`, kNone if there is none.
std::size_t PrefixTree::end_of_part(Bytes key, std::size_t from) const {
  if (has_only_separator_) {
    if (from >= key.size()) return kNone;
    const void* found = std::memchr(key.data() + from, only_separator_, key.size() - from);
    if (found == nullptr) return kNone;
    return static_cast<std::size_t>(static_cast<const char*>(found) - key.data()) + 1;
  }
  for (std::size_t i = from; i < key.size(); ++i) {
    if (!opens_separator_[static_cast<unsigned char>(key[i])]) continue;
    for (const OwnedBytes& separator : options_.separators) {
      if (key.substr(i).starts_with(separator)) return i + separator.size();
    }
  }
  return kNone;
}

// Of the deepest one; 0 if the key has none.
std::size_t PrefixTree::end_of_prefix(Bytes key, std::size_t slack) const {
  if (options_.depth == 0) return 0;
  if (has_only_separator_ && key.size() < 64) [[likely]] {
    return end_in_mask(key.size() + slack >= 64
                           ? separator_mask_with_slack(key.data(), key.size(), only_separator_)
                           : separator_mask(key.data(), key.size(), only_separator_));
  }
  std::size_t end = 0;
  for (std::uint32_t level = 0; level < options_.depth; ++level) {
    const std::size_t next = end_of_part(key, end);
    if (next == kNone) break;
    end = next;
  }
  return end;
}

// Requires: it is short.
PrefixTree::Words PrefixTree::words_of(Bytes prefix) {
  char bytes[kShort] = {};
  std::copy(prefix.begin(), prefix.end(), bytes);
  return {load_le<std::uint64_t>(bytes), load_le<std::uint64_t>(bytes + 8)};
}

std::uint64_t PrefixTree::hash_of(Bytes prefix) const {
  if (prefix.size() <= kShort) return hash_of(words_of(prefix), prefix.size());
  return XXH3_64bits_withSeed(prefix.data(), prefix.size(), seed_);
}

// The slot of the prefix, or the empty one where it would be.
PrefixTree::Slot& PrefixTree::slot_of(Bytes prefix, std::uint64_t hash) {
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.node == 0 || (slot.tag == tag && name(nodes_[slot.node]) == prefix)) return slot;
  }
}

std::uint32_t PrefixTree::find(Bytes key, std::size_t slack) {
  const std::size_t end = end_of_prefix(key, slack);
  return end == 0 ? kRoot : find_prefix(key.substr(0, end));
}

std::uint32_t PrefixTree::find_prefix(Bytes prefix) {
  const Slot& slot = slot_of(prefix, hash_of(prefix));
  return slot.node != 0 ? slot.node : insert(prefix);
}

// Whether there may be no room for the prefix and all above it.
bool PrefixTree::is_full(std::size_t name_bytes) const {
  return nodes_.size() + options_.depth > options_.max_prefixes ||
         name_bytes > (options_.max_name_bytes - names_.size()) / options_.depth;
}

// Makes the nodes that are missing on the way from the root to the prefix, which there is none of.
std::uint32_t PrefixTree::insert(Bytes prefix) {
  while (nodes_.size() > 1 && is_full(prefix.size())) cut_off();
  std::uint32_t parent = kRoot;
  for (std::size_t end = end_of_part(prefix, 0); end != kNone; end = end_of_part(prefix, end)) {
    const Bytes part = prefix.substr(0, end);
    // Names too long for all the room there is are counted with what is above them.
    if (part.size() > options_.max_name_bytes - names_.size()) return parent;
    const std::uint64_t hash = hash_of(part);
    Slot& slot = slot_of(part, hash);
    if (slot.node == 0) {
      slot = {static_cast<std::uint32_t>(nodes_.size()), static_cast<std::uint32_t>(hash >> 32)};
      Node& node = nodes_.emplace_back();
      Head& head = heads_.emplace_back();
      if (part.size() <= kShort) head.words = words_of(part);
      node.name_offset = names_.size();
      node.name_size = static_cast<std::uint32_t>(part.size());
      node.parent = parent;
      node.depth = nodes_[parent].depth + 1;
      names_ += part;
      parent = slot.node;
      if (nodes_.size() * 2 > slots_.size()) grow();
    } else {
      parent = slot.node;
    }
  }
  return parent;
}

void PrefixTree::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.node == 0) continue;
    std::size_t i = hash_of(name(nodes_[slot.node])) & mask;
    while (larger[i].node != 0) i = (i + 1) & mask;
    larger[i] = slot;
  }
  slots_ = std::move(larger);
}

// The lighter half of the leaves goes to their parents.
void PrefixTree::cut_off() {
  if (before_cut_) before_cut_();
  std::vector<bool> has_branches(nodes_.size());
  for (const Node& node : std::span(nodes_).subspan(1)) has_branches[node.parent] = true;
  std::vector<std::uint32_t> leaves;
  for (std::uint32_t i = 1; i < nodes_.size(); ++i) {
    if (!has_branches[i]) leaves.push_back(i);
  }
  const auto weight = [this](std::uint32_t i) {
    return heads_[i].own.memory + nodes_[i].others.memory;
  };
  const auto end_of_light = leaves.begin() + static_cast<std::ptrdiff_t>((leaves.size() + 1) / 2);
  std::nth_element(leaves.begin(), end_of_light - 1, leaves.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return weight(a) < weight(b); });
  missing_ += weight(*(end_of_light - 1));
  std::vector<bool> dropped(nodes_.size());
  std::for_each(leaves.begin(), end_of_light, [&](std::uint32_t i) { dropped[i] = true; });
  drop(dropped);
}

// Moves what stays together, and makes the index anew.
void PrefixTree::drop(const std::vector<bool>& dropped) {
  ++generation_;
  std::vector<Head> heads;
  std::vector<Node> nodes;
  heads.reserve(nodes_.size());
  nodes.reserve(nodes_.size());
  std::vector<std::uint32_t> place(nodes_.size());
  OwnedBytes names;
  std::fill(slots_.begin(), slots_.end(), Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    Node node = nodes_[i];
    const std::uint32_t parent = place[node.parent];
    if (dropped[i]) {
      nodes[parent].others += heads_[i].own;
      nodes[parent].others += node.others;
      continue;
    }
    place[i] = static_cast<std::uint32_t>(nodes.size());
    node.parent = parent;
    const Bytes text = name(node);
    if (i != kRoot) {
      const std::uint64_t hash = hash_of(text);
      std::size_t at = hash & mask;
      while (slots_[at].node != 0) at = (at + 1) & mask;
      slots_[at] = {place[i], static_cast<std::uint32_t>(hash >> 32)};
    }
    node.name_offset = names.size();
    names += text;
    heads.push_back(heads_[i]);
    nodes.push_back(node);
  }
  heads_ = std::move(heads);
  nodes_ = std::move(nodes);
  names_ = std::move(names);
}

std::vector<PrefixRow> PrefixTree::rows() const {
  std::vector<Tally> sums;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    sums.push_back(heads_[i].own);
    sums.back() += nodes_[i].others;
  }
  for (std::size_t i = nodes_.size(); i-- > 1;) sums[nodes_[i].parent] += sums[i];
  std::vector<std::uint32_t> order(nodes_.size());
  std::iota(order.begin(), order.end(), 0u);
  // Ties by name, so that equal dumps give equal reports whatever the seed and the order of keys.
  std::sort(order.begin() + 1, order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (nodes_[a].parent != nodes_[b].parent) return nodes_[a].parent < nodes_[b].parent;
    if (is_heavier(sums[a], sums[b]) || is_heavier(sums[b], sums[a])) {
      return is_heavier(sums[a], sums[b]);
    }
    return name(nodes_[a]) < name(nodes_[b]);
  });
  // Children of one parent now stand side by side: remember where they begin and end.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> children(nodes_.size(), {0, 0});
  for (std::uint32_t i = 1; i < order.size(); ++i) {
    auto& [first, last] = children[nodes_[order[i]].parent];
    if (first == last) first = i;
    last = i + 1;
  }
  std::vector<PrefixRow> rows;
  rows.reserve(nodes_.size());
  std::vector<std::uint32_t> pending = {kRoot};
  while (!pending.empty()) {
    const std::uint32_t index = pending.back();
    pending.pop_back();
    const Node& node = nodes_[index];
    rows.push_back({OwnedBytes(name(node)), node.depth, sums[index], node.others});
    for (std::uint32_t i = children[index].second; i > children[index].first; --i) {
      pending.push_back(order[i - 1]);
    }
  }
  return rows;
}

}  // namespace rdb
