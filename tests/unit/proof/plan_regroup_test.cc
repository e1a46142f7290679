// A plan against what regroup makes: exact where everything was counted, within the stated error
// where groups were sampled, and the best part is the best of all.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "librdb/base/errors.h"
#include "tests/unit/proof/plan_fixture.h"

namespace rdb {
namespace {

using testing::dump_of;
using testing::FlatString;
using testing::plan_of;
using testing::regroup_into;
using testing::RegroupedDump;

double saved_by(const RegroupedDump& real, const PlanCandidate& candidate) {
  return static_cast<double>(candidate.memory_before) +
         static_cast<double>(candidate.tables_before) - static_cast<double>(real.memory) -
         static_cast<double>(real.tables());
}

struct Shape {
  const char* name;
  std::function<FlatString(std::mt19937_64&, int)> make;
  int keys;
};

std::string n(std::uint64_t number) { return std::to_string(number); }

// Skewed: small numbers are common.
std::uint64_t skewed(std::mt19937_64& random, std::uint64_t most) {
  const double uniform = static_cast<double>(random() >> 11) * 0x1p-53;
  return static_cast<std::uint64_t>(std::pow(static_cast<double>(most), uniform));
}

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all = {
      {"articles",
       [](std::mt19937_64& random, int i) {
         const char* const kinds[] = {"view", "click", "*"};
         return FlatString{std::string(kinds[random() % 3]) + ":" + n(skewed(random, 40)) + ":" +
                               n(1000 + static_cast<std::uint64_t>(i)) + ":2013-06-1" +
                               n(random() % 10) + ":" + n(random() % 24),
                           static_cast<std::int64_t>(skewed(random, 100000)), "", 0, kNoExpiry};
       },
       40000},
      {"pages a day, two databases",
       [](std::mt19937_64& random, int i) {
         return FlatString{"pv:" + n(static_cast<std::uint64_t>(i) / 60) + ":201306" +
                               n(10 + static_cast<std::uint64_t>(i) % 60),
                           static_cast<std::int64_t>(random() % 3000000000), "",
                           i < 20000 ? 0U : 7U, kNoExpiry};
       },
       40000},
      {"sparse",
       [](std::mt19937_64& random, int i) {
         return FlatString{"n:" + n(random() % 100000) + ":" + n(static_cast<std::uint64_t>(i)), 1,
                           "", 0, kNoExpiry};
       },
       40000},
      {"large hashes, long names",
       [](std::mt19937_64& random, int i) {
         return FlatString{
             "group" + n(skewed(random, 30)) + ":member" + n(static_cast<std::uint64_t>(i)) +
                 (random() % 500 == 0 ? std::string(80, 'x') : "") + ":count",
             static_cast<std::int64_t>(random()) >> (random() % 64), "", 0, kNoExpiry};
       },
       20000},
      {"odd ones among them",
       [](std::mt19937_64& random, int i) {
         FlatString string{"c:" + n(skewed(random, 2000)) + ":" + n(static_cast<std::uint64_t>(i)),
                           7, "", 0, kNoExpiry};
         if (i % 11 == 0) string.text = "007";
         if (i % 13 == 0) string.expire_ms = 1;
         if (i % 17 == 0) string.text = "12345";  // an integer, stored as text
         if (i % 19 == 0) string.key = "other:" + n(static_cast<std::uint64_t>(i));
         return string;
       },
       30000},
  };
  return all;
}

OwnedBytes make_dump(const Shape& shape, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<FlatString> strings;
  for (int i = 0; i < shape.keys; ++i) strings.push_back(shape.make(random, i));
  // Keys come in the order of a hash table, databases one after the other.
  std::shuffle(strings.begin(), strings.end(), random);
  std::stable_sort(strings.begin(), strings.end(),
                   [](const FlatString& a, const FlatString& b) { return a.db < b.db; });
  // Equal names are one key.
  std::map<std::pair<std::uint32_t, std::string>, bool> seen;
  std::erase_if(strings, [&](const FlatString& string) {
    return !seen.emplace(std::pair(string.db, string.key), true).second;
  });
  return dump_of(strings);
}

void expect_exact(const PlanCandidate& candidate, const RegroupedDump& real) {
  ASSERT_TRUE(candidate.is_exact);
  EXPECT_EQ(candidate.keys, real.fields);
  EXPECT_EQ(candidate.hashes.value, static_cast<double>(real.hashes));
  EXPECT_EQ(candidate.hashes.error, 0);
  EXPECT_EQ(candidate.largest_fields, real.largest);
  EXPECT_EQ(candidate.hashtables.value, static_cast<double>(real.hashtables));
  EXPECT_EQ(candidate.file_after.value, static_cast<double>(real.file));
  EXPECT_NEAR(candidate.memory_after.value, static_cast<double>(real.memory),
              static_cast<double>(real.memory) * 1e-4)
      << "the order of fields in a hash decides on its hashtable";
}

// Every part of every shape that is found, by really pulling it out.
TEST(PlanRegroup, FoundShapesAreExactAndTheBestPartIsTheBestOfAll) {
  int checked = 0;
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(shape.name);
    const OwnedBytes dump = make_dump(shape, 1);
    const Plan plan = plan_of(dump);
    ASSERT_FALSE(plan.shapes.empty());
    for (const PlanShape& found : plan.shapes) {
      if (found.candidates.empty() || found.shape.keys < 1000) continue;
      double best = 0;
      std::string best_field;
      for (const PlanCandidate& candidate : found.candidates) {
        SCOPED_TRACE(found.shape.pattern + " by " + candidate.field);
        ASSERT_EQ(candidate.refusal, "");
        OwnedBytes ignored;
        TextSink end(ignored, Interest::elements);
        RegroupedDump real(end, plan.profile);
        regroup_into(real, dump,
                     {.rules = {{.pattern = found.shape.pattern, .field = candidate.field}},
                      .allow_none = true});
        if (candidate.is_exact) expect_exact(candidate, real);
        const double saved = saved_by(real, candidate);
        if (saved > best) best_field = candidate.field;
        best = std::max(best, saved);
        ++checked;
      }
      if (best >= 0.02 * static_cast<double>(plan.known_memory())) {
        ASSERT_TRUE(found.best) << found.reason;
        EXPECT_EQ(found.candidates[*found.best].field, best_field);
      }
      if (best == 0) {
        EXPECT_FALSE(found.best);
      }
    }
  }
  EXPECT_GT(checked, 10);
}

