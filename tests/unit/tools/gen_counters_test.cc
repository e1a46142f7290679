#include "tools/gen_counters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "librdb/event/stage.h"
#include "librdb/report/info_collector.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

// Keeps what was told of each key.
class Recorder final : public rdb::Stage {
 public:
  using rdb::Stage::on;
  Recorder() : Stage(rest_) {}
  rdb::Interests enter(const rdb::Entry& entry) override {
    keys.emplace_back(entry.key);
    return rdb::Interest::elements;
  }
  void on(const rdb::StringValue& event) override { values.push_back(event.value.as_integer()); }

  std::vector<std::string> keys;
  std::vector<std::int64_t> values;

 private:
  rdb::InfoCollector rest_;
};

void generate(const CounterOptions& options, Recorder& recorder, std::uint64_t batch = 1000) {
  CounterGenerator generator(options);
  generator.begin(recorder);
  while (generator.add_keys(recorder, batch) != 0) {
  }
  generator.end(recorder);
}

std::vector<std::string> parts_of(const std::string& key) {
  std::vector<std::string> parts(1);
  for (const char c : key) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string group_of(const std::vector<std::string>& parts) {
  std::string group;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 4) group += parts[i] + ":";
  }
  return group;
}

TEST(GenCounters, AMillionKeysAreAllDifferent) {
  for (const std::uint64_t seed : {1u, 2u}) {
    Recorder recorder;
    generate({.keys = 1'000'000, .seed = seed}, recorder);
    ASSERT_EQ(recorder.keys.size(), 1'000'000u);
    ASSERT_EQ(recorder.values.size(), 1'000'000u);
    std::sort(recorder.keys.begin(), recorder.keys.end());
    EXPECT_EQ(std::adjacent_find(recorder.keys.begin(), recorder.keys.end()), recorder.keys.end());
  }
}

TEST(GenCounters, AnyNumberOfKeysIsAllDifferent) {
  for (const std::uint64_t count : {0u, 1u, 2u, 5u, 100u, 1023u, 1024u, 1025u, 20'000u, 188'417u}) {
    Recorder recorder;
    generate({.keys = count}, recorder, 777);
    ASSERT_EQ(recorder.keys.size(), count);
    EXPECT_EQ(std::set<std::string>(recorder.keys.begin(), recorder.keys.end()).size(), count);
  }
}

TEST(GenCounters, KeysHaveTheShapeOfTheFoundingCase) {
  Recorder recorder;
  generate({.keys = 100'000}, recorder);
  std::array<int, 9> wildcards{};
  for (const std::string& key : recorder.keys) {
    ASSERT_EQ(key.size(), kCounterKeyBytes) << key;
    const auto parts = parts_of(key);
    ASSERT_EQ(parts.size(), 9u) << key;
    int stars = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      ASSERT_FALSE(parts[i].empty()) << key;
      if (parts[i] != "*") continue;
      ++stars;
      ++wildcards[i];
    }
    ASSERT_LT(stars, 9) << key;
    if (parts[4] != "*") {
      ASSERT_EQ(parts[4].size(), 6u);
      ASSERT_EQ(parts[4].find_first_not_of("0123456789"), std::string::npos) << key;
    }
    if (parts[6] != "*") {
      ASSERT_EQ(parts[6].substr(0, 5), "2013-") << key;
    }
    if (parts[7] != "*") {
      ASSERT_LT(std::stoi(parts[7]), 24) << key;
    }
    if (parts[8] != "*") {
      ASSERT_LT(std::stoi(parts[8]), 60) << key;
    }
  }
  for (const std::size_t part : {0u, 1u, 2u, 3u, 4u, 5u, 7u, 8u})
    EXPECT_GT(wildcards[part], 0) << part;
}

TEST(GenCounters, GroupsAreFortyFourOnAverageWithAHeavyTail) {
  Recorder recorder;
  generate({.keys = 500'000}, recorder);
  std::unordered_map<std::string, int> groups, articles;
  for (const std::string& key : recorder.keys) {
    const auto parts = parts_of(key);
    ++groups[group_of(parts)];
    ++articles[parts[4]];
  }
  const double mean = 500'000.0 / static_cast<double>(groups.size());
  EXPECT_NEAR(mean, 44, 2);
  const auto over_512 = std::count_if(groups.begin(), groups.end(),
                                      [](const auto& group) { return group.second > 512; });
  EXPECT_GT(over_512, 10);
  EXPECT_LT(over_512, 100);
  int top = 0;
  for (const auto& [article, count] : articles) top = std::max(top, count);
  EXPECT_GT(top, static_cast<int>(groups.size()) * 8 / 10);  // the first rank is nearly everywhere
  EXPECT_GT(articles.size(), 20'000u);                       // and most are rare
}

TEST(GenCounters, OrderIsShuffledAndValuesAreSmall) {
  Recorder recorder;
  generate({.keys = 50'000}, recorder);
  EXPECT_FALSE(std::is_sorted(recorder.keys.begin(), recorder.keys.end()));
  int same_group = 0, two_or_three_digits = 0;
  for (std::size_t i = 1; i < recorder.keys.size(); ++i) {
    same_group += group_of(parts_of(recorder.keys[i])) == group_of(parts_of(recorder.keys[i - 1]));
    ASSERT_GT(recorder.values[i], 0);
    two_or_three_digits += recorder.values[i] >= 10 && recorder.values[i] < 1000 ? 1 : 0;
  }
  EXPECT_LT(same_group, 500);
  EXPECT_GT(two_or_three_digits, 40'000);
}

TEST(GenCounters, SameSeedSameKeysForAnyBatch) {
  Recorder one, two, other;
  generate({.keys = 5000, .seed = 9}, one, 1);
  generate({.keys = 5000, .seed = 9}, two, 4999);
  generate({.keys = 5000, .seed = 10}, other);
  EXPECT_EQ(one.keys, two.keys);
  EXPECT_EQ(one.values, two.values);
  EXPECT_NE(one.keys, other.keys);
}

// The whole range is a bijection by construction; here its far end, where numbers are largest.
TEST(GenCounters, NamesOfABillionKeysAreMadeToo) {
  const CounterGroups groups(1);
  const std::uint64_t count = groups.groups_of(10'000'000'000);
  const CounterKeys keys(count, 6, 1);
  std::set<std::string> names;
  for (std::uint64_t group = count - 2000; group < count; ++group) {
    std::string name(kCounterKeyBytes, '#');
    const std::size_t at = keys.write(name.data(), group);
    ASSERT_EQ(name.substr(at, 6), "######");
    ASSERT_EQ(std::count(name.begin(), name.end(), '#'), 6) << name;
    names.insert(name);
  }
  EXPECT_EQ(names.size(), 2000u);
}

TEST(GenCounters, TooManyKeysAreRefused) {
  EXPECT_THROW(CounterGenerator({.keys = std::uint64_t{1} << 62}), UsageError);
}

TEST(CounterGroups, NoArticleTwiceInAGroup) {
  const CounterGroups groups(5);
  for (std::uint64_t group = 0; group < 50; ++group) {
    std::set<std::uint32_t> articles;
    for (std::uint32_t index = 0; index < CounterGroups::kLargest; ++index) {
      const std::uint32_t article = groups.article({group, index});
      ASSERT_GE(article, CounterGroups::kFirstArticle);
      ASSERT_LT(article, CounterGroups::kFirstArticle + CounterGroups::kArticles);
      ASSERT_TRUE(articles.insert(article).second);
    }
  }
}

}  // namespace
}  // namespace rdbmill
