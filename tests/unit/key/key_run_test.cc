// Keys cut many at once are cut, hashed and counted as each by itself.
#include "librdb/key/key_run.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "librdb/key/shape_finder.h"

namespace rdb {
namespace {

constexpr std::size_t kRoom = 72;

// Keys side by side, as in a window: something stands behind each.
class RandomKeys {
 public:
  explicit RandomKeys(std::uint64_t seed) : random_(seed) {}

  std::vector<Bytes> make(std::size_t count) {
    std::vector<std::pair<std::size_t, std::size_t>> places;
    text_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const std::string key = below(8) == 0 ? odd() : usual();
      places.emplace_back(text_.size(), key.size());
      text_ += key;
    }
    for (std::size_t i = 0; i < kRoom; ++i) text_ += static_cast<char>(random_());
    std::vector<Bytes> keys;
    for (const auto& [begin, size] : places) keys.push_back(Bytes(text_).substr(begin, size));
    return keys;
  }
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

 private:
  std::string usual() {
    std::string key = std::vector{"user", "cart", "view", "a.b", "long-name-of-a-part"}[below(5)];
    for (std::uint64_t parts = below(9); parts > 0; --parts) {
      key += ":" + std::to_string(below(below(2) == 0 ? 4 : 10'000'000));
      if (below(40) == 0) key += ".5-and-more-of-it";
    }
    return key;
  }
  std::string odd() {
    static const std::string alphabet = "ab01:/._@{";
    std::string key(below(75), 'x');
    for (char& c : key) c = alphabet[below(alphabet.size())];
    return key;
  }

  std::mt19937_64 random_;
  std::string text_;
};

TEST(KeyRun, CutsAndHashesAsASplitDoes) {
  RandomKeys keys(1);
  std::size_t usual = 0;
  KeyRun run;
  for (int i = 0; i < 3000; ++i) {
    run.count = 0;
    for (const Bytes key : keys.make(1 + keys.below(KeyRun::kMost))) run.add(key);
    run.cut(i % 7 == 0 ? '/' : ':', kRoom);
    for (std::size_t k = 0; k < run.count; ++k) {
      const RunKey& key = run.keys[k];
      if (key.ends == 0) continue;
      ++usual;
      SplitKey split;
      split_key(key.key, split);
      ASSERT_EQ(key.parts, split.parts) << key.key;
      ASSERT_EQ(split.trait, 0U) << key.key;
      for (std::size_t part = 0; part < split.parts; ++part) {
        ASSERT_EQ(key.part(part), split.part(part)) << key.key;
        ASSERT_EQ(run.hashes_of(key)[part], split.hash[part]) << key.key;
        if (part + 1 < split.parts) {
          ASSERT_EQ(split.separator(part), run.separator()) << key.key;
        }
      }
    }
  }
  EXPECT_GT(usual, 20'000U);
}

TEST(KeyRun, KeysWithoutRoomBehindThemAreNotUsual) {
  const std::string key = "user:1:cart";
  KeyRun run;
  run.add(key);
  run.cut(':', 60);
  EXPECT_EQ(run.keys[0].ends, 0U);
}

void expect_equal(const ShapeFinder& left, const ShapeFinder& right) {
  ASSERT_EQ(left.strata().size(), right.strata().size());
  EXPECT_EQ(left.others(), right.others());
  for (std::size_t i = 0; i < left.strata().size(); ++i) {
    const KeyStratum& a = *left.strata()[i];
    const KeyStratum& b = *right.strata()[i];
    ASSERT_EQ(a.keys, b.keys);
    ASSERT_EQ(a.key_bytes, b.key_bytes);
    ASSERT_EQ(a.varied, b.varied);
    ASSERT_EQ(a.first_key, b.first_key);
    ASSERT_EQ(a.sample.size(), b.sample.size());
    for (std::size_t k = 0; k < a.sample.size(); ++k) ASSERT_EQ(a.sample[k].key, b.sample[k].key);
    for (std::size_t part = 0; part < a.parts; ++part)
      ASSERT_EQ(a.distinct(part), b.distinct(part));
  }
}

TEST(KeyRun, AFinderCountsThemAsOneByOne) {
  RandomKeys keys(2);
  ShapeFinder finder;
  ShapeFinder one_by_one;
  KeyRun run;
  for (int i = 0; i < 3000; ++i) {
    const KeyKind kind{.db = static_cast<std::uint32_t>(keys.below(2))};
    const std::vector<Bytes> made = keys.make(KeyRun::kMost);
    run.count = 0;
    for (const Bytes key : made) run.add(key);
    run.cut(finder.separator(), kRoom);
    for (std::size_t at = 0; at < run.count; ++at) {
      const std::size_t end = finder.add(run, at, kind);
      for (; at < end; ++at) {
        const RunKey& key = run.keys[at];
        ASSERT_EQ(key.stratum, one_by_one.add(key.key, kind)) << key.key;
        if (key.stratum != ShapeFinder::kNone) {
          ASSERT_EQ(key.sum, one_by_one.split().sum);
        }
      }
      if (at == run.count) break;
      ASSERT_EQ(finder.add(made[at], kind, kRoom), one_by_one.add(made[at], kind)) << made[at];
    }
  }
  expect_equal(finder, one_by_one);
}

}  // namespace
}  // namespace rdb
