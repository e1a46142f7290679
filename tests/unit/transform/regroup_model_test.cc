// A million random keys under random rules, from a dump to a dump, against a model that shares no
// code with the stage: key by key, field by field, expiry by expiry, count by count.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <set>

#include "librdb/event/checked_sink.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/rdb_writer.h"
#include "tests/support/model_dump.h"
#include "tests/support/random_regroup.h"

namespace rdb {
namespace {

using testing::DbName;
using testing::KeyList;
using testing::ModelKey;
using testing::RandomRegroup;
using testing::RandomRegroupSize;
using testing::RegroupModel;

// Of runs that were not refused, over all tests here at least a million; with sanitizers and
// assertions it is a fifth of that, for the time it takes.
#ifdef NDEBUG
constexpr std::uint64_t kScale = 10;
#else
constexpr std::uint64_t kScale = 2;
#endif
constexpr std::uint64_t kKeysInSmallDumps = 50'000 * kScale;
constexpr std::uint64_t kKeysInLargeDumps = 90'000 * kScale;

struct Outcome {
  OwnedBytes dump;
  RegroupStats stats;
  OwnedBytes refusal;  // empty: none
  std::uint64_t clashes = 0;
};

class Run {
 public:
  Run(std::uint64_t seed, const RandomRegroupSize& size) : seed_(seed), random_(seed, size) {}

  /// Takes out what the run would be refused for, most often.
  RegroupModel model() {
    constexpr int kMostTimes = 8;
    const bool stays_odd = random_.one_in(6);
    for (int i = 0; i < kMostTimes && !stays_odd; ++i) {
      const RegroupModel model(random_.rules(), random_.options(), random_.keys());
      if (model.offenders().empty()) break;
      random_.remove(model.offenders());
    }
    return {random_.rules(), random_.options(), random_.keys()};
  }

  OwnedBytes dump() {
    constexpr Bytes kExpiring[] = {"REDIS0012", "VALKEY080"};
    constexpr Bytes kOthers[] = {"REDIS0006", "REDIS0009", "REDIS0011"};
    testing::ModelDump wanted;
    wanted.seed = seed_;
    wanted.magic = random_.fields_expire() ? kExpiring[seed_ % 2] : kOthers[seed_ % 3];
    if (random_.knows_time()) wanted.ctime_ms = RandomRegroup::kDumpTime;
    return testing::dump_of(random_.keys(), wanted);
  }

  Outcome regrouped(Bytes dump, std::uint64_t memory_limit) {
    Outcome outcome;
    RegroupOptions options = this->options();
    options.memory_limit = memory_limit;
    options.threads = random_.one_in(3) ? 1 : 2;
    if (random_.options().lists_clashes) {
      options.on_clash = [&outcome](const FieldClash&) { return ++outcome.clashes != 0; };
    }
    TempSpoolFactory spools("/tmp");
    MemorySink out(outcome.dump);
    RdbWriter writer(out, {.spools = &spools});
    CheckedSink checked_output(writer);
    RegroupStage stage(
        checked_output, options,
        [&](Family family, std::uint32_t version) {
          return make_value_decoder(family, version, {.spools = &spools});
        },
        spools);
    CheckedSink checked_input(stage);
    MemorySource source(dump);
    try {
      RdbReader(source).run(checked_input);
    } catch (const Refused& refused) {
      outcome.refusal = refused.reason();
    }
    outcome.stats = stage.stats();
    return outcome;
  }

  /// Of the smallest limits that docs/regroup.md promises, or of those that most runs have.
  std::uint64_t memory_limit() {
    constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
    constexpr std::uint64_t kUsual[] = {16 * kMiB, kDefaultMemoryLimit, 2048 * kMiB};
    if (random_.one_in(3)) return kUsual[random_.below(3)];
    const std::uint64_t least = kMiB + (random_.databases() - 1) * (kMiB + kMiB / 8);
    return least + random_.below(kMiB);
  }

  const std::vector<ModelKey>& keys() const { return random_.keys(); }
  bool has_one_rule() const { return random_.rules().size() == 1; }
  std::pair<GroupTtl, FieldConflict> policy() const {
    const RegroupRule& first = random_.rules().front().policy;
    return {first.group_ttl, first.on_conflict};
  }
  bool lists_clashes() const { return random_.options().lists_clashes; }

