#include "tools/gen_keyspace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "librdb/base/errors.h"
#include "librdb/event/stage.h"
#include "librdb/report/info_collector.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

// What was told of each key; of values how many elements, and of strings how long.
class Recorder final : public rdb::Stage {
 public:
  using rdb::Stage::on;
  Recorder() : Stage(rest_) {}

  void run(const KeyspaceOptions& options, std::uint64_t batch = 1000) {
    KeyspaceGenerator generator(options);
    generator_ = &generator;
    generator.begin(*this);
    while (generator.add_keys(*this, batch) != 0) {
    }
    generator.end(*this);
  }

  struct Told {
    std::string key;
    const KeyScheme* scheme = nullptr;
    rdb::ObjectType type = rdb::ObjectType::string;
    std::int64_t expire_ms = rdb::kNoExpiry;
    std::uint64_t elements = 0;
    std::string text;
    bool is_integer = false;
    std::set<std::string> members;
    bool operator==(const Told&) const = default;
  };

  rdb::Interests enter(const rdb::Entry& entry) override {
    keys.push_back({.key = std::string(entry.key),
                    .scheme = &generator_->scheme(),
                    .type = entry.type,
                    .expire_ms = entry.attributes.expire_ms});
    return rdb::Interest::elements;
  }
  void on(const rdb::StringValue& event) override {
    Told& told = keys.back();
    told.is_integer = event.value.is_integer();
    told.text = told.is_integer ? std::to_string(event.value.as_integer())
                                : std::string(event.value.as_view());
  }
  void on(const rdb::ListItem&) override { ++keys.back().elements; }
  void on(const rdb::StreamEntry&) override { ++keys.back().elements; }
  void on(const rdb::SetMember& event) override { member(event.member); }
  void on(const rdb::ZsetMember& event) override { member(event.member); }
  void on(const rdb::HashField& event) override { member(event.field); }

  std::vector<Told> keys;

 private:
  void member(rdb::Bytes name) {
    ++keys.back().elements;
    keys.back().members.emplace(name);
  }

  rdb::InfoCollector rest_;
  const KeyspaceGenerator* generator_ = nullptr;
};

// Keys only: 200,000 with their values are some hundred megabytes.
class Names final : public rdb::Stage {
 public:
  Names() : Stage(rest_) {}
  rdb::Interests enter(const rdb::Entry& entry) override {
    names.emplace_back(entry.key);
    return rdb::kSkip;
  }
  std::vector<std::string> names;

 private:
  rdb::InfoCollector rest_;
};

std::vector<std::string> names_of(const KeyspaceOptions& options, std::uint64_t batch = 1000) {
  Names names;
  KeyspaceGenerator generator(options);
  generator.begin(names);
  while (generator.add_keys(names, batch) != 0) {
  }
  return std::move(names.names);
}

