#include "librdb/report/prefix_tree.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

KeySize size_of(std::uint64_t bytes, bool expires) {
  return {.record_bytes = bytes, .memory = {bytes + 1, bytes + 2}, .has_expiry = expires};
}

void add(PrefixTree& tree, const std::string& key, const KeySize& size) {
  // On the heap without slack: reading outside is seen.
  const std::unique_ptr<char[]> exact(new char[key.size()]);
  std::copy(key.begin(), key.end(), exact.get());
  tree.add(tree.find({exact.get(), key.size()}), size);
}

std::string random_key(std::mt19937& random) {
  static const std::string alphabet("abc::::/*\0\xff", 11);
  std::string key(random() % (random() % 8 == 0 ? 90 : 14), '\0');
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

std::map<std::string, Tally> tallies_of(const PrefixTree& tree) {
  std::map<std::string, Tally> tallies;
  for (const PrefixRow& row : tree.rows()) tallies[row.prefix] = row.tally;
  return tallies;
}

void compare_with_model(const std::vector<std::string>& separators, std::uint32_t depth) {
  std::mt19937 random(depth);
  PrefixTree tree({.separators = separators, .depth = depth});
  std::map<std::string, Tally> model;
  for (int i = 0; i < 5000; ++i) {
    const std::string key = random_key(random);
    const KeySize size = size_of(random() % 100, random() % 2 == 0);
    if (i % 2 == 0) {
      add(tree, key, size);
    } else {
      const std::string with_slack = key + std::string(64, ':');
      tree.add(tree.find(Bytes(with_slack).substr(0, key.size()), 64), size);
    }
    model[""].add(size);
    for (const std::string& prefix : prefixes_of(key, separators, depth)) model[prefix].add(size);
  }
  EXPECT_EQ(tallies_of(tree), model);
  EXPECT_EQ(tree.missing(), 0u);
  for (const PrefixRow& row : tree.rows()) EXPECT_EQ(row.others, Tally());
}

TEST(PrefixTree, CountsAsThePlainWayDoes) {
  for (const std::uint32_t depth : {0u, 1u, 2u, 3u, 16u}) {
    compare_with_model({":"}, depth);
    compare_with_model({":", "::", "/"}, depth);
    compare_with_model({"::"}, depth);
    compare_with_model({std::string("\0", 1), "\xff"}, depth);
  }
}

TEST(PrefixTree, RowsAreATreeInOrder) {
  PrefixTree tree({.depth = 2});
  add(tree, "b:x:1", size_of(10, false));
  add(tree, "a:x:1", size_of(10, false));
  add(tree, "b:y:1", size_of(30, false));
  add(tree, "a:2", size_of(5, false));
  std::vector<std::string> names;
  for (const PrefixRow& row : tree.rows()) names.push_back(row.prefix);
  EXPECT_EQ(names, (std::vector<std::string>{"", "b:", "b:y:", "b:x:", "a:", "a:x:"}));
}

// Many rare prefixes beside some heavy ones, which come often enough to be cut off never or early.
struct Skewed {
  PrefixTree tree;
  std::map<std::string, Tally> truth;
};

Skewed skewed(const PrefixOptions& options, std::uint32_t seed) {
  Skewed all{PrefixTree(options), {}};
  std::mt19937 random(seed);
  for (int i = 0; i < 30'000; ++i) {
    const bool heavy = random() % 3 != 0;
    const std::string key =
        heavy ? "heavy" + std::to_string(random() % 5) + ":y:1"
              : std::to_string(random() % 200) + ":" + std::to_string(random() % 5000) + ":x";
    const KeySize size = size_of(random() % 50, random() % 2 == 0);
    add(all.tree, key, size);
    all.truth[""].add(size);
    for (const auto& prefix : prefixes_of(key, {":"}, options.depth)) all.truth[prefix].add(size);
  }
  return all;
}

TEST(PrefixTree, BeyondItsBoundSumsStayExactAndTheErrorIsStated) {
  for (const std::uint32_t depth : {1u, 2u, 3u}) {
    const PrefixOptions options{.depth = depth, .max_prefixes = 150, .max_name_bytes = 2500};
    const Skewed all = skewed(options, depth);
    const std::vector<PrefixRow> rows = all.tree.rows();
    EXPECT_LE(rows.size(), 150u);
    EXPECT_EQ(rows.front().tally, all.truth.at(""));
    std::size_t name_bytes = 0;
    for (const PrefixRow& row : rows) {
      name_bytes += row.prefix.size();
      const Tally& truth = all.truth.at(row.prefix);
      EXPECT_LE(row.tally.memory, truth.memory) << row.prefix;
      EXPECT_LE(truth.memory, row.tally.memory + all.tree.missing()) << row.prefix;
    }
    EXPECT_LE(name_bytes, 2500u);
    const auto tallies = tallies_of(all.tree);
    for (int i = 0; i < 5; ++i) {
      const std::string heavy = "heavy" + std::to_string(i) + ":";
      ASSERT_TRUE(tallies.contains(heavy)) << heavy;
      EXPECT_EQ(tallies.at(heavy), all.truth.at(heavy)) << heavy;
    }
  }
}

// What a row counts is in its children, in the keys that end there, or in its others.
TEST(PrefixTree, NothingIsLostWhenBranchesAreCutOff) {
  const Skewed all = skewed({.depth = 2, .max_prefixes = 100}, 9);
  EXPECT_GT(all.tree.missing(), 0u);
  const std::vector<PrefixRow> rows = all.tree.rows();
  Tally sum = rows.front().others;
  for (const PrefixRow& row : rows) {
    if (row.depth == 1) sum += row.tally;
  }
  EXPECT_EQ(sum, rows.front().tally) << "every key has a prefix";
}

TEST(PrefixTree, DeepChainsStayWithinTheBound) {
  PrefixTree tree({.depth = 16, .max_prefixes = 100});
  for (int i = 0; i < 500; ++i) {
    std::string key = std::to_string(i);
    for (int part = 0; part < 16; ++part) key += ":p";
    add(tree, key, size_of(10, true));
    ASSERT_LE(tree.rows().size(), 100u);
  }
  EXPECT_EQ(tree.rows().front().tally.keys, 500u);
}

TEST(PrefixTree, OneHugeNameDoesNotBreakTheBound) {
  PrefixTree tree({.depth = 1, .max_name_bytes = 10});
  add(tree, std::string(1000, 'x') + ":", size_of(1, false));
  add(tree, "short:", size_of(1, false));
  const std::vector<PrefixRow> rows = tree.rows();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].prefix, "short:");
  EXPECT_EQ(rows[0].tally.keys, 2u);
}

TEST(PrefixTree, RefusesSenselessOptions) {
  EXPECT_THROW(PrefixTree({.separators = {""}}), InvalidArgument);
  EXPECT_THROW(PrefixTree({.depth = kMaxPrefixDepth + 1}), InvalidArgument);
  EXPECT_THROW(PrefixTree({.max_prefixes = kLeastPrefixes - 1}), InvalidArgument);
}

}  // namespace
}  // namespace rdb