TEST(PlanRegroup, ARuleIsCountedAsRegroupDoes) {
  std::mt19937_64 random(2);
  const Shape& odd = shapes().back();
  const OwnedBytes dump = make_dump(odd, 3);
  struct Rule {
    PlanRuleOptions options;
    bool any_value;
  };
  const Rule rules[] = {
      {{"c:{a}:{b}", "b", "", false}, false},     {{"c:{a}:{b}", "a", "", false}, false},
      {{"c:{a}:{b}", "b", "", false}, true},      {{"{x}:{a}:{b}", "b", "{a}/{x}", false}, false},
      {{"{x}:{a}:{b}", "b", "{a}", true}, false}, {{"c:{a}:1{b}", "b", "", false}, false},
      {{"other:{a}", "a", "all", false}, false},
  };
  for (const Rule& rule : rules) {
    SCOPED_TRACE(rule.options.pattern + " " + rule.options.field);
    for (const bool exact : {false, true}) {
      const Plan plan =
          plan_of(dump, {.rule = rule.options, .any_value = rule.any_value, .exact = exact});
      ASSERT_EQ(plan.shapes.size(), 1U);
      ASSERT_EQ(plan.shapes[0].candidates.size(), 1U);
      OwnedBytes ignored;
      TextSink end(ignored, Interest::elements);
      RegroupedDump real(end, plan.profile);
      regroup_into(real, dump,
                   {.rules = {{.pattern = rule.options.pattern,
                               .field = rule.options.field,
                               .key_template = rule.options.key_template,
                               .lossy_key = rule.options.lossy_key,
                               .values = rule.any_value ? RegroupRule::Values::any
                                                        : RegroupRule::Values::integers,
                               .on_conflict = FieldConflict::last}},
                    .allow_none = true});
      EXPECT_GT(real.fields, 1000U);
      expect_exact(plan.shapes[0].candidates[0], real);
    }
  }
}

