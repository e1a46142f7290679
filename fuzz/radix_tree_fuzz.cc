// Radix trees of servers: any keys in any order are counted, those in order to the byte.
#include <vector>

#include "fuzz/fuzz_target.h"
#include "fuzz/whole_radix_tree.h"

namespace {

using rdb::fuzzing::require;
using Keys = rdb::fuzzing::WholeRadixTree::Keys;

const rdb::Allocator kAllocator(rdb::SizeClasses::quantum_8);

// A byte that says how many belong to the next key, those bytes, and so on.
std::vector<rdb::Bytes> keys_of(rdb::Bytes input) {
  std::vector<rdb::Bytes> keys;
  while (!input.empty()) {
    const std::size_t length = static_cast<unsigned char>(input[0]) % 20;
    keys.push_back(input.substr(1, length));
    input.remove_prefix(1 + keys.back().size());
  }
  return keys;
}

template <class Tree>
void check_in_order(const Keys& keys) {
  Tree tree(kAllocator);
  for (const rdb::OwnedBytes& key : keys) tree.add(rdb::Bytes(key));
  const rdb::RadixTreeSize size = tree.size();
  require(size.keys == keys.size(), "a key in order was not counted");
  if (!size.is_exact) return;
  require(size == rdb::fuzzing::WholeRadixTree(kAllocator, keys).size(), "not the whole tree");
}

template <class Tree>
void check_any_order(const std::vector<rdb::Bytes>& keys) {
  Tree tree(kAllocator);
  for (const rdb::Bytes key : keys) tree.add(key);
  const rdb::RadixTreeSize size = tree.size();
  require(size.keys <= keys.size(), "a key was counted twice");
  // Of each key its leaf, a branch from others, and a run before each.
  require(size.nodes <= 4 * size.keys + 1, "more nodes than any tree has");
  tree.clear();
  require(tree.size() == Tree(kAllocator).size(), "cleared, but not new");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<rdb::Bytes> keys = keys_of(rdb::fuzzing::as_bytes(data, size));
  check_any_order<rdb::NameTree>(keys);
  check_any_order<rdb::RadixTree<8>>(keys);
  const Keys in_order(keys.begin(), keys.end());
  check_in_order<rdb::NameTree>(in_order);
  check_in_order<rdb::RadixTree<8>>(in_order);
  return 0;
}