TEST(GenKeyspace, AllKeysAreDifferent) {
  for (const std::uint64_t keys : {0u, 1u, 2u, 99u, 1000u, 300'000u}) {
    for (const std::uint64_t seed : {1u, 2u}) {
      auto names = names_of({.keys = keys, .seed = seed});
      ASSERT_EQ(names.size(), keys);
      std::sort(names.begin(), names.end());
      EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
    }
  }
}

TEST(GenKeyspace, SameSeedSameKeysForAnyBatch) {
  const auto names = names_of({.keys = 3000, .seed = 9}, 1);
  EXPECT_EQ(names, names_of({.keys = 3000, .seed = 9}, 2999));
  EXPECT_NE(names, names_of({.keys = 3000, .seed = 10}));
}

TEST(GenKeyspace, KeysAreAsTheTableSays) {
  const KeyspaceOptions options{.keys = 3000, .seed = 3};
  Recorder recorder;
  recorder.run(options);
  std::map<rdb::ObjectType, int> types;
  for (const Recorder::Told& told : recorder.keys) {
    const KeyScheme& scheme = *told.scheme;
    ++types[told.type];
    ASSERT_EQ(told.type, scheme.type);
    const std::int64_t now = options.ctime_seconds * 1000;
    if (scheme.ttl == 0) {
      ASSERT_EQ(told.expire_ms, rdb::kNoExpiry);
    } else {
      ASSERT_GT(told.expire_ms, now) << "none has expired";
      ASSERT_LE(told.expire_ms, now + std::int64_t{scheme.ttl} * 1000);
    }
    if (scheme.type == rdb::ObjectType::string) {
      ASSERT_EQ(told.is_integer, scheme.elements.most == 1) << told.key;
      ASSERT_GE(told.text.size(), scheme.size.least) << told.key;
      ASSERT_LE(told.text.size(), scheme.size.most) << told.key;
    } else {
      ASSERT_GE(told.elements, scheme.elements.least) << told.key;
      ASSERT_LE(told.elements, scheme.elements.most) << told.key;
      ASSERT_GE(told.elements, 1U) << "servers have no empty collections";
      if (!told.members.empty()) {
        ASSERT_EQ(told.members.size(), told.elements) << told.key;
      }
    }
    // What stands before the first placeholder stands in the key.
    const rdb::Bytes literal = scheme.names.substr(0, scheme.names.find('<'));
    ASSERT_TRUE(rdb::Bytes(told.key).starts_with(literal)) << told.key;
  }
  EXPECT_EQ(types.size(), 6U) << "every type that has a scheme";
}

TEST(GenKeyspace, SharesFollowTheWeights) {
  std::map<std::string, double> keys;
  KeyspaceGenerator generator({.keys = 100'000, .seed = 5});
  Names names;
  generator.begin(names);
  while (generator.add_keys(names, 1) != 0) keys[std::string(generator.scheme().names)] += 1;
  double weights = 0;
  for (const KeyScheme& scheme : key_schemes()) weights += scheme.weight;
  for (const KeyScheme& scheme : key_schemes()) {
    if (scheme.weight < 100) continue;  // the small ones may have fewer names
    EXPECT_NEAR(keys[std::string(scheme.names)], 1e5 * scheme.weight / weights, 30) << scheme.names;
  }
}

TEST(GenKeyspace, OnlySomeProducts) {
  Recorder recorder;
  recorder.run({.keys = 500, .products = {"celery", "rq"}});
  std::set<rdb::Bytes> products;
  for (const auto& told : recorder.keys) products.insert(told.scheme->product);
  EXPECT_EQ(products, (std::set<rdb::Bytes>{"celery", "rq"}));
  EXPECT_THROW(KeyspaceGenerator({.products = {"nobody"}}), UsageError);
}

TEST(GenKeyspace, MoreKeysThanNamesAreRefused) {
  EXPECT_NO_THROW(KeyspaceGenerator({.keys = 3'000'000, .products = {"instagram"}}));
  EXPECT_THROW(KeyspaceGenerator({.keys = 3'000'001, .products = {"instagram"}}), UsageError);
}

constexpr std::int64_t kNow = 1'764'547'200;

std::vector<std::string> texts(const char* part, std::uint64_t first, std::uint64_t count) {
  const NamePart compiled = NamePart::compile(part);
  std::vector<std::string> all;
  for (std::uint64_t n = first; n < std::min(first + count, compiled.count()); ++n) {
    compiled.write(n, kNow, all.emplace_back());
  }
  return all;
}

TEST(NamePart, NumbersAndTextsGoOneToOne) {
  for (const char* part :
       {"w:a|b|",  "int:5-700", "hex:3",   "hex:12",     "hex:40",    "HEX:40", "an:22", "an36:10",
        "b64:32",  "uuid",      "ulid",    "isodate:90", "date8:400", "yymmdd", "hour",  "min",
        "isoweek", "epochday",  "epoch10", "epochms",    "epochms60", "dt20",   "slug",  "host",
        "class",   "locale",    "email",   "ip",         "ip4",       "feast"}) {
    const std::uint64_t count = NamePart::compile(part).count();
    std::set<std::string> seen;
    std::uint64_t written = 0;
    const std::set<std::uint64_t> places{0, count / 3, count - count / 7 - 1};
    for (const std::uint64_t first : places) {
      if (first != 0 && count < 20'000) continue;
      const auto some = texts(part, first, 5000);
      written += some.size();
      seen.insert(some.begin(), some.end());
    }
    EXPECT_EQ(seen.size(), written) << part;
  }
}

TEST(NamePart, TextsAreAsTheirNamesSay) {
  EXPECT_EQ(texts("w:a||b", 0, 9), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(texts("int:7-9", 0, 9), (std::vector<std::string>{"7", "8", "9"}));
  EXPECT_EQ(texts("isodate:2", 0, 9), (std::vector<std::string>{"2025-12-01", "2025-11-30"}));
  EXPECT_EQ(texts("date8:2", 0, 9), (std::vector<std::string>{"20251201", "20251130"}));
  EXPECT_EQ(texts("yymmdd", 0, 1), std::vector<std::string>{"251201"});
  EXPECT_EQ(texts("isoweek", 0, 1), std::vector<std::string>{"2025-49"});
  EXPECT_EQ(texts("min", 8, 1), std::vector<std::string>{"08"});
  EXPECT_EQ(texts("epochms60", 1, 1), std::vector<std::string>{"1764547140000"});
  EXPECT_EQ(texts("dt20", 0, 1), std::vector<std::string>{"20251201000000000000"});
  EXPECT_EQ(texts("uuid", 0, 1).front().size(), 36U);
  EXPECT_EQ(texts("ulid", 0, 1).front().size(), 26U);
}

TEST(NamePart, WhatCannotBeUnderstoodIsRefused) {
  for (const char* part : {"", "x", "int", "int:", "int:9-1", "int:1", "hex:0", "hex:z", "uuid:3",
                           "w", "int@x:1-9", "int@10:1-9"}) {
    EXPECT_THROW(NamePart::compile(part), rdb::InvalidArgument) << part;
  }
}

TEST(NameTemplate, SiblingsDifferInOnePartOnly) {
  const NameTemplate names("pv:<int:1-1000>:<date8@30:90>", kNow, 7);
  EXPECT_EQ(names.capacity(), 30'000U);
  std::map<std::string, std::set<std::string>> days;
  std::string name;
  for (std::uint64_t n = 0; n < names.capacity(); ++n) {
    names.write(n, name);
    const std::size_t last = name.rfind(':');
    days[name.substr(0, last)].insert(name.substr(last));
  }
  ASSERT_EQ(days.size(), 1000U);
  for (const auto& [group, of] : days) EXPECT_EQ(of.size(), 30U) << group;
}

TEST(NameTemplate, SaysTheLengthInFrontOfASerialisedText) {
  std::string name;
  NameTemplate("<jdk>user:<int:10-99>", kNow, 1).write(5, name);
  ASSERT_EQ(name.size(), 14U);
  EXPECT_EQ(name[6], 7);
  EXPECT_EQ(name.substr(7, 5), "user:");
}

TEST(NameTemplate, WhatCannotBeUnderstoodIsRefused) {
  EXPECT_THROW(NameTemplate("a:<int:1-9", kNow, 1), rdb::InvalidArgument);
  EXPECT_THROW(NameTemplate("<int@2:1-9>:<int@2:1-9>", kNow, 1), rdb::InvalidArgument);
}

}  // namespace
}  // namespace rdbmill
