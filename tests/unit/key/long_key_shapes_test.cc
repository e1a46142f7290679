// Shapes of keys that are too long to be kept.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "librdb/key/key_shape.h"

namespace rdb {
namespace {

using Keys = std::vector<std::string>;

const std::string kLong(ShapeFinder::kLongestSampledKey + 1, 'x');

std::vector<KeyShape> shapes_of(const Keys& keys) {
  ShapeFinder finder;
  // One is cut as a whole at once, the other in outline first.
  for (std::size_t i = 0; i < keys.size(); ++i) {
    i % 2 == 0 ? finder.add(keys[i], {}) : finder.count(keys[i], {});
  }
  return find_shapes(finder);
}

Keys patterns(const Keys& keys) {
  Keys found;
  for (const KeyShape& shape : shapes_of(keys)) found.push_back(shape.pattern);
  std::sort(found.begin(), found.end());
  return found;
}

TEST(LongKeyShapes, PartsThatWereNotKeptArePlaceholders) {
  EXPECT_EQ(patterns({kLong}), Keys{"{long}"});
  EXPECT_EQ(patterns({kLong + "1", kLong + "2"}), Keys{"{long}"});
  EXPECT_EQ(patterns({"page:1:" + kLong, "page:2:" + kLong}), Keys{"page:{part2}:{long}"});
  EXPECT_EQ(patterns({kLong + ":1:" + kLong, kLong + ":2:" + kLong}),
            Keys{"{long}:{part2}:{long_2}"});
  EXPECT_EQ(patterns({"{" + kLong + "}.1"}), Keys{"{{{long}}}.1"});
}

TEST(LongKeyShapes, AreToldApartByTheirFirstWords) {
  EXPECT_EQ(patterns({"page:" + kLong, "cart:" + kLong, "page:a" + kLong}),
            Keys({"cart:{long}", "page:{long}"}));
}

TEST(LongKeyShapes, ALongOneThatComesFirstDoesNotHideTheShortOnes) {
  Keys keys = {"user:" + kLong, "order:7"};
  for (int i = 0; i < 100; ++i) keys.push_back("user:" + std::to_string(i));
  for (int i = 0; i < 30; ++i) keys.push_back("order:" + std::to_string(1000 + i));
  const std::vector<KeyShape> shapes = shapes_of(keys);
  ASSERT_EQ(shapes.size(), 2u);
  EXPECT_EQ(shapes[0].pattern, "user:{id}");
  EXPECT_EQ(shapes[0].example, "user:0");
  EXPECT_TRUE(shapes[0].is_exact);
  EXPECT_EQ(shapes[1].pattern, "order:{id}");
}

// Words of few keys are no tail for its sake.
TEST(LongKeyShapes, OneWithoutANameLeavesTheOthersTheirs) {
  Keys keys = {kLong + ":1", kLong + ":x:1"};
  Keys expected;
  for (const char* word : {"cart", "order", "page", "tag", "user"}) {
    for (int i = 0; i < 100; ++i) keys.push_back(word + (":" + std::to_string(i)));
    expected.push_back(std::string(word) + ":{id}");
  }
  expected.insert(expected.end(), {"{long}:x:1", "{long}:1"});
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(patterns(keys), expected);
}

TEST(LongKeyShapes, ClaimNothingOfKeysThatWereNotSeen) {
  const std::vector<KeyShape> shapes = shapes_of({"page:" + kLong + "1", "page:" + kLong + "2"});
  ASSERT_EQ(shapes.size(), 1u);
  EXPECT_FALSE(shapes[0].is_exact);
  EXPECT_EQ(shapes[0].example, "");
  EXPECT_EQ(shapes[0].parts[1].column, ColumnClass::mixed);
  std::vector<Bytes> found(1);
  EXPECT_TRUE(KeyPattern::compile(shapes[0].pattern).match("page:" + kLong, found));
}

TEST(LongKeyShapes, NoPatternIsEmptyOrUnusable) {
  EXPECT_EQ(patterns({""}), Keys{"{empty}"});
  EXPECT_EQ(patterns({"", "a", "b"}), Keys{"{part1}"});
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    Keys keys;
    for (std::size_t i = 0; i < 20; ++i) {
      std::string key;
      while (random() % 4 != 0) {
        key += std::string(random() % 3 == 0 ? 300 : random() % 3, "ab1\0"[random() % 4]);
        key += ":/.|{}"[random() % 6];
      }
      keys.push_back(key);
    }
    for (const KeyShape& shape : shapes_of(keys)) {
      EXPECT_NE(shape.pattern, "");
      EXPECT_NO_THROW(KeyPattern::compile(shape.pattern)) << shape.pattern;
    }
  }
}

}  // namespace
}  // namespace rdb
