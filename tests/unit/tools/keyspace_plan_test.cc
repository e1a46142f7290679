// What `plan` advises for a server that many products share, against what is known of them.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "librdb/event/stage.h"
#include "librdb/proof/plan_collector.h"
#include "tools/gen_keyspace.h"

namespace rdbmill {
namespace {

// Strings with their values, of other types the names.
class Planning final : public rdb::Stage {
 public:
  explicit Planning(const rdb::PlanOptions& options) : Stage(collector_), collector_(options) {}

  rdb::Plan run(const KeyspaceOptions& options) {
    KeyspaceGenerator generator(options);
    generator_ = &generator;
    generator.begin(*this);
    while (generator.add_keys(*this, 10'000) != 0) {
    }
    generator.end(*this);
    return collector_.result();
  }

  rdb::Interests enter(const rdb::Entry& entry) override {
    if (entry.type == rdb::ObjectType::string) {
      strings[std::string(entry.key)] = &generator_->scheme();
    }
    return Stage::enter(entry);
  }

  std::map<std::string, const KeyScheme*> strings;

 private:
  rdb::PlanCollector collector_;
  const KeyspaceGenerator* generator_ = nullptr;
};

struct Advice {
  std::map<std::string, std::string> field;   ///< of schemes to regroup, the part
  std::map<std::string, std::string> reason;  ///< of those that are not
};

Advice advice(const KeyspaceOptions& keyspace, bool any_value, rdb::GroupTtl group_ttl) {
  rdb::PlanOptions options;
  options.any_value = any_value;
  options.policy.group_ttl = group_ttl;
  options.server.server = rdb::ServerName{rdb::Family::redis, 700};
  Planning planning(options);
  const rdb::Plan plan = planning.run(keyspace);
  Advice advice;
  for (const rdb::PlanShape& shape : plan.shapes) {
    const auto example = planning.strings.find(shape.shape.example);
    if (example == planning.strings.end()) continue;
    const std::string scheme(example->second->names);
    if (shape.best) {
      advice.field[scheme] = shape.candidates[*shape.best].field;
    } else {
      advice.reason[scheme] = shape.reason;
    }
  }
  return advice;
}

std::string origin() {
  for (const KeyScheme& scheme : key_schemes()) {
    if (scheme.product == "origin") return std::string(scheme.names);
  }
  return {};
}

constexpr const char* kPageViews = "pv:<int:1-300000>:<date8@30:90>";

// Of all of it one thing is worth doing. What expires key by key, is large, or is little is left.
TEST(KeyspacePlan, NamesWhatGainsAndNothingThatLoses) {
  for (const bool any_value : {false, true}) {
    const auto group_ttl = any_value ? rdb::GroupTtl::same : rdb::GroupTtl::leave;
    const Advice found = advice({.keys = 100'000, .seed = 1}, any_value, group_ttl);
    EXPECT_EQ(found.field, (std::map<std::string, std::string>{{origin(), "id"}}));
    EXPECT_EQ(found.reason.at(kPageViews), "saves less than 1 %");
    for (const KeyScheme& scheme : key_schemes()) {
      const auto reason = found.reason.find(std::string(scheme.names));
      if (scheme.gain != Gain::ttl || reason == found.reason.end()) continue;
      if (!any_value) {
        EXPECT_EQ(reason->second, "the keys expire") << scheme.names;
      }
    }
  }
}

// Where there is nothing else, the counters of pages are worth it as well.
TEST(KeyspacePlan, NamesAllThatGainWhereItIsMostOfTheMemory) {
  const KeyspaceOptions counters{
      .keys = 100'000,
      .seed = 2,
      .products = {"origin", "counter", "instagram", "kredis", "lamernews"}};
  const Advice found = advice(counters, false, rdb::GroupTtl::leave);
  // With days in the key of the hash, which so stays as large as there are pages.
  EXPECT_EQ(found.field,
            (std::map<std::string, std::string>{{origin(), "id"}, {kPageViews, "id"}}));
  // Nothing separates what could be a field from what could be the group.
  EXPECT_EQ(found.reason.at("media:<int:1-3000000>"), "the hashes would be too large");
}

}  // namespace
}  // namespace rdbmill
