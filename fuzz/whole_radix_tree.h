// A radix tree made node by node from above, with all its keys at hand: what RadixTree must agree
// with, which never holds more than one path of it.
//
//   WholeRadixTree(allocator, keys).size()
#pragma once
#include <cstddef>
#include <map>
#include <set>

#include "librdb/base/bytes.h"
#include "librdb/memory/radix_tree.h"

namespace rdb::fuzzing {

/// O(bytes of all keys * branches above them). Recursion goes as deep as nodes lie.
class WholeRadixTree {
 public:
  using Keys = std::set<OwnedBytes>;  // compares as memcmp does

  WholeRadixTree(const Allocator& allocator, const Keys& keys) : allocator_(allocator) {
    size_.keys = keys.size();
    add_node(keys, 0);
  }
  RadixTreeSize size() const { return size_; }

 private:
  static std::map<char, Keys> children(const Keys& keys, std::size_t depth) {
    std::map<char, Keys> by_byte;
    for (const OwnedBytes& key : keys) {
      if (key.size() > depth) by_byte[key[depth]].insert(key);
    }
    return by_byte;
  }

  static std::size_t edges(const Keys& keys, std::size_t depth) {
    std::set<char> bytes;
    for (const OwnedBytes& key : keys) {
      if (key.size() > depth) bytes.insert(key[depth]);
    }
    return bytes.size();
  }

  static bool ends_at(const Keys& keys, std::size_t depth) {
    return !keys.empty() && keys.begin()->size() == depth;  // the shortest is the first
  }

  void add_node(const Keys& keys, std::size_t depth) {
    const bool has_value = ends_at(keys, depth);
    const auto by_byte = children(keys, depth);
    std::size_t run = 0;
    if (by_byte.size() == 1) {
      const Keys& below = by_byte.begin()->second;  // not the key that ends here
      do ++run;
      while (!ends_at(below, depth + run) && edges(below, depth + run) == 1);
      add_node(below, depth + run);
    } else {
      for (const auto& [byte, below] : by_byte) add_node(below, depth + 1);
    }
    const std::size_t bytes = run > 0 ? run : by_byte.size();
    const std::size_t pointers = (run > 0 ? 1 : by_byte.size()) + (has_value ? 1 : 0);
    const std::size_t aligned = (4 + bytes + 7) / 8 * 8;
    ++size_.nodes;
    size_.node_bytes += allocator_.usable(aligned + 8 * pointers);
  }

  Allocator allocator_;
  RadixTreeSize size_;
};

}  // namespace rdb::fuzzing
