// What a plan says of keys that expire is what regroup does by the same policy.
#include <gtest/gtest.h>

#include <random>

#include "librdb/base/errors.h"
#include "tests/unit/proof/plan_fixture.h"

namespace rdb {
namespace {

using testing::dump_of;
using testing::DumpBuilder;
using testing::FlatString;
using testing::plan_of;
using testing::regroup_into;
using testing::RegroupedDump;

constexpr std::int64_t kNow = 1'700'000'000'000;

std::string n(std::uint64_t number) { return std::to_string(number); }

// Hashes whose keys never expire, all expire as one, within some seconds, or at any time; with
// `mixed` also some of whose keys expire and some do not. A few had expired.
std::vector<FlatString> strings_of(unsigned seed, int count, bool mixed) {
  std::mt19937_64 random(seed);
  std::vector<FlatString> strings;
  for (int i = 0; i < count; ++i) {
    const std::uint64_t group = random() % 900;
    FlatString string{"c:" + n(group) + ":" + n(static_cast<std::uint64_t>(i)),
                      static_cast<std::int64_t>(random() % 1'000'000), "", i < count / 2 ? 0U : 3U,
                      kNoExpiry};
    const auto base = kNow + 3'600'000 + static_cast<std::int64_t>(group) * 60'000;
    const std::uint64_t kind = group % 5;
    if (kind == 1) string.expire_ms = base;
    if (kind == 2) string.expire_ms = base + static_cast<std::int64_t>(random() % 5000);
    if (kind == 3) string.expire_ms = base + static_cast<std::int64_t>(random() % 9'000'000);
    if (kind == 4 && mixed && random() % 2 == 0) string.expire_ms = base;
    if (random() % 50 == 0) string.expire_ms = kNow - static_cast<std::int64_t>(random() % 1000);
    if (random() % 40 == 0) string.text = "no integer";
    if (random() % 60 == 0) string.key += ":and:more";
    strings.push_back(string);
  }
  return strings;
}

struct Case {
  const char* name;
  ExpiryPolicy policy;
  bool mixed = true;
};

const Case kCases[] = {
    {"leave", {GroupTtl::leave, 0}},    {"drop", {GroupTtl::drop, 0}},
    {"same", {GroupTtl::same, 0}},      {"same:5s", {GroupTtl::same, 5000}},
    {"min", {GroupTtl::min, 0}, false}, {"max", {GroupTtl::max, 0}},
    {"field", {GroupTtl::field, 0}},
};

void expect_as_regrouped(const PlanCandidate& candidate, const Plan& plan, Bytes dump,
                         const std::string& pattern) {
  SCOPED_TRACE(pattern + " by " + candidate.field);
  OwnedBytes ignored;
  TextSink end(ignored, Interest::elements);
  RegroupedDump real(end, plan.profile);
  const RegroupStats stats = regroup_into(real, dump,
                                          {.rules = {{.pattern = pattern,
                                                      .field = candidate.field,
                                                      .group_ttl = plan.policy.group_ttl,
                                                      .tolerance_ms = plan.policy.tolerance_ms}},
                                           .now_ms = kNow,
                                           .allow_none = true,
                                           .fields_can_expire = true});
  ASSERT_TRUE(candidate.is_exact);
  EXPECT_EQ(candidate.refusal, "");
  EXPECT_EQ(candidate.keys, stats.fields);
  EXPECT_EQ(candidate.keys, real.fields);
  EXPECT_EQ(candidate.hashes.value, static_cast<double>(stats.hashes));
  EXPECT_EQ(candidate.left.value,
            static_cast<double>(stats.of(RegroupStats::Reason::disagree).keys));
  EXPECT_EQ(candidate.expiring_hashes.value, static_cast<double>(real.expiring_hashes));
  EXPECT_EQ(candidate.file_after.value, static_cast<double>(real.file));
  EXPECT_EQ(candidate.largest_fields, real.largest);
  EXPECT_NEAR(candidate.memory_after.value, static_cast<double>(real.memory),
              static_cast<double>(real.memory) * 1e-4)
      << "the order of fields in a hash decides on its hashtable";
  EXPECT_EQ(candidate.tables_after, real.tables());
}

TEST(PlanExpiry, ARuleCountsAsRegroupDoes) {
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.name);
    const OwnedBytes dump = dump_of(strings_of(1, 20'000, test.mixed));
    PlanRuleOptions rule{.pattern = "c:{a}:{b}"};
    rule.group_ttl = test.policy.group_ttl;
    const Plan plan =
        plan_of(dump, {.rule = rule, .policy = test.policy, .now_ms = kNow, .exact = true});
    ASSERT_EQ(plan.shapes.size(), 1U);
    ASSERT_EQ(plan.shapes[0].candidates.size(), 2U);
    for (const PlanCandidate& candidate : plan.shapes[0].candidates) {
      if (candidate.field == "a" && test.policy.group_ttl == GroupTtl::min) continue;
      expect_as_regrouped(candidate, plan, dump, "c:{a}:{b}");
    }
    const PlanCandidate& by_b = plan.shapes[0].candidates[1];
    EXPECT_GT(by_b.keys, 1000U);
    EXPECT_EQ(by_b.left.value > 0, test.policy.group_ttl == GroupTtl::same);
    EXPECT_EQ(by_b.expiring_hashes.value > 0, test.policy.group_ttl == GroupTtl::same ||
                                                  test.policy.group_ttl == GroupTtl::min ||
                                                  test.policy.group_ttl == GroupTtl::max);
  }
}

TEST(PlanExpiry, FoundShapesAreCountedAsRegroupDoes) {
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.name);
    std::vector<FlatString> strings = strings_of(2, 20'000, test.mixed);
    std::erase_if(strings, [](const FlatString& s) { return s.key.ends_with("more"); });
    const OwnedBytes dump = dump_of(strings);
    const Plan plan = plan_of(dump, {.policy = test.policy, .now_ms = kNow, .exact = true});
    int checked = 0;
    for (const PlanShape& shape : plan.shapes) {
      EXPECT_EQ(shape.candidates.empty(), shape.shape.has_expiry) << shape.reason;
      for (const PlanCandidate& candidate : shape.candidates) {
        if (candidate.field == "id" && test.policy.group_ttl == GroupTtl::min) continue;
        expect_as_regrouped(candidate, plan, dump, shape.shape.pattern);
        ++checked;
      }
    }
    EXPECT_GT(checked, 0);
    EXPECT_EQ(plan.expired > 0, test.policy.group_ttl != GroupTtl::leave);
  }
}

// Regroup stops at the first such hash; the longer keys make hashes of one key.
TEST(PlanExpiry, MinOfKeysThatDoNotAllExpireIsRefused) {
  const OwnedBytes dump = dump_of(strings_of(3, 20'000, true));
  const Plan plan = plan_of(dump, {.policy = {GroupTtl::min, 0}, .now_ms = kNow, .exact = true});
  int refused = 0;
  int taken = 0;
  for (const PlanShape& shape : plan.shapes) {
    for (const PlanCandidate& candidate : shape.candidates) {
      SCOPED_TRACE(shape.shape.pattern + " by " + candidate.field);
      OwnedBytes ignored;
      TextSink end(ignored, Interest::elements);
      RegroupedDump real(end, plan.profile);
      const RegroupOptions options{.rules = {{.pattern = shape.shape.pattern,
                                              .field = candidate.field,
                                              .group_ttl = GroupTtl::min}},
                                   .now_ms = kNow,
                                   .allow_none = true};
      if (candidate.refusal.empty()) {
        ++taken;
        EXPECT_NO_THROW(regroup_into(real, dump, options));
      } else {
        ++refused;
        EXPECT_EQ(candidate.refusal, "some keys of a new hash expire and some do not");
        EXPECT_THROW(regroup_into(real, dump, options), Refused);
      }
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(taken, 0);
}

// `left` is sampled with the rest: its error is stated, and what goes and what stays adds up.
TEST(PlanExpiry, SampledFiguresAreWithinTheirError) {
  std::mt19937_64 random(4);
  std::vector<FlatString> strings;
  for (std::uint64_t i = 0; i < 300'000; ++i) {
    const std::uint64_t group = random() % 60'000;
    const auto at = static_cast<std::int64_t>(group % 3 == 0 ? random() % 100'000'000 : group);
    strings.push_back({"v:" + n(group) + ":" + n(i), 5, "", 0, kNow + 1000 + at});
  }
  const OwnedBytes dump = dump_of(strings);
  const ExpiryPolicy same{GroupTtl::same, 0};
  PlanRuleOptions rule{.pattern = "v:{a}:{b}", .field = "b"};
  rule.group_ttl = GroupTtl::same;
  const auto by = [&](bool exact) {
    return plan_of(dump, {.rule = rule, .policy = same, .now_ms = kNow, .exact = exact})
        .shapes[0]
        .candidates[0];
  };
  const PlanCandidate guess = by(false);
  const PlanCandidate truth = by(true);
  EXPECT_FALSE(guess.is_exact);
  EXPECT_GT(guess.left.error, 0);
  EXPECT_LT(std::abs(guess.left.value - truth.left.value), 2 * guess.left.error);
  EXPECT_LT(std::abs(guess.hashes.value - truth.hashes.value), 2 * guess.hashes.error);
  EXPECT_NEAR(static_cast<double>(guess.keys) + guess.left.value, 300'000, 1);
  EXPECT_EQ(static_cast<double>(truth.keys) + truth.left.value, 300'000);
}

TEST(PlanExpiry, ATemplateThatLosesPartsIsRefusedAsRegroupRefusesIt) {
  PlanRuleOptions rule{
      .pattern = "{x}:{a}:{b}", .field = "b", .key_template = "{a}", .lossy_key = true};
  EXPECT_NO_THROW(PlanRule{rule});
  rule.group_ttl = GroupTtl::same;
  EXPECT_THROW(PlanRule{rule}, InvalidArgument);
}

// Given back, it would be a key under the name of another hash.
TEST(PlanExpiry, AKeyUnderANewNameStaysFlatWithSame) {
  std::vector<FlatString> strings;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    strings.push_back({"a:" + n(i % 50) + ":" + n(i), 1, "", 0, kNow + 5000});
    strings.push_back({"a:" + n(i % 50) + "::" + n(i), 1, "", 0, kNow + 5000});
  }
  const OwnedBytes dump = dump_of(strings);
  for (const GroupTtl policy : {GroupTtl::same, GroupTtl::max}) {
    PlanRuleOptions rule{.pattern = "a:{x}:{y}", .field = "x", .key_template = "a:{y}"};
    rule.group_ttl = policy;
    const Plan plan =
        plan_of(dump, {.rule = rule, .policy = {policy, 0}, .now_ms = kNow, .exact = true});
    OwnedBytes ignored;
    TextSink end(ignored, Interest::elements);
    RegroupedDump real(end, plan.profile);
    const RegroupStats stats = regroup_into(real, dump,
                                            {.rules = {{.pattern = rule.pattern,
                                                        .field = rule.field,
                                                        .key_template = rule.key_template,
                                                        .group_ttl = policy}},
                                             .now_ms = kNow,
                                             .allow_none = true});
    EXPECT_EQ(plan.shapes[0].candidates[0].keys, stats.fields);
    EXPECT_EQ(plan.ambiguous, stats.of(RegroupStats::Reason::ambiguous).keys +
                                  stats.of(RegroupStats::Reason::own_name).keys);
  }
}

TEST(PlanExpiry, TheClockIsThatOfTheDump) {
  const auto dump_at = [](Bytes ctime) {
    DumpBuilder dump("REDIS0010");
    if (!ctime.empty()) dump.aux("ctime", ctime);
    dump.select_db(0);
    for (std::uint64_t i = 0; i < 10; ++i) {
      dump.opcode(Opcode::expire_ms).little_endian(kNow + static_cast<std::int64_t>(i) * 1000);
      dump.byte(0).string("a:" + n(i)).integer(7);
    }
    return dump.finish();
  };
  PlanOptions options{.policy = {GroupTtl::drop, 0}};
  EXPECT_EQ(plan_of(dump_at("1700000004"), options).expired, 5U);
  EXPECT_THROW(plan_of(dump_at(""), options), Refused);
  options.now_ms = kNow;
  EXPECT_EQ(plan_of(dump_at("1700000004"), options).expired, 1U);
  EXPECT_EQ(plan_of(dump_at(""), {}).expired, 0U);
}

}  // namespace
}  // namespace rdb
