// Nodes and bytes of a server's radix tree, added up while its keys pass by in ascending order.
//
//   rdb::IdTree pending(allocator);                    // 16-byte ids of a stream or a PEL
//   pending.add(rdb::StreamId{1700000000000, 0});
//   const rdb::RadixTreeSize size = pending.size();    // at any time, more may be added afterwards
//   size.usage()                                       // what MEMORY USAGE says up to Valkey 8.0
//   allocator.usable(32) + size.node_bytes             // what it says from Valkey 8.1 on
//
// The shape of such a tree depends on the set of its keys alone: where one byte may follow, a run
// of bytes up to the next branch or the end of a key is one compressed node; where several may,
// there is a node with an edge for each; where a key ends, a node begins. So only the path of the
// last key is open: whatever the next key leaves behind will never change. Measured on Redis 7.0
// and 8.0, Valkey 8.0, 8.1 and 9.1. Source: rax.h, rax.c raxGenericInsert.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"
#include "librdb/base/types.h"
#include "librdb/memory/allocator.h"

namespace rdb {

struct RadixTreeSize {
  std::uint64_t keys = 0;
  std::uint64_t nodes = 0;       ///< the root is one even if there is no key
  std::uint64_t node_bytes = 0;  ///< of the blocks of all nodes; the struct rax is not in it
  /// False if keys were not in ascending order, or equal in all the bytes that were looked at.
  bool is_exact = true;

  /// What MEMORY USAGE of Redis, and of Valkey up to 8.0, takes for the tree: the size of an id for
  /// each key and room for 30 edges in each node. Source: object.c streamRadixTreeMemoryUsage.
  constexpr std::uint64_t usage() const { return 16 * keys + (4 + 30 * 8) * nodes; }

  friend constexpr bool operator==(const RadixTreeSize&, const RadixTreeSize&) = default;
};

/// The block of one node: `bytes` of keys in it, one child if it is compressed and one for each
/// byte otherwise. O(1).
constexpr std::uint64_t radix_node_bytes(const Allocator& allocator, std::uint64_t bytes,
                                         std::uint64_t children, bool has_value) {
  const std::uint64_t padding = (8 - (bytes + 4) % 8) % 8;
  return allocator.usable(4 + bytes + padding + 8 * (children + (has_value ? 1 : 0)));
}

/// Looks at the first `kKept` bytes of each key and holds three times as many, no more, and never
/// allocates. Of keys that are longer the rest counts as a path of its own; keys that only differ
/// there are taken to differ in the next byte, and the size says that it is not exact.
template <std::size_t kKept>
class RadixTree {
 public:
  explicit RadixTree(const Allocator& allocator) : allocator_(allocator) {}

  /// The key must be above the one before as memcmp sees them; the same key again changes nothing.
  /// No bytes of it are referred to afterwards. O(bytes that differ from the key before).
  void add(Bytes key);

  /// O(kKept).
  RadixTreeSize size() const;

  /// As it was when it was made.
  void clear() { *this = RadixTree(allocator_); }

 private:
  void note_unless_exact(Bytes key, std::size_t common);
  void open(Bytes key, std::size_t common);
  void close(std::size_t from, RadixTreeSize& size) const;

  Allocator allocator_;
  RadixTreeSize closed_;
  std::size_t length_ = 0;  // of the path
  std::uint64_t tail_ = 0;  // bytes of the last key behind the path
  std::array<char, kKept> path_{};
  // At each point of the path: how many different bytes follow, and whether a key ends there.
  std::array<std::uint16_t, kKept + 1> edges_{};
  std::array<bool, kKept + 1> ends_{};
};

/// Ids of a stream's entries: those of listpacks, of a group's PEL, of a consumer's.
class IdTree : public RadixTree<16> {
 public:
  using RadixTree::add;
  using RadixTree::RadixTree;

  void add(const StreamId& id) {
    std::array<char, 16> key;
    store_be(key.data(), id.ms);
    store_be(key.data() + 8, id.seq);
    add(Bytes(key.data(), key.size()));
  }
};

/// Names of groups and consumers: exact as long as no two agree in their first 1024 bytes.
using NameTree = RadixTree<1024>;

extern template class RadixTree<6>;  // keys of redis_field_expiries.cc
extern template class RadixTree<8>;  // keys of valkey_field_expiries.cc
extern template class RadixTree<16>;
extern template class RadixTree<1024>;

}  // namespace rdb
