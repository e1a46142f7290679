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
// Memory: at most `max_prefixes` nodes (about 140 bytes each) and `max_name_bytes` of names,
// whatever the input. When either is reached, the lighter half of the branches without branches of
// their own is cut off: what they counted stays with their parents as `others`. So every sum is
// exact, and what a row lacks that was cut off and grew again is at most `missing()`: the sum over
// all cuts of the heaviest branch of each. That is the bound of a space-saving sketch, paid in
// blocks.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
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
  void add(std::uint32_t node, const KeySize& key) { nodes_[node].own.add(key); }

  /// The root first, depth first, heaviest sibling first. O(n log n).
  std::vector<PrefixRow> rows() const;
  /// Most memory that a row may lack; 0: every row is exact.
  std::uint64_t missing() const { return missing_; }
  const PrefixOptions& options() const { return options_; }

 private:
  struct Node {
    Tally own;     // keys whose deepest prefix this is
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
  std::uint64_t hash_of(Bytes prefix) const;
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
  std::array<bool, 256> opens_separator_{};
  char only_separator_ = 0;  // if there is one, of one byte
  bool has_only_separator_ = false;
  std::vector<Node> nodes_;  // parents before their children
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  OwnedBytes names_;
  std::uint64_t missing_ = 0;
};

}  // namespace rdb
