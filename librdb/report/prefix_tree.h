// Keys counted by the leading parts of their names, in bounded memory.
//
//   PrefixTree tree({.separators = {":"}, .depth = 2});
//   const std::uint32_t node = tree.find("click:web:de:12", 0);     // "click:web:"
//   tree.add(node, {.record_bytes = 45, .memory = …});
//   for (const PrefixRow& row : tree.rows()) …     // "", "click:", "click:web:": sums of all below
//
// A prefix ends with its separator; a key without a separator belongs to no prefix. A key is
// counted at its deepest prefix alone, and what is above is summed up at the end: one hash and one
// probe a key, whatever the depth; nothing is allocated for a prefix already known.
//
// Memory: at most `max_prefixes` nodes (about 150 bytes each) and `max_name_bytes` of names,
// whatever the input. When either is reached, the lighter half of the branches without branches of
// their own is cut off: what they counted stays with their parents as `others`. So every sum is
// exact, and what a row lacks that was cut off and grew again is at most `missing()`: the sum over
// all cuts of the heaviest branch of each. That is the bound of a space-saving sketch, paid in
// blocks.
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"
#include "librdb/base/folded_product.h"
#include "librdb/report/tally.h"

namespace rdb {

struct PrefixOptions {
  std::vector<OwnedBytes> separators = {":"};  ///< of one or more bytes; the longest one wins
  std::uint32_t depth = 3;                     ///< levels counted, at most kMaxPrefixDepth
  std::size_t max_prefixes = 100'000;          ///< at least kLeastPrefixes
  std::size_t max_name_bytes = std::size_t{16} << 20;
  std::optional<std::uint64_t> hash_seed;  ///< a random one per tree if not set
};

inline constexpr std::uint32_t kMaxPrefixDepth = 16;
inline constexpr std::size_t kLeastPrefixes = 100;

struct PrefixRow {
  OwnedBytes prefix;        ///< up to and with its separator; empty for the root
  std::uint32_t depth = 0;  ///< 0 for the root
  Tally tally;              ///< of all keys below this prefix
  Tally others;             ///< of them, those of branches that were cut off
};

class PrefixTree {
 public:
  static constexpr std::uint32_t kRoot = 0;

  /// Throws `InvalidArgument` for an empty separator, a depth beyond kMaxPrefixDepth or fewer
  /// prefixes than kLeastPrefixes.
  explicit PrefixTree(PrefixOptions options = {});

  /// The node of the key's deepest prefix; good for add() until the next find(). `slack`: as
  /// Entry::key_slack. O(length of the prefix).
  std::uint32_t find(Bytes key, std::size_t slack = 0);
  /// The same for who knows where the prefix ends: the key's first `size` bytes. Requires: one of
  /// the key's separators is the last of them, of which no more than options().depth are met.
  /// 16 bytes of the key can be read.
  std::uint32_t find_prefix(Bytes key, std::size_t size) {
    if (size > kShort) return find_prefix(key.substr(0, size));
    const Words words = words_with_slack(key.data(), size);
    const std::uint64_t hash = hash_of(words, size);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
      const Slot& slot = slots_[i];
      if (slot.node == 0) return insert(key.substr(0, size));
      if (slot.tag == hash >> 32 && heads_[slot.node].words == words) return slot.node;
    }
  }
  /// Nodes there are.
  std::size_t size() const { return nodes_.size(); }
  /// Changes when nodes have moved: a prefix may be another one from then on.
  std::uint64_t generation() const { return generation_; }
  /// Who keeps back what it will add() adds it when called: branches are going to be weighed, and
  /// nodes to be moved.
  void before_cut(std::function<void()> callback) { before_cut_ = std::move(callback); }
  /// If there is one, of one byte that is not zero; else 0.
  char only_separator() const { return has_only_separator_ ? only_separator_ : char{0}; }
  void add(std::uint32_t node, const KeySize& key) { heads_[node].own.add(key); }
  void add(std::uint32_t node, const Tally& key) { heads_[node].own += key; }

  /// The root first, depth first, heaviest sibling first. O(n log n).
  std::vector<PrefixRow> rows() const;
  /// Most memory that a row may lack; 0: every row is exact.
  std::uint64_t missing() const { return missing_; }
  const PrefixOptions& options() const { return options_; }

 private:
  static constexpr std::size_t kShort = 16;
  // A short prefix, zeros behind it. Two that end with a separator that is not zero differ in it.
  struct Words {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const Words&, const Words&) = default;
  };
  // What every key of a prefix needs, a cache line; the rest stands apart.
  struct alignas(64) Head {
    Words words;  // of its name if that is short
    Tally own;    // keys whose deepest prefix this is
  };
  struct Node {
    Tally others;  // of branches that were cut off
    std::uint64_t name_offset = 0;
    std::uint32_t name_size = 0;
    std::uint32_t parent = kRoot;
    std::uint32_t depth = 0;
  };
  struct Slot {
    std::uint32_t node = 0;  // 0: empty, the root is never looked up
    std::uint32_t tag = 0;   // upper half of the hash
  };
  static constexpr std::size_t kNone = ~std::size_t{0};

  std::size_t end_of_part(Bytes key, std::size_t from) const;
  std::size_t end_of_prefix(Bytes key, std::size_t slack) const;
  std::size_t end_in_mask(std::uint64_t separators) const {
    std::uint64_t last = 0;
    for (std::uint32_t level = options_.depth; level != 0 && separators != 0; --level) {
      last = separators;
      separators &= separators - 1;
    }
    return last == 0 ? 0 : static_cast<std::size_t>(std::countr_zero(last)) + 1;
  }
  static Words words_with_slack(const char* data, std::size_t size) {
    constexpr std::uint64_t kAll = ~std::uint64_t{0};
    const auto low = load_le<std::uint64_t>(data);
    const auto high = load_le<std::uint64_t>(data + 8);
    if (size <= 8) return {low & kAll >> (64 - 8 * size), 0};
    return {low, high & kAll >> (128 - 8 * size)};
  }
  static Words words_of(Bytes prefix);
  std::uint64_t hash_of(const Words& words, std::size_t size) const {
    return folded_product(words.low ^ seed_, words.high ^ second_seed_ ^ size);
  }
  std::uint64_t hash_of(Bytes prefix) const;
  std::uint32_t find_prefix(Bytes prefix);
  Slot& slot_of(Bytes prefix, std::uint64_t hash);
  std::uint32_t insert(Bytes prefix);
  bool is_full(std::size_t name_bytes) const;
  void grow();
  void cut_off();
  void drop(const std::vector<bool>& dropped);
  Bytes name(const Node& node) const {
    return Bytes(names_).substr(node.name_offset, node.name_size);
  }

  PrefixOptions options_;
  std::uint64_t seed_;
  std::uint64_t second_seed_;
  std::array<bool, 256> opens_separator_{};
  char only_separator_ = 0;  // if there is one, of one byte
  bool has_only_separator_ = false;
  std::vector<Head> heads_;
  std::vector<Node> nodes_;  // as many; parents before their children
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  OwnedBytes names_;
  std::uint64_t missing_ = 0;
  std::uint64_t generation_ = 0;
  std::function<void()> before_cut_;
};

}  // namespace rdb
