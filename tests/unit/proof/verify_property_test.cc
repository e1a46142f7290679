// Verify finds nothing in what regroup wrote, whatever the rules and policies, and every corruption
// of it.
#include <gtest/gtest.h>

#include <array>

#include "librdb/base/errors.h"
#include "tests/support/dump_records.h"
#include "tests/support/random_flat_dump.h"
#include "tests/unit/proof/verify_fixture.h"

namespace rdb {
namespace {

using testing::all_of;
using testing::DumpRecord;
using testing::DumpRecords;
using testing::FlatDumpMaker;
using testing::grouped;
using testing::listed;
using testing::read_and_verified;
using testing::verified;

// A source, what regroup made of it, and how both were asked for.
struct Migration {
  VerifyOptions options;
  OwnedBytes source;
  std::string result;
};

// False if regroup refuses.
bool migrate(FlatDumpMaker& maker, Migration& made) {
  RegroupOptions options;
  options.rules = FlatDumpMaker::rule(maker.below(FlatDumpMaker::kRules));
  options.allow_none = true;
  const auto ttl = static_cast<GroupTtl>(maker.below(6));
  const auto conflict = static_cast<FieldConflict>(maker.below(6));
  const auto values = static_cast<RegroupRule::Values>(maker.below(4) == 0);
  const bool lossy = ttl != GroupTtl::same && maker.below(3) == 0;
  for (RegroupRule& rule : options.rules) {
    rule.group_ttl = ttl;
    rule.on_conflict = conflict;
    rule.values = values;
    if (ttl == GroupTtl::same) rule.tolerance_ms = static_cast<std::int64_t>(maker.below(3));
    if (maker.below(4) == 0) rule.databases = {0, 2};
  }
  if (lossy) {
    options.rules[0].lossy_key = true;
    options.rules[0].key_template = "lost:{a}";
  }
  options.rest = maker.below(8) == 0 ? RegroupOptions::Rest::drop : RegroupOptions::Rest::pass;
  made.options = {};
  made.options.rules = options.rules;
  made.options.drop_rest = options.rest == RegroupOptions::Rest::drop;
  made.options.memory_limit = maker.below(2) == 0 ? 64 << 10 : 1 << 20;
  made.source = maker.make({.variety = lossy ? 2U : 4U,
                            .expiries = maker.below(3) != 0,
                            .texts = values == RegroupRule::Values::integers,
                            .existing = maker.below(2) == 0});
  try {
    made.result = grouped(options, made.source);
  } catch (const Refused&) {
    return false;
  }
  return true;
}

TEST(VerifyProperty, FindsNothingInWhatRegroupWrote) {
  FlatDumpMaker maker(21);
  int proved = 0;
  int at_once = 0;  // by their sums
  std::uint64_t pairs = 0;
  std::uint64_t passing = 0;
  std::array<int, 36> policies{};
  for (int run = 0; run < 3000; ++run) {
    Migration made;
    if (!migrate(maker, made)) continue;
    const Verification found = verified(made.options, made.source, made.result);
    made.options.can_read_again = true;
    const auto by_sums = read_and_verified(made.options, made.source, made.result);
    ASSERT_EQ(all_of(by_sums.found), all_of(found)) << made.source << made.result;
    at_once += by_sums.readings == 1 ? 1 : 0;
    ASSERT_TRUE(found.is_proved()) << run << ' ' << made.options.rules[0].pattern << " ttl "
                                   << int(made.options.rules[0].group_ttl) << " conflict "
                                   << int(made.options.rules[0].on_conflict) << '\n'
                                   << listed(found) << made.source << made.result;
    for (const auto& database : found.databases) {
      ASSERT_EQ(to_decimal(database.sum_expected), to_decimal(database.sum_found));
    }
    ++proved;
    pairs += found.pairs;
    passing += found.passing;
    const RegroupRule& rule = made.options.rules[0];
    ++policies[static_cast<std::size_t>(rule.group_ttl) * 6 +
               static_cast<std::size_t>(rule.on_conflict)];
  }
  EXPECT_GT(proved, 1500);
  EXPECT_GT(at_once, proved / 4);
  EXPECT_LT(at_once, proved);
  EXPECT_GT(pairs, 10'000U);
  EXPECT_GT(passing, 10'000U);
  for (const int runs : policies) EXPECT_GT(runs, 0);
}

// Changes one thing; false if the dump has nothing of the kind.
class Corruption {
 public:
  explicit Corruption(FlatDumpMaker& maker) : maker_(maker) {}
  static constexpr std::uint64_t kKinds = 11;

  bool apply(std::uint64_t kind, DumpRecords& dump) {
    if (dump.keys.empty()) return false;
    DumpRecord& key = dump.keys[maker_.below(dump.keys.size())];
    switch (kind) {
      case 0:
        return change_value(key, "hash");
      case 1:
        return change_value(key, "string");
      case 2:
        return remove_field(key);
      case 3:
        dump.keys.push_back({.db = key.db,
                             .name = "\"new key\"",
                             .type = "string 0 string",
                             .expiry = {},
                             .lines = {"  string 1"}});
        return true;
      case 4:
        if (!key.is("hash")) return false;
        key.lines.emplace_back("  field \"new field\" 1");
        return true;
      case 5:
        key.expiry = key.expiry.empty() ? "1000001" : std::to_string(std::stoll(key.expiry) + 1);
        return true;
      case 6:
        if (key.expiry.empty()) return false;
        key.expiry.clear();
        return true;
      case 7:
        key.db += 7;
        return true;
      case 8:
        dump.keys.erase(dump.keys.begin() + (&key - dump.keys.data()));
        return true;
      case 9:
        key.name.insert(1, "x");
        return true;
      default:
        return change_field_expiry(key);
    }
  }

 private:
  bool change_value(DumpRecord& key, Bytes type) {
    if (!key.is(type) || key.lines.empty()) return false;
    OwnedBytes& line = key.lines[maker_.below(key.lines.size())];
    const auto expiry = std::min(line.find(" expire="), line.size());
    const auto at = line.rfind(' ', expiry - 1) + 1;
    if (line[at] == '"' || line[expiry - 1] == '"') {  // a text, perhaps with blanks
      line.insert(expiry - 1, "x");
    } else {
      const std::int64_t value = std::stoll(line.substr(at, expiry - at));
      line.replace(at, expiry - at, std::to_string(value > 0 ? value - 1 : value + 1));
    }
    return true;
  }
  bool remove_field(DumpRecord& key) {
    if (!key.is("hash") || key.lines.size() < 2) return false;
    key.lines.erase(key.lines.begin() +
                    static_cast<std::ptrdiff_t>(maker_.below(key.lines.size())));
    return true;
  }
  bool change_field_expiry(DumpRecord& key) {
    if (!key.is("hash")) return false;
    OwnedBytes& line = key.lines[maker_.below(key.lines.size())];
    line += line.find(" expire=") == OwnedBytes::npos ? " expire=1000001" : "0";
    return true;
  }

  FlatDumpMaker& maker_;
};

TEST(VerifyProperty, FindsEveryCorruption) {
  FlatDumpMaker maker(22);
  Corruption corruption(maker);
  std::array<int, Corruption::kKinds> tried{};
  for (int done = 0; done < 2000;) {
    Migration made;
    if (!migrate(maker, made)) continue;
    DumpRecords result(made.result);
    const std::uint64_t kind = maker.below(Corruption::kKinds);
    if (!corruption.apply(kind, result)) continue;
    const OwnedBytes corrupt = result.text();
    const Verification found = verified(made.options, made.source, corrupt);
    ASSERT_FALSE(found.is_proved()) << "corruption " << kind << '\n'
                                    << made.source << made.result << corrupt;
    made.options.can_read_again = true;
    ASSERT_EQ(all_of(verified(made.options, made.source, corrupt)), all_of(found))
        << "corruption " << kind << '\n'
        << made.source << made.result << corrupt;
    ASSERT_GE(found.count, found.differences.size());
    ASSERT_FALSE(found.differences.empty());
    ++tried[kind];
    ++done;
  }
  for (const int runs : tried) EXPECT_GT(runs, 20);
}

// The same list, whatever the memory.
TEST(VerifyProperty, DifferencesDoNotDependOnMemory) {
  FlatDumpMaker maker(23);
  for (int run = 0; run < 200; ++run) {
    Migration made;
    if (!migrate(maker, made)) continue;
    const OwnedBytes other = maker.make({.existing = true});
    std::string lists[2];
    for (const int i : {0, 1}) {
      VerifyOptions options = made.options;
      options.memory_limit = i == 0 ? 32 << 10 : 8 << 20;
      options.can_read_again = run % 3 == i;
      const Verification found = verified(options, made.source, other);
      lists[i] = listed(found) + std::to_string(found.count);
    }
    ASSERT_EQ(lists[0], lists[1]);
  }
}

}  // namespace
}  // namespace rdb
