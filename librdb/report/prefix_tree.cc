#include "librdb/report/prefix_tree.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "librdb/base/errors.h"
#include "librdb/base/random_seed.h"

namespace rdb {
PrefixTree::PrefixTree(PrefixOptions options)
    : options_(std::move(options)), nodes_(1), slots_(1024) {
  if (options_.depth > kMaxPrefixDepth) {
    throw InvalidArgument("prefixes are counted to a depth of " + std::to_string(kMaxPrefixDepth) +
                          " at most");
  }
  seed_ = options_.hash_seed ? *options_.hash_seed : random_seed();
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

void PrefixTree::add(Bytes key, std::uint64_t record_bytes, bool has_expiry) {
  std::uint32_t node = kRoot;
  nodes_[kRoot].tally.add(record_bytes, has_expiry);
  std::size_t end = 0;
  for (std::uint32_t level = 0; level < options_.depth; ++level) {
    end = end_of_part(key, end);
    if (end == kNone) return;
    const std::uint32_t child = find_or_insert(key.substr(0, end), node);
    if (child == kRoot) {
      nodes_[node].not_kept.add(record_bytes, has_expiry);
      return;
    }
    node = child;
    nodes_[node].tally.add(record_bytes, has_expiry);
  }
}

// The node of a prefix, kRoot if there is none and no room for one.
std::uint32_t PrefixTree::find_or_insert(Bytes prefix, std::uint32_t parent) {
  const std::uint64_t hash = XXH3_64bits_withSeed(prefix.data(), prefix.size(), seed_);
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  for (; slots_[i].node != 0; i = (i + 1) & mask) {
    if (slots_[i].tag == tag && name(nodes_[slots_[i].node]) == prefix) return slots_[i].node;
  }
  return insert(prefix, parent, hash, i);
}

std::uint32_t PrefixTree::insert(Bytes prefix, std::uint32_t parent, std::uint64_t hash,
                                 std::size_t slot) {
  if (nodes_.size() > options_.max_prefixes ||
      prefix.size() > options_.max_name_bytes - names_.size()) {
    full_ = true;
    return kRoot;
  }
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  Node& node = nodes_.emplace_back();
  node.name_offset = names_.size();
  node.name_size = static_cast<std::uint32_t>(prefix.size());
  node.parent = parent;
  node.depth = nodes_[parent].depth + 1;
  names_ += prefix;
  slots_[slot] = {index, static_cast<std::uint32_t>(hash >> 32)};
  if (nodes_.size() * 2 > slots_.size()) grow();
  return index;
}

void PrefixTree::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.node == 0) continue;
    const Bytes prefix = name(nodes_[slot.node]);
    std::size_t i = XXH3_64bits_withSeed(prefix.data(), prefix.size(), seed_) & mask;
    while (larger[i].node != 0) i = (i + 1) & mask;
    larger[i] = slot;
  }
  slots_ = std::move(larger);
}

}  // namespace rdb