  std::string description() const {
    std::string text = "seed " + std::to_string(seed_) + ", rest " +
                       std::to_string(static_cast<int>(random_.options().rest)) + ", " +
                       std::to_string(keys().size()) + " keys";
    for (const testing::ModelRule& rule : random_.rules()) {
      const RegroupRule& policy = rule.policy;
      text += "\n  " + escaped(policy.pattern) + " by " + policy.field + " to \"" +
              escaped(policy.key_template) + "\", values " +
              std::to_string(static_cast<int>(policy.values)) + ", group-ttl " +
              std::to_string(static_cast<int>(policy.group_ttl)) + ':' +
              std::to_string(policy.tolerance_ms) + ", on-conflict " +
              std::to_string(static_cast<int>(policy.on_conflict)) +
              (policy.databases.empty() ? "" : ", some databases");
    }
    return text;
  }

 private:
  RegroupOptions options() const {
    RegroupOptions options;
    for (const testing::ModelRule& rule : random_.rules()) options.rules.push_back(rule.policy);
    options.rest = random_.options().rest;
    options.allow_none = random_.options().allow_none;
    return options;
  }

  std::uint64_t seed_;
  RandomRegroup random_;
};

void expect_equal(const RegroupStats& stats, const RegroupModel& model) {
  const RegroupStats& expected = model.stats;
  EXPECT_EQ(stats.keys, expected.keys);
  EXPECT_EQ(stats.strings, expected.strings);
  EXPECT_EQ(stats.matched, expected.matched);
  EXPECT_EQ(stats.dropped, expected.dropped);
  EXPECT_EQ(stats.hashes, expected.hashes);
  EXPECT_EQ(stats.fields, expected.fields);
  EXPECT_EQ(stats.conflicts, expected.conflicts);
  EXPECT_EQ(stats.united, expected.united);
  EXPECT_EQ(stats.untouched, expected.untouched);
  EXPECT_EQ(to_decimal(stats.sum_in), to_decimal(expected.sum_in));
  EXPECT_EQ(to_decimal(stats.sum_out), to_decimal(expected.sum_out));
  EXPECT_EQ(to_decimal(stats.sum_discarded), to_decimal(expected.sum_discarded));
  EXPECT_EQ(to_decimal(stats.sum_in), to_decimal(stats.sum_out + stats.sum_discarded));
  EXPECT_EQ(stats.expiry_shifted, expected.expiry_shifted);
  EXPECT_EQ(stats.longest_shift_ms, expected.longest_shift_ms);
  EXPECT_EQ(stats.expiry_lost, expected.expiry_lost);
  std::uint64_t unmatched = 0;
  for (std::size_t i = 0; i < RegroupStats::kReasons; ++i) {
    const auto reason = static_cast<RegroupStats::Reason>(i);
    EXPECT_EQ(stats.of(reason).keys, expected.of(reason).keys) << RegroupStats::name_of(reason);
    unmatched += stats.of(reason).keys;
  }
  EXPECT_EQ(stats.keys, stats.matched + unmatched);
  for (std::size_t i = 0; i < stats.rules.size(); ++i) {
    EXPECT_EQ(stats.rules[i].matched, model.matched_by_rule[i]) << "rule " << i + 1;
  }
}

// What servers pack they order by expiry.
ModelKey in_any_order_if_expiring(ModelKey key) {
  const auto by_expiry = [](const testing::ModelField& a, const testing::ModelField& b) {
    return std::pair(static_cast<std::uint64_t>(a.expire_ms), Bytes(a.name)) <
           std::pair(static_cast<std::uint64_t>(b.expire_ms), Bytes(b.name));
  };
  if (std::any_of(key.fields.begin(), key.fields.end(),
                  [](const testing::ModelField& field) { return field.expire_ms != kNoExpiry; })) {
    std::sort(key.fields.begin(), key.fields.end(), by_expiry);
  }
  return key;
}

std::string said(const ModelKey& key) {
  std::string text = "db " + std::to_string(key.db) + " \"" + escaped(key.name) + "\" expires " +
                     std::to_string(key.expire_ms) + ": " + escaped(key.value);
  constexpr std::size_t kMostShown = 10;
  for (std::size_t i = 0; i < std::min(key.fields.size(), kMostShown); ++i) {
    const testing::ModelField& field = key.fields[i];
    text += "\n    \"" + escaped(field.name) + "\": \"" + escaped(field.value) + "\" expires " +
            std::to_string(field.expire_ms);
  }
  return text;
}

void expect_equal(Bytes dump, const RegroupModel& model) {
  KeyList output;
  MemorySource source(dump);
  RdbReader(source).run(output);
  std::map<DbName, const ModelKey*> expected;
  for (const ModelKey& key : model.passed) {
    ASSERT_TRUE(expected.emplace(DbName(key.db, key.name), &key).second) << said(key);
  }
  for (const auto& [name, hash] : model.hashes) {
    ASSERT_TRUE(expected.emplace(name, &hash).second) << "a key under a new name: " << said(hash);
  }
  // databases as they appear, and of each what passes before the groups
  std::map<std::uint32_t, std::vector<OwnedBytes>> streamed;
  for (const auto& [db, name] : model.streamed) streamed[db].push_back(name);
  std::map<std::uint32_t, std::size_t> seen;
  for (std::size_t i = 0; i < output.keys.size(); ++i) {
    const ModelKey& key = output.keys[i];
    const auto found = expected.find({key.db, key.name});
    ASSERT_NE(found, expected.end()) << "not expected, or twice: " << said(key);
    ASSERT_TRUE(in_any_order_if_expiring(key) == in_any_order_if_expiring(*found->second))
        << said(key) << "\n  instead of " << said(*found->second);
    expected.erase(found);
    const bool is_new = i == 0 || output.keys[i - 1].db != key.db;
    ASSERT_TRUE(!is_new || seen.emplace(key.db, 0).second) << "database " << key.db << " again";
    std::size_t& place = seen[key.db];
    const std::vector<OwnedBytes>& first = streamed[key.db];
    if (place < first.size()) {
      ASSERT_EQ(key.name, first[place++]) << "in another order";
    }
  }
  if (!expected.empty()) ADD_FAILURE() << "missing: " << said(*expected.begin()->second);
}

// Runs until so many keys went through runs that were not refused.
void expect_all_equal(std::uint64_t first_seed, std::uint64_t keys, const RandomRegroupSize& size) {
  std::uint64_t runs = 0, refused = 0, spilled = 0, matched = 0, united = 0;
  std::set<std::pair<GroupTtl, FieldConflict>> policies;
  std::array<std::uint64_t, RegroupStats::kReasons> unmatched{};
  for (std::uint64_t seed = first_seed, done = 0; done < keys; ++seed, ++runs) {
    Run run(seed, size);
    const RegroupModel model = run.model();
    SCOPED_TRACE(run.description());
    ASSERT_TRUE(model.splits_in_one_way);
    const OwnedBytes dump = run.dump();
    const Outcome outcome = run.regrouped(dump, run.memory_limit());
    ASSERT_EQ(!outcome.refusal.empty(), model.refused()) << outcome.refusal;
    if (model.refused()) {
      ++refused;
      if (model.refused_for_clashes() && run.lists_clashes()) {
        ASSERT_EQ(outcome.clashes, model.clashes);
      }
      continue;
    }
    expect_equal(outcome.stats, model);
    expect_equal(outcome.dump, model);
    if (seed % 4 == 0) {
      ASSERT_EQ(outcome.dump, run.regrouped(dump, run.memory_limit()).dump) << "other bytes";
    }
    if (::testing::Test::HasFailure()) return;
    done += run.keys().size();
    spilled += outcome.stats.spilled_bytes != 0 ? 1 : 0;
    matched += outcome.stats.matched;
    united += outcome.stats.united;
    if (outcome.stats.conflicts != 0 && run.has_one_rule()) policies.insert(run.policy());
    for (std::size_t i = 0; i < unmatched.size(); ++i) {
      unmatched[i] += outcome.stats.unmatched[i].keys;
    }
  }
  std::cout << runs << " runs, " << refused << " refused, " << spilled << " with a temporary file; "
            << matched << " keys regrouped, " << united << " hashes united\n";
  EXPECT_GT(matched, keys / 4);  // else the runs say little
  if (size.most_keys < 1000) {
    EXPECT_GT(refused, runs / 20);
    constexpr std::size_t kTtlPolicies = 6, kThatSettle = 5;
    EXPECT_EQ(policies.size(), kTtlPolicies * kThatSettle);
    for (std::size_t i = 0; i < unmatched.size(); ++i) {
      const auto reason = static_cast<RegroupStats::Reason>(i);  // metadata are of Redis 8.6
      EXPECT_EQ(unmatched[i] == 0, reason == RegroupStats::Reason::metadata) << i;
    }
  } else if (size.variety > 1000) {  // many hashes take more memory than the smallest limit
    EXPECT_GT(spilled, runs / 10);
  }
}

TEST(RegroupModel, SmallDumps) {
  expect_all_equal(1, kKeysInSmallDumps, {.least_keys = 0, .most_keys = 250, .variety = 5});
}

TEST(RegroupModel, LargeDumps) {
  expect_all_equal(1'000'000, kKeysInLargeDumps / 2,
                   {.least_keys = 8'000, .most_keys = 50'000, .variety = 3000});
}

TEST(RegroupModel, LargeDumpsOfFewHashes) {
  expect_all_equal(2'000'000, kKeysInLargeDumps / 2,
                   {.least_keys = 5'000, .most_keys = 40'000, .variety = 60});
}

}  // namespace
}  // namespace rdb
