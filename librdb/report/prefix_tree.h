// Keys counted by the leading parts of their names, in bounded memory.
//
//   PrefixTree tree({.separators = {":"}, .depth = 2});
//   tree.add("click:web:de:12", 45, false);        // counts for "click:" and "click:web:"
//   for (const PrefixTree::Node& node : tree.nodes()) use(tree.name(node), node.tally);
//
// A prefix ends with its separator; a key without a separator belongs to no prefix.
//
// Memory: at most `max_prefixes` nodes (about 80 bytes each) and `max_name_bytes` of names,
// whatever the input. Once full, a prefix not seen before is not kept: its keys count for its
// parent, under `not_kept`. What is kept is exact. A dump is in hash-table order, so a prefix with
// any share worth reporting is met long before the tree is full.
//
// Cost: one hash and one probe per level; nothing is allocated for a prefix already known.
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
  std::uint32_t depth = 2;                     ///< levels counted, at most kMaxPrefixDepth
  std::size_t max_prefixes = std::size_t{1} << 16;
  std::size_t max_name_bytes = std::size_t{16} << 20;
  std::optional<std::uint64_t> hash_seed;  ///< a random one per tree if not set
};

inline constexpr std::uint32_t kMaxPrefixDepth = 16;

class PrefixTree {
 public:
  static constexpr std::uint32_t kRoot = 0;

  struct Node {
    Tally tally;     ///< of all keys below this prefix
    Tally not_kept;  ///< of them, those whose next-level prefix was not kept
    std::uint64_t name_offset = 0;
    std::uint32_t name_size = 0;
    std::uint32_t parent = kRoot;
    std::uint32_t depth = 0;
  };

  /// Throws `InvalidArgument` for an empty separator or a depth beyond kMaxPrefixDepth.
  explicit PrefixTree(PrefixOptions options = {});

  void add(Bytes key, std::uint64_t record_bytes, bool has_expiry);

  /// The first node is the root: all keys, empty name. Parents stand before their children.
  std::span<const Node> nodes() const { return nodes_; }
  /// Lives until the next `add()`.
  Bytes name(const Node& node) const {
    return Bytes(names_).substr(node.name_offset, node.name_size);
  }
  const PrefixOptions& options() const { return options_; }
  bool is_full() const { return full_; }

 private:
  struct Slot {
    std::uint32_t node = 0;  // 0: empty, the root is never looked up
    std::uint32_t tag = 0;   // upper half of the hash
  };
  static constexpr std::size_t kNone = ~std::size_t{0};

  std::size_t end_of_part(Bytes key, std::size_t from) const;
  std::uint32_t find_or_insert(Bytes prefix, std::uint32_t parent);
  std::uint32_t insert(Bytes prefix, std::uint32_t parent, std::uint64_t hash, std::size_t slot);
  void grow();

  PrefixOptions options_;
  std::uint64_t seed_;
  std::array<bool, 256> opens_separator_{};
  char only_separator_ = 0;  // if there is one, of one byte
  bool has_only_separator_ = false;
  std::vector<Node> nodes_;
  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  OwnedBytes names_;
  bool full_ = false;
};

}  // namespace rdb
