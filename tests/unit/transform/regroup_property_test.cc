// Random dumps and options against a model of maps: same groups, same passed keys, nothing lost.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "librdb/base/integer_text.h"
#include "tests/unit/transform/regroup_fixture.h"

namespace rdb {
namespace {

using testing::LikeFromAFile;
using testing::regrouped;
using OnConflict = FieldConflict;

struct FlatKey {
  std::uint32_t db;
  OwnedBytes key;
  OwnedBytes value;  // of a string, or of field "f" of a hash
  bool is_hash;
};

struct Hash {
  std::vector<std::pair<OwnedBytes, OwnedBytes>> fields;  // in order
  bool is_new = false;
};

OwnedBytes in_quotes(Bytes bytes) {
  OwnedBytes text = "\"";
  constexpr char kHex[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += "\\x";
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text + '"';
}

OwnedBytes db_attribute(std::uint32_t db) { return db == 0 ? "" : " db=" + std::to_string(db); }

OwnedBytes text_of(const std::vector<FlatKey>& keys) {
  OwnedBytes text = "header REDIS 11\n";
  std::optional<std::uint32_t> selected;
  for (const FlatKey& key : keys) {
    if (selected != key.db) text += "select-db " + std::to_string(key.db) + "\n";
    selected = key.db;
    text += "key " + in_quotes(key.key) + (key.is_hash ? " hash 4 hash" : " string 0 string") +
            db_attribute(key.db) + "\n";
    text += key.is_hash ? "  begin 1\n  field \"f\" " + in_quotes(key.value) + "\n  end\n"
                        : "  string " + in_quotes(key.value) + "\n";
  }
  return text + "finish\n";
}

// The stage's output read back: hashes by database and key, strings in order.
class Collected : public Stage {
 public:
  using Stage::on;
  using Stage::Stage;
  Interests enter(const Entry& entry) override {
    db_ = entry.db;
    key_ = entry.key;
    if (!order_.empty() && order_.back() != db_) {
      EXPECT_EQ(seen_.count(db_), 0U) << "came up again";
    }
    seen_.insert(db_);
    order_.push_back(db_);
    if (entry.type == ObjectType::hash) {
      EXPECT_EQ(hashes.count({db_, key_}), 0U) << "a key twice";
      hashes[{db_, key_}];
    }
    return next().enter(entry);
  }
  void on(const StringValue& event) override {
    strings.push_back({db_, key_, to_owned(event.value, 1 << 20), false});
  }
  void on(const HashField& event) override {
    hashes[{db_, key_}].emplace_back(event.field, to_owned(event.value, 1 << 20));
  }
  std::map<std::pair<std::uint32_t, OwnedBytes>, std::vector<std::pair<OwnedBytes, OwnedBytes>>>
      hashes;
  std::vector<FlatKey> strings;

 private:
  std::uint32_t db_ = 0;
  OwnedBytes key_;
  std::set<std::uint32_t> seen_;
  std::vector<std::uint32_t> order_;
};

// What regrouping `{a}:{f}:{b}` by f should give; false if it should be refused.
struct Model {
  using Name = std::pair<std::uint32_t, OwnedBytes>;
  std::map<Name, Hash> groups;
  std::vector<FlatKey> passed;
  Int128 in = 0;
  Int128 discarded = 0;
  bool refused = false;
  std::uint64_t matched = 0;

  static std::optional<std::pair<OwnedBytes, OwnedBytes>> split(Bytes key) {
    const auto first = key.find(':');
    if (first == Bytes::npos) return std::nullopt;
    const auto second = key.find(':', first + 1);
    if (second == Bytes::npos || key.find(':', second + 1) != Bytes::npos) return std::nullopt;
    return std::pair(OwnedBytes(key.substr(0, first)) + OwnedBytes(key.substr(second)),
                     OwnedBytes(key.substr(first + 1, second - first - 1)));
  }

  void put(Hash& hash, const OwnedBytes& field, const OwnedBytes& value, OnConflict policy) {
    const auto integer = canonical_integer(value);
    if (integer) in += *integer;
    for (auto& [name, there] : hash.fields) {
      if (name != field) continue;
      const auto earlier = canonical_integer(there);
      if (policy == OnConflict::fail) refused = true;
      if (policy == OnConflict::first && integer) discarded += *integer;
      if (policy == OnConflict::last) {
        if (earlier) discarded += *earlier;
        there = value;
      }
      if (policy >= OnConflict::sum) {
        if (!earlier || !integer) {
          refused = true;
        } else if (policy != OnConflict::sum) {
          const bool wins = policy == OnConflict::max ? *integer > *earlier : *integer < *earlier;
          discarded += wins ? *earlier : *integer;
          if (wins) there = value;
        } else {
          there = std::to_string(*earlier + *integer);
        }
      }
      return;
    }
    hash.fields.emplace_back(field, value);
  }

  Model(const std::vector<FlatKey>& keys, const RegroupOptions& options) {
    const bool any = options.rules[0].values == RegroupRule::Values::any;
    std::set<Name> new_names;
    for (const FlatKey& key : keys) {
      const auto parts = key.is_hash ? std::nullopt : split(key.key);
      if (parts && (any || canonical_integer(key.value))) new_names.insert({key.db, parts->first});
    }
    std::set<Name> existing;
    for (const FlatKey& key : keys) {  // existing hashes count as earliest
      if (!key.is_hash) continue;
      const Name name{key.db, key.key};
      if (new_names.count(name) != 0) {
        if (options.rules[0].on_conflict == OnConflict::fail) refused = true;
        put(groups[name], "f", key.value, options.rules[0].on_conflict);
      } else {
        groups[name].fields.emplace_back("f", key.value);
      }
    }
    for (const FlatKey& key : keys) {
      if (key.is_hash) continue;
      const auto parts = split(key.key);
      if (parts && (any || canonical_integer(key.value))) {
        ++matched;
        put(groups[{key.db, parts->first}], parts->second, key.value, options.rules[0].on_conflict);
      } else {
        if (new_names.count({key.db, key.key}) != 0) refused = true;  // a string under its name
        passed.push_back(key);
      }
    }
  }
};

std::multiset<std::tuple<std::uint32_t, OwnedBytes, OwnedBytes>> in_any_order(
    const std::vector<FlatKey>& keys) {
  std::multiset<std::tuple<std::uint32_t, OwnedBytes, OwnedBytes>> result;
  for (const FlatKey& key : keys) result.insert({key.db, key.key, key.value});
  return result;
}

TEST(RegroupProperty, AgreesWithTheModel) {
#ifdef NDEBUG
  constexpr int kRuns = 3000;
#else
  constexpr int kRuns = 1500;
#endif
  std::mt19937_64 random(11);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  const auto part = [&](std::uint64_t variety) {
    switch (below(6)) {
      case 0:
        return OwnedBytes();
      case 1:
        return OwnedBytes("\0\n*", below(4));
      case 2:
        return OwnedBytes(below(20) == 0 ? 250 : 3, 'k') + std::to_string(below(variety));
      default:
        return std::to_string(below(variety));
    }
  };
  int refused = 0;
  int done = 0;
  for (int run = 0; run < kRuns; ++run) {
    RegroupOptions options;
    options.rules.resize(1);
    options.rules[0].pattern = "{a}:{f}:{b}";
    options.rules[0].field = "f";
    options.allow_none = true;
    options.rules[0].values = static_cast<RegroupRule::Values>(below(2));
    options.rules[0].on_conflict = static_cast<OnConflict>(below(6));
    const bool is_small = below(3) == 0;  // what passes of further databases takes a MiB each
    if (is_small) options.memory_limit = 100'000 + below(400'000);
    options.threads = 1 + static_cast<unsigned>(below(3));
    const std::uint64_t variety = below(4) == 0 ? 1000 : 4;
    std::vector<FlatKey> keys;
    std::set<std::pair<std::uint32_t, OwnedBytes>> used;
    const bool duplicates = below(4) == 0;
    const std::uint64_t count = below(200);
    for (std::uint64_t i = 0; i < count; ++i) {
      FlatKey key{static_cast<std::uint32_t>(!is_small && below(5) == 0 ? below(3) : 0), "", "",
                  false};
      key.value =
          below(6) == 0 ? part(9) : std::to_string(static_cast<std::int64_t>(below(2000)) - 999);
      const auto kind = below(12);
      key.is_hash = kind == 0;
      key.key = kind <= 1 ? part(variety) + ':' + part(variety)
                          : part(variety) + ':' + part(100) + ':' + part(variety);
      if (kind == 2) key.key = part(variety);
      const bool fresh = used.insert({key.db, key.key}).second;
      const bool flat = !key.is_hash && Model::split(key.key);
      if (fresh || (flat && duplicates)) keys.push_back(key);
    }
    const Model model(keys, options);
    OwnedBytes ignored;
    TextSink end(ignored, Interest::elements);
    Collected collected(end);
    CheckedSink checked(collected);
    TempSpoolFactory spools("/tmp");
    RegroupStage stage(checked, options, nullptr, spools);
    const OwnedBytes text = text_of(keys);
    bool was_refused = false;
    try {
      LikeFromAFile like_from_a_file(stage);
      TextReader(text).run(run % 2 == 0 ? static_cast<EventSink&>(like_from_a_file) : stage);
    } catch (const Refused&) {
      was_refused = true;
    }
    ASSERT_EQ(was_refused, model.refused) << run << text;
    if (was_refused) {
      ++refused;
      continue;
    }
    ++done;
    ASSERT_EQ(collected.hashes.size(), model.groups.size()) << text;
    for (const auto& [name, hash] : model.groups) {
      ASSERT_EQ(collected.hashes.at(name), hash.fields) << text;
    }
    ASSERT_EQ(in_any_order(collected.strings), in_any_order(model.passed)) << text;
    const RegroupStats& stats = stage.stats();
    ASSERT_EQ(stats.matched, model.matched);
    ASSERT_EQ(stats.keys, keys.size());
    std::uint64_t unmatched = 0;
    for (const auto& reason : stats.unmatched) unmatched += reason.keys;
    ASSERT_EQ(stats.keys, stats.matched + unmatched);
    ASSERT_EQ(to_decimal(stats.sum_in), to_decimal(model.in)) << text;
    ASSERT_EQ(to_decimal(stats.sum_discarded), to_decimal(model.discarded)) << text;
    ASSERT_EQ(to_decimal(stats.sum_in), to_decimal(stats.sum_out + stats.sum_discarded)) << text;
  }
  EXPECT_GT(refused, kRuns / 20);
  EXPECT_GT(done, kRuns / 4);
}

}  // namespace
}  // namespace rdb