// Many more groups than a sample holds.
TEST(PlanRegroup, SampledFiguresAreWithinTheirError) {
  std::mt19937_64 random(4);
  std::vector<FlatString> strings;
  for (std::uint64_t i = 0; i < 400'000; ++i) {
    const std::uint64_t group = i < 390'000 ? random() % 60'000 : random() % 4;
    strings.push_back(
        {"v:" + n(group) + ":" + n(i), static_cast<std::int64_t>(i % 300), "", 0, kNoExpiry});
  }
  std::shuffle(strings.begin(), strings.end(), random);
  const OwnedBytes dump = dump_of(strings);
  const Plan sampled = plan_of(dump);
  const Plan exact =
      plan_of(dump, {.rule = PlanRuleOptions{"v:{id}:{id_2}", "id_2", "", false}, .exact = true});
  ASSERT_EQ(sampled.shapes.size(), 1U);
  ASSERT_EQ(sampled.shapes[0].shape.pattern, "v:{id}:{id_2}");
  ASSERT_TRUE(sampled.shapes[0].best);
  const PlanCandidate& guess = sampled.shapes[0].candidates[*sampled.shapes[0].best];
  const PlanCandidate& truth = exact.shapes[0].candidates[0];
  EXPECT_EQ(guess.field, "id_2");
  EXPECT_FALSE(guess.is_exact);
  EXPECT_TRUE(truth.is_exact);
  EXPECT_EQ(guess.keys, truth.keys);
  EXPECT_EQ(guess.memory_before, truth.memory_before);
  const auto expect_near = [](const Estimate& a, const Estimate& b) {
    EXPECT_GT(a.error, 0);
    EXPECT_LT(std::abs(a.value - b.value), 2 * a.error + 1e-9);
  };
  expect_near(guess.hashes, truth.hashes);
  expect_near(guess.file_after, truth.file_after);
  EXPECT_LT(std::abs(guess.hashes.value / truth.hashes.value - 1), 0.02);
  EXPECT_LT(std::abs(guess.saved() - truth.saved()),
            0.01 * static_cast<double>(exact.known_memory()));
}

TEST(PlanRegroup, ASparseCaseCosts) {
  std::mt19937_64 random(5);
  std::vector<FlatString> strings;
  for (std::uint64_t i = 0; i < 30'000; ++i) {
    strings.push_back({"s:" + n(i * 5 / 7) + ":" + n(i), 3, "", 0, kNoExpiry});  // 1.4 each
  }
  std::shuffle(strings.begin(), strings.end(), random);
  const Plan plan = plan_of(dump_of(strings));
  ASSERT_EQ(plan.shapes.size(), 1U);
  EXPECT_FALSE(plan.best);
  EXPECT_EQ(plan.shapes[0].reason, "every part costs memory");
  for (const PlanCandidate& candidate : plan.shapes[0].candidates) {
    EXPECT_LT(candidate.saved(), 0);
  }
}

TEST(PlanRegroup, AnExactRunNamesTheLimitItMeets) {
  std::vector<FlatString> strings;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    strings.push_back({"s:" + n(i) + ":" + n(i), 3, "", 0, kNoExpiry});
  }
  const OwnedBytes dump = dump_of(strings);
  try {
    plan_of(dump, {.exact = true, .memory_limit = 64 << 10});
    FAIL() << "it fits";
  } catch (const LimitExceeded& error) {
    EXPECT_NE(error.reason().find("--memory-limit"), std::string::npos);
  }
  EXPECT_TRUE(plan_of(dump, {.exact = true}).shapes[0].candidates[0].is_exact);
}

TEST(PlanRegroup, WhatIsTooSmallOrTooLargeIsNotRecommended) {
  std::vector<FlatString> strings;
  for (std::uint64_t i = 0; i < 900; ++i) {
    strings.push_back({"few:" + n(i % 9) + ":" + n(i), 3, "", 0, kNoExpiry});
  }
  const Plan few = plan_of(dump_of(strings));
  EXPECT_EQ(few.shapes.at(0).reason, "fewer than 1,000 keys");
  strings.clear();
  for (std::uint64_t i = 0; i < 150'000; ++i) {
    strings.push_back({"one:" + n(i), 3, "", 0, kNoExpiry});
  }
  const Plan one = plan_of(dump_of(strings));
  EXPECT_EQ(one.shapes.at(0).reason, "the hashes would be too large");
  EXPECT_FALSE(one.best);
}

TEST(PlanRegroup, KeysOfOtherShapesThatThePatternTakesAreNamed) {
  std::vector<FlatString> strings;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    strings.push_back({"v:" + n(i % 300) + ":" + n(i), 3, "", 0, kNoExpiry});
    if (i % 10 == 0) strings.push_back({"v:a/b:" + n(i), 3, "", 0, kNoExpiry});
  }
  const Plan plan = plan_of(dump_of(strings));
  ASSERT_TRUE(plan.best);
  EXPECT_NEAR(static_cast<double>(plan.shapes[*plan.best].also_matched), 2000, 1000);
  EXPECT_TRUE(plan.shapes[*plan.best].also_example.starts_with("v:a/b:"));
}

}  // namespace
}  // namespace rdb
