// Regroup and ungroup undo each other: for random dumps, rules and policies.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/dump_contents.h"
#include "tests/support/random_flat_dump.h"
#include "tests/unit/transform/ungroup_fixture.h"

namespace rdb {
namespace {

using testing::Contents;
using testing::contents_of;
using testing::difference;
using testing::FlatDumpMaker;
using testing::regrouped;
using testing::ungrouped;

// GroupTtl::drop gives nothing back: what is left to compare is everything but expiries.
Contents comparable(Bytes text, GroupTtl ttl) {
  if (ttl != GroupTtl::drop) return contents_of(text);
  return contents_of(testing::without_expiries(text));
}

TEST(UngroupProperty, RegroupThenUngroupIsIdentity) {
  constexpr int kRuns = 2000;
  constexpr GroupTtl kPolicies[] = {GroupTtl::leave, GroupTtl::drop, GroupTtl::same,
                                    GroupTtl::field};
  FlatDumpMaker maker(5);
  std::uint64_t hashes = 0;
  std::uint64_t expiring = 0;
  for (int run = 0; run < kRuns; ++run) {
    RegroupOptions options;
    options.rules = FlatDumpMaker::rule(maker.below(FlatDumpMaker::kRules));
    options.allow_none = true;
    const GroupTtl ttl = kPolicies[maker.below(4)];
    const auto values = static_cast<RegroupRule::Values>(maker.below(2));
    for (RegroupRule& rule : options.rules) {
      rule.group_ttl = ttl;
      rule.values = values;
      if (maker.below(4) == 0) rule.databases = {0, 2};
    }
    const OwnedBytes flat =
        testing::said_again(maker.make({.spread_ms = maker.below(2) == 0 ? 1 : 3}));
    testing::Regrouped grouped;
    try {
      grouped = regrouped(options, flat);
    } catch (const Refused&) {  // a string has the name of a new hash
      continue;
    }
    UngroupOptions back = testing::ungroup_options(options.rules);
    back.allow_none = true;
    const auto again = ungrouped(back, grouped.text);
    ASSERT_EQ(comparable(again.text, ttl), comparable(flat, ttl))
        << run << ' ' << options.rules[0].pattern << '\n'
        << difference(comparable(flat, ttl), comparable(again.text, ttl));
    ASSERT_EQ(again.stats.ungrouped, grouped.stats.hashes);
    ASSERT_EQ(again.stats.made, grouped.stats.matched);
    ASSERT_EQ(to_decimal(again.stats.sum_in), to_decimal(grouped.stats.sum_out));
    ASSERT_EQ(to_decimal(again.stats.sum_out), to_decimal(grouped.stats.sum_in));
    std::uint64_t kept = 0;
    for (const auto& reason : again.stats.kept) kept += reason.keys;
    ASSERT_EQ(again.stats.keys, again.stats.ungrouped + kept);
    // and once more: what ungroup made, regroup groups as before
    ASSERT_EQ(contents_of(regrouped(options, again.text).text), contents_of(grouped.text));
    hashes += again.stats.ungrouped;
    expiring += again.stats.expiring;
  }
  EXPECT_GT(hashes, 10'000U);  // the test tests something
  EXPECT_GT(expiring, 1000U);
}

// Hashes of others among them: what is taken apart is regrouped to what it was, the rest is whole.
TEST(UngroupProperty, UngroupThenRegroupIsIdentityWhereNothingClashes) {
  constexpr int kRuns = 1500;
  FlatDumpMaker maker(6);
  std::uint64_t whole = 0;
  std::uint64_t apart = 0;
  int clashes = 0;
  for (int run = 0; run < kRuns; ++run) {
    RegroupOptions options;
    options.rules = FlatDumpMaker::rule(maker.below(FlatDumpMaker::kRules));
    options.allow_none = true;
    UngroupOptions there = testing::ungroup_options(options.rules);
    there.allow_none = true;
    const OwnedBytes dump = maker.make({.most_keys = 80, .expiries = false, .existing = true});
    testing::Ungrouped flat;
    try {
      flat = ungrouped(there, dump);
    } catch (const Refused&) {
      ++clashes;
      continue;
    }
    std::string back;
    try {
      back = regrouped(options, flat.text).text;
    } catch (const Refused&) {  // a string under a new name, a hash that stayed whole
      continue;
    }
    // Counters that were flat before are grouped now: the same as without the detour.
    RegroupOptions any_order = options;
    for (RegroupRule& rule : any_order.rules) rule.on_conflict = FieldConflict::last;
    const std::string direct = regrouped(any_order, dump).text;
    ASSERT_EQ(contents_of(back), contents_of(direct))
        << run << ' ' << options.rules[0].pattern << '\n'
        << dump << difference(contents_of(direct), contents_of(back));
    for (const auto& reason : flat.stats.kept) whole += reason.keys;
    apart += flat.stats.ungrouped;
  }
  EXPECT_GT(whole, 1000U);
  EXPECT_GT(apart, 500U);
  EXPECT_GT(clashes, 5);
}

// A clash is found exactly where the naive way finds one, whatever the memory.
TEST(UngroupProperty, ClashesAreThoseOfASet) {
  FlatDumpMaker maker(7);
  int clashing = 0;
  for (int run = 0; run < 1500; ++run) {
    UngroupOptions options =
        testing::ungroup_options(FlatDumpMaker::rule(maker.below(FlatDumpMaker::kRules)));
    options.allow_none = true;
    options.memory_limit = maker.below(2) == 0 ? 64 << 10 : 1 << 20;
    const OwnedBytes dump =
        maker.make({.most_keys = 200, .variety = 2, .texts = false, .existing = true});
    // the same run with clashes allowed does not exist: count names of what came until then
    std::string text;
    std::string refused;
    TempSpoolFactory spools("/tmp");
    TextSink sink(text, Interest::elements);
    UngroupStage stage(sink, options, nullptr, spools);
    try {
      TextReader(dump).run(stage);
    } catch (const Refused& error) {
      refused = error.reason();
    }
    auto names = testing::names_in(text);
    std::sort(names.begin(), names.end());
    const bool twice = std::adjacent_find(names.begin(), names.end()) != names.end();
    ASSERT_EQ(!refused.empty(), twice) << refused << dump;
    clashing += twice ? 1 : 0;
  }
  EXPECT_GT(clashing, 50);
}

}  // namespace
}  // namespace rdb
