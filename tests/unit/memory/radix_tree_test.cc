#include "librdb/memory/radix_tree.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "tests/support/random_bytes.h"

namespace rdb {
namespace {

using Keys = std::set<OwnedBytes>;  // compares as memcmp does

constexpr SizeClasses kClasses[] = {SizeClasses::quantum_8, SizeClasses::quantum_16,
                                    SizeClasses::quantum_16_pages};

// The whole tree, made node by node from above, with all its keys at hand.
class WholeTree {
 public:
  WholeTree(const Allocator& allocator, const Keys& keys) : allocator_(allocator) {
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

std::string text(const RadixTreeSize& size) {
  return std::to_string(size.keys) + " keys, " + std::to_string(size.nodes) + " nodes, " +
         std::to_string(size.node_bytes) + " bytes" + (size.is_exact ? "" : ", not exact");
}

template <class Tree>
void expect_like_the_whole(const Keys& keys) {
  for (const SizeClasses classes : kClasses) {
    const Allocator allocator(classes);
    Tree tree(allocator);
    for (const OwnedBytes& key : keys) tree.add(Bytes(key));
    const RadixTreeSize built = WholeTree(allocator, keys).size();
    EXPECT_EQ(text(tree.size()), text(built));
  }
}

OwnedBytes id(std::uint64_t ms, std::uint64_t seq) {
  OwnedBytes key(16, '\0');
  store_be(key.data(), ms);
  store_be(key.data() + 8, seq);
  return key;
}

TEST(RadixTreeTest, NoKeyIsARoot) {
  for (const SizeClasses classes : kClasses) {
    EXPECT_EQ(text(IdTree(Allocator(classes)).size()), text(RadixTreeSize{0, 1, 8, true}));
    EXPECT_EQ(text(NameTree(Allocator(classes)).size()), text(RadixTreeSize{0, 1, 8, true}));
  }
}

TEST(RadixTreeTest, OneIdIsARunAndALeaf) {
  IdTree tree{Allocator(SizeClasses::quantum_16)};
  tree.add(StreamId{1, 2});
  EXPECT_EQ(text(tree.size()), text(RadixTreeSize{1, 2, 32 + 16, true}));
  EXPECT_EQ(tree.size().usage(), 16 + 2 * 244);
}

// Ids as streams have them, from one a day to many a millisecond.
TEST(RadixTreeTest, IdsLikeTheWholeTree) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 60; ++i) {
    Keys keys;
    std::uint64_t ms = random() >> (random() % 64);
    std::uint64_t seq = 0;
    const std::uint64_t most_step = random() % 3 == 0 ? 0 : std::uint64_t{1} << (random() % 30);
    for (std::uint64_t count = random() % 700; count > 0; --count) {
      const std::uint64_t step = most_step == 0 ? 0 : random() % most_step;
      seq = step == 0 ? seq + 1 : random() % 3;
      ms += step;
      keys.insert(id(ms, seq));
    }
    expect_like_the_whole<IdTree>(keys);
  }
}

TEST(RadixTreeTest, RandomIdsLikeTheWholeTree) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 40; ++i) {
    Keys keys;
    const int shift = static_cast<int>(random() % 64);
    for (int n = 0; n < 300; ++n) keys.insert(id(random() >> shift, random() >> shift));
    expect_like_the_whole<IdTree>(keys);
  }
}

TEST(RadixTreeTest, NamesLikeTheWholeTree) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    Keys keys;
    const std::size_t letters = 1 + random() % 4;
    const std::size_t longest = 1 + random() % 40;
    for (std::uint64_t count = random() % 200; count > 0; --count) {
      OwnedBytes name;
      for (std::size_t length = random() % longest; length > 0; --length) {
        name += "aA\xff\0"[random() % letters];
      }
      keys.insert(name);
    }
    if (random() % 4 == 0) keys.insert("");
    expect_like_the_whole<NameTree>(keys);
  }
}

TEST(RadixTreeTest, NodesWithEveryByte) {
  Keys keys;
  for (int byte = 0; byte < 256; ++byte) {
    keys.insert({'x', static_cast<char>(byte)});
    keys.insert({'x', static_cast<char>(byte), 'y'});
  }
  expect_like_the_whole<NameTree>(keys);
}

