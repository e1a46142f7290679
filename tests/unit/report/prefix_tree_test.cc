#include "librdb/report/prefix_tree.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

std::string random_key(std::mt19937& random) {
  static const std::string alphabet("abc::::/*\0\xff", 11);
  std::string key(random() % 14, '\0');
  for (char& c : key) c = alphabet[random() % alphabet.size()];
  return key;
}

// The plain way: cut at every separator, longest first.
std::vector<std::string> prefixes_of(const std::string& key,
                                     const std::vector<std::string>& separators,
                                     std::size_t depth) {
  std::vector<std::string> prefixes;
  for (std::size_t i = 0; i < key.size() && prefixes.size() < depth;) {
    std::size_t length = 0;
    for (const std::string& separator : separators) {
      if (key.compare(i, separator.size(), separator) == 0) {
        length = std::max(length, separator.size());
      }
    }
    i += length == 0 ? 1 : length;
    if (length != 0) prefixes.push_back(key.substr(0, i));
  }
  return prefixes;
}

void compare_with_model(const std::vector<std::string>& separators, std::uint32_t depth) {
  std::mt19937 random(depth);
  PrefixTree tree({.separators = separators, .depth = depth});
  std::map<std::string, Tally> model;
  for (int i = 0; i < 5000; ++i) {
    const std::string key = random_key(random);
    const std::uint64_t bytes = random() % 100;
    const bool expires = random() % 2 == 0;
    tree.add(key, bytes, expires);
    model[""].add(bytes, expires);
    for (const std::string& prefix : prefixes_of(key, separators, depth)) {
      model[prefix].add(bytes, expires);
    }
  }
  std::map<std::string, Tally> counted;
  for (const PrefixTree::Node& node : tree.nodes()) {
    counted[std::string(tree.name(node))] = node.tally;
    EXPECT_EQ(node.not_kept, Tally());
  }
  EXPECT_EQ(counted, model);
  EXPECT_FALSE(tree.is_full());
}

TEST(PrefixTree, CountsAsThePlainWayDoes) {
  for (const std::uint32_t depth : {0u, 1u, 2u, 3u, 16u}) {
    compare_with_model({":"}, depth);
    compare_with_model({":", "::", "/"}, depth);
    compare_with_model({"::"}, depth);
    compare_with_model({std::string("\0", 1), "\xff"}, depth);
  }
}

TEST(PrefixTree, StaysWithinItsBoundsAndLosesNothing) {
  PrefixTree tree({.depth = 2, .max_prefixes = 100, .max_name_bytes = 1500});
  std::mt19937 random(5);
  constexpr int kKeys = 20'000;
  for (int i = 0; i < kKeys; ++i) {
    const std::string first = std::to_string(random() % 200);
    tree.add(first + ":" + std::to_string(random() % 5000) + ":x", 10, true);
  }
  EXPECT_TRUE(tree.is_full());
  const auto nodes = tree.nodes();
  ASSERT_LE(nodes.size(), 101u);
  std::size_t name_bytes = 0;
  for (std::uint32_t parent = 0; parent < nodes.size(); ++parent) {
    name_bytes += nodes[parent].name_size;
    if (nodes[parent].depth == 2) continue;
    Tally sum = nodes[parent].not_kept;
    for (std::uint32_t child = 1; child < nodes.size(); ++child) {
      if (nodes[child].parent == parent) sum += nodes[child].tally;
    }
    EXPECT_EQ(sum, nodes[parent].tally) << tree.name(nodes[parent]);
  }
  EXPECT_LE(name_bytes, 1500u);
  EXPECT_EQ(nodes[0].tally.keys, std::uint64_t{kKeys});
}

TEST(PrefixTree, OneHugeNameDoesNotBreakTheBound) {
  PrefixTree tree({.depth = 1, .max_name_bytes = 10});
  tree.add(std::string(1000, 'x') + ":", 1, false);
  tree.add("short:", 1, false);
  ASSERT_EQ(tree.nodes().size(), 2u);
  EXPECT_EQ(tree.name(tree.nodes()[1]), "short:");
  EXPECT_EQ(tree.nodes()[0].not_kept.keys, 1u);
}

TEST(PrefixTree, RefusesSenselessOptions) {
  EXPECT_THROW(PrefixTree({.separators = {""}}), InvalidArgument);
  EXPECT_THROW(PrefixTree({.depth = kMaxPrefixDepth + 1}), InvalidArgument);
}

}  // namespace
}  // namespace rdb
