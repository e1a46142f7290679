// The finder of shapes against dumps of which the schemes are known: each scheme under one shape,
// no shape of two. What does not hold is listed, with the reason.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "librdb/event/stage.h"
#include "librdb/key/key_shape.h"
#include "librdb/report/info_collector.h"
#include "tools/gen_keyspace.h"

namespace rdbmill {
namespace {

using Names = std::set<std::string>;

// Gives the keys to a finder and remembers for each stratum which schemes it got.
class Finding final : public rdb::Stage {
 public:
  Finding(const KeyspaceOptions& options, std::string in_front)
      : Stage(rest_), generator_(options), in_front_(std::move(in_front)) {
    generator_.begin(*this);
    while (generator_.add_keys(*this, 10'000) != 0) {
    }
    std::map<std::uint32_t, std::size_t> shape_of;
    const auto shapes = find_shapes(finder_);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      for (const std::uint32_t number : shapes[i].strata) shape_of[number] = i;
    }
    for (const auto& [place, keys] : keys_) {
      const std::size_t shape = shape_of.at(place.second);
      shapes_of_[place.first].insert(shape);
      schemes_of_[shape].insert(place.first);
      total_[place.first] += keys;
    }
  }

  rdb::Interests enter(const rdb::Entry& entry) override {
    const std::string key = in_front_ + std::string(entry.key);
    const bool has_expiry = entry.attributes.has_expiry();
    const auto number = finder_.add(key, {.type = entry.type, .has_expiry = has_expiry});
    ++keys_[{std::string(generator_.scheme().names), number}];
    return rdb::kSkip;
  }

  std::uint64_t others() const { return finder_.others(); }
  std::size_t shapes() const { return schemes_of_.size(); }
  /// Schemes of `least` keys or more that have several shapes, and how many.
  std::map<std::string, std::size_t> split(std::uint64_t least) const {
    std::map<std::string, std::size_t> found;
    for (const auto& [scheme, shapes] : shapes_of_) {
      if (total_.at(scheme) >= least && shapes.size() > 1) found[scheme] = shapes.size();
    }
    return found;
  }
  /// Of each shape that several schemes share, these.
  std::set<Names> merged() const {
    std::set<Names> found;
    for (const auto& [shape, schemes] : schemes_of_) {
      if (schemes.size() > 1) found.insert(schemes);
    }
    return found;
  }
  /// Schemes with so many keys.
  std::size_t schemes(std::uint64_t least) const {
    std::size_t count = 0;
    for (const auto& [scheme, keys] : total_) count += keys >= least;
    return count;
  }

 private:
  KeyspaceGenerator generator_;
  std::string in_front_;
  rdb::InfoCollector rest_;
  rdb::ShapeFinder finder_;
  std::map<std::pair<std::string, std::uint32_t>, std::uint64_t> keys_;
  std::map<std::string, std::set<std::size_t>> shapes_of_;
  std::map<std::size_t, Names> schemes_of_;
  std::map<std::string, std::uint64_t> total_;
};

constexpr std::uint64_t kEnough = 20;

const std::map<std::string, std::size_t> kSplitByFirstWord = {
    // `user:{id}` and `order:{id}` are two things; so these are, which one product has named: a
    // shape for each word. Nothing but the kind of number behind the word is equal.
    {"<w:users|products|prices>::<int:1-300000>", 3},
    {"news.<w:up|down>:<int:1-200000>", 2}};

const std::set<Names> kMergedFew = {
    // One key, among first words that are numbered: too little to stand apart.
    {"wp_:options:alloptions", "wp_<int:1-40>:posts:<int:1-300000>"}};

class KeyspaceShapes : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(KeyspaceShapes, EverySchemeIsOneShape) {
  const Finding finding({.keys = 200'000, .seed = GetParam()}, "");
  EXPECT_EQ(finding.others(), 0U);
  EXPECT_EQ(finding.split(kEnough), kSplitByFirstWord);
  EXPECT_EQ(finding.merged(), kMergedFew);
  EXPECT_GE(finding.schemes(kEnough), 80U);
  EXPECT_EQ(finding.schemes(1), key_schemes().size());
}

// As servers have them whose application puts its name in front of everything.
TEST_P(KeyspaceShapes, AWordInFrontOfAllHidesLittle) {
  const Finding finding({.keys = 200'000, .seed = GetParam()}, "app:");
  EXPECT_EQ(finding.others(), 0U);
  auto split = kSplitByFirstWord;
  split.erase("news.<w:up|down>:<int:1-200000>");  // now behind a word all have: parts of it
  auto found = finding.split(kEnough);
  // The header of a serialised text stands at the front or is none: a shape for each length.
  const std::size_t lengths = found["<jdk>user:<int:1-100000>"];
  EXPECT_GE(lengths, 3U);
  EXPECT_LE(lengths, 5U);
  found.erase("<jdk>user:<int:1-100000>");
  EXPECT_EQ(found, split);
  // `.`, `_` and `-` cut only what has no other separator: behind one, these are one part each.
  const std::set<Names> merged = {
      {"it-<hex:24>", "sess_<an36:26>"},
      {"<an:22>", "celery-task-meta-<uuid>", "laravel-database-laravel-cache-<an:40>",
       "matomocache_<w:Tracker|PluginsMatomo|DevicesDetection>-<int:1-60>",
       "superset_results<uuid>"}};
  EXPECT_EQ(finding.merged(), merged);
}

INSTANTIATE_TEST_SUITE_P(Seeds, KeyspaceShapes, ::testing::Values(1, 2, 3));

// No id makes a shape: four times the keys, the same shapes.
TEST(KeyspaceShapes, MoreKeysMakeNoMoreShapes) {
  const Finding few({.keys = 100'000, .seed = 4}, "");
  const Finding many({.keys = 400'000, .seed = 4}, "");
  EXPECT_LE(many.shapes(), few.shapes() + 1);
  EXPECT_LE(many.shapes(), key_schemes().size() + 6);
}

}  // namespace
}  // namespace rdbmill