TEST(RadixTreeTest, LongNamesThatDifferEarly) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 50; ++i) {
    Keys keys;
    const OwnedBytes common(random() % 1024, 'c');
    for (int n = 0; n < 5; ++n) {
      const std::size_t length = random() % 2 == 0 ? 1024 - common.size() : random() % 3000;
      keys.insert(common + testing::random_bytes(1 + length, random()));
    }
    keys.insert(common + OwnedBytes(1024 - common.size(), 'e'));
    Keys checked;  // their first 1024 bytes are distinct
    std::set<OwnedBytes> starts;
    for (const OwnedBytes& key : keys) {
      if (starts.insert(key.substr(0, 1024)).second) checked.insert(key);
    }
    expect_like_the_whole<NameTree>(checked);
  }
}

TEST(RadixTreeTest, NameThatContinuesOneOfTheLengthLookedAt) {
  const OwnedBytes start(1024, 's');
  expect_like_the_whole<NameTree>({start, start + "x"});
  expect_like_the_whole<NameTree>({start, start + "tail"});
  expect_like_the_whole<NameTree>({start + "tail"});
  expect_like_the_whole<NameTree>({OwnedBytes(1023, 's'), start, start + "tail"});
}

TEST(RadixTreeTest, NamesThatAgreeInAllBytesLookedAtAreNotExact) {
  const OwnedBytes start(1024, 's');
  NameTree tree{Allocator(SizeClasses::quantum_8)};
  tree.add(Bytes(start + "tail 1"));
  EXPECT_TRUE(tree.size().is_exact);
  tree.add(Bytes(start + "wall 2"));  // differs in the next byte, as is supposed
  EXPECT_FALSE(tree.size().is_exact);
  const Keys keys = {start + "tail 1", start + "wall 2"};
  RadixTreeSize built = WholeTree(Allocator(SizeClasses::quantum_8), keys).size();
  built.is_exact = false;
  EXPECT_EQ(text(tree.size()), text(built));
}

TEST(RadixTreeTest, KeysOutOfOrderAreNotExact) {
  const auto after = [](std::initializer_list<const char*> names) {
    NameTree tree{Allocator(SizeClasses::quantum_8)};
    for (const char* name : names) tree.add(Bytes(name));
    return tree.size();
  };
  EXPECT_TRUE(after({"a", "ab", "b"}).is_exact);
  EXPECT_FALSE(after({"b", "a"}).is_exact);
  EXPECT_FALSE(after({"ab", "a"}).is_exact);
  EXPECT_FALSE(after({"ab", ""}).is_exact);
  EXPECT_TRUE(after({"\x7f", "\x80"}).is_exact);
  EXPECT_FALSE(after({"\x80", "\x7f"}).is_exact);
  EXPECT_EQ(after({"b", "a"}).keys, 2);
}

TEST(RadixTreeTest, SameKeyAgainChangesNothing) {
  NameTree tree{Allocator(SizeClasses::quantum_8)};
  tree.add(Bytes("ab"));
  const RadixTreeSize once = tree.size();
  tree.add(Bytes("ab"));
  EXPECT_EQ(text(tree.size()), text(once));
}

TEST(RadixTreeTest, AnyKeysInAnyOrderAreBounded) {
  std::mt19937_64 random(5);
  NameTree tree{Allocator(SizeClasses::quantum_8)};
  IdTree ids{Allocator(SizeClasses::quantum_8)};
  for (int i = 0; i < 5000; ++i) {
    tree.add(Bytes(testing::random_bytes(random() % 2000, random())));
    ids.add(StreamId{random(), random()});
  }
  EXPECT_FALSE(tree.size().is_exact);
  EXPECT_FALSE(ids.size().is_exact);
  EXPECT_EQ(ids.size().keys, 5000);
}

TEST(RadixTreeTest, ClearedTreeIsNew) {
  IdTree tree{Allocator(SizeClasses::quantum_16)};
  tree.add(StreamId{2, 2});
  tree.add(StreamId{1, 2});
  tree.clear();
  EXPECT_EQ(text(tree.size()), text(IdTree(Allocator(SizeClasses::quantum_16)).size()));
  tree.add(StreamId{1, 2});
  EXPECT_TRUE(tree.size().is_exact);
}

TEST(RadixTreeTest, SizeMayBeAskedAtAnyTime) {
  const Allocator allocator(SizeClasses::quantum_8);
  IdTree tree(allocator);
  Keys keys;
  for (std::uint64_t i = 0; i < 300; ++i) {
    keys.insert(id(1'700'000'000'000 + i * 7, i % 3));
    tree.add(StreamId{1'700'000'000'000 + i * 7, i % 3});
    EXPECT_EQ(text(tree.size()), text(WholeTree(allocator, keys).size()));
  }
}

}  // namespace
}  // namespace rdb
