#include "librdb/memory/explanation.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "librdb/event/checked_sink.h"
#include "librdb/event/layout_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/memory/memory_meter.h"
#include "librdb/parse/rdb_reader.h"
#include "tests/support/sample_dumps.h"

namespace rdb {
namespace {

struct Explained {
  OwnedBytes key;
  ObjectType type = ObjectType::string;
  KeyCost cost;
  KeyCost unexplained;
  std::vector<MemoryTerm> terms;

  Memory total() const {
    Explanation all;
    for (const MemoryTerm& term : terms) {
      all.add(term.name, term.formula,
              {static_cast<std::uint64_t>(term.memory_usage),
               static_cast<std::uint64_t>(term.allocated)});
    }
    return all.total();
  }
  const MemoryTerm* find(Bytes name) const {
    for (const MemoryTerm& term : terms) {
      if (term.name == name) return &term;
    }
    return nullptr;
  }
};

// Each key twice: with and without explanation.
class ExplainingSink final : public LayoutSink<ExplainingSink> {
 public:
  using LayoutSink<ExplainingSink>::on;
  explicit ExplainingSink(const ServerProfile& profile) : told_(profile), silent_(profile) {}
  Interests enter(const Entry& entry) override {
    keys.emplace_back();
    keys.back().key = OwnedBytes(entry.key);
    keys.back().type = entry.type;
    silent_.begin(entry);
    return told_.begin(entry);
  }
  void abort(const Entry&) override {}
  template <class Event>
  void layout(const Event& event) {
    told_.on(event);
    silent_.on(event);
  }
  void on(const Leave& event) override {
    Explanation explanation;
    keys.back().cost = told_.end(event, explanation);
    keys.back().unexplained = silent_.end(event);
    keys.back().terms = explanation.terms();
  }

  std::vector<Explained> keys;

 private:
  MemoryMeter told_;
  MemoryMeter silent_;
};

template <class Run>
std::vector<Explained> explained(const ServerProfile& profile, Run run) {
  ExplainingSink sink(profile);
  CheckedSink checked(sink);
  run(checked);
  return sink.keys;
}

std::vector<Explained> explained_dump(const ServerProfile& profile, Bytes dump) {
  return explained(profile, [&](EventSink& sink) {
    MemorySource source(dump);
    RdbReader(source).run(sink);
  });
}

// A value of so many elements, texts of different lengths.
std::string plain_key(Bytes type, int type_byte, int elements) {
  std::string text = "key \"k\" " + std::string(type) + ' ' + std::to_string(type_byte) + " -\n";
  text += "  layout " + std::to_string(elements) + '\n';
  const auto element = [&text](const char* role, int length) {
    text += std::string("  plain ") + role + " raw " + std::to_string(length) + " 0";
  };
  for (int i = 0; i < elements; ++i) {
    element(type == "hash" ? "field" : "member", 20 + i * 7 % 30);
    text += type == "zset" ? " score=1.5\n" : "\n";
    if (type != "hash") continue;
    element("value", 70 + i * i % 50);
    text += '\n';
  }
  return text + "  layout-end\n";
}

std::vector<Explained> explained_text(const ServerProfile& profile, const std::string& keys) {
  const std::string text = "header REDIS 10\n" + keys + "finish\n";
  return explained(profile, [&](EventSink& sink) { TextReader(text).run(sink); });
}

void expect_adds_up(const Explained& key) {
  EXPECT_EQ(key.total(), key.cost.memory);
  EXPECT_EQ(key.cost.memory, key.unexplained.memory);
  EXPECT_EQ(key.cost.encoding, key.unexplained.encoding);
  EXPECT_EQ(key.cost.exactness, key.unexplained.exactness);
  EXPECT_EQ(key.cost.standard_deviation, key.unexplained.standard_deviation);
  EXPECT_FALSE(key.terms.empty());
  EXPECT_LE(key.terms.size(), 20);
  for (const MemoryTerm& term : key.terms) {
    EXPECT_FALSE(term.name.empty());
    EXPECT_FALSE(term.formula.empty()) << term.name;
    for (const char c : term.formula) EXPECT_TRUE(c >= ' ' && c <= '~') << term.formula;
    EXPECT_GE(term.memory_usage, term.name == "rounding" ? -1 : 0) << term.name;
    EXPECT_GE(term.allocated, 0) << term.name;
  }
}

// Every server with its own limits, and with none, so that nothing is packed.
std::vector<ServerProfile> all_profiles() {
  std::vector<ServerProfile> profiles;
  for (const ServerProfile& row : server_profiles()) {
    for (const SizeClasses classes : {SizeClasses::quantum_8, SizeClasses::quantum_16}) {
      profiles.push_back(row);
      profiles.back().allocator = Allocator(classes);
      profiles.push_back(profiles.back());
      ServerProfile& unpacked = profiles.back();
      unpacked.hash_max_listpack_entries = unpacked.zset_max_listpack_entries = 0;
      unpacked.set_max_intset_entries = unpacked.set_max_listpack_entries = 0;
      unpacked.list_max_listpack_size = 1;
    }
  }
  return profiles;
}

TEST(ExplanationTest, TermsOfEveryTypeAddUpOnEveryServer) {
  std::map<ObjectType, int> seen;
  for (const ServerProfile& profile : all_profiles()) {
    for (const OwnedBytes& dump : {testing::redis_sample(), testing::valkey_sample()}) {
      for (const Explained& key : explained_dump(profile, dump)) {
        SCOPED_TRACE(name_of(profile) + ", key " + key.key);
        expect_adds_up(key);
        ++seen[key.type];
      }
    }
  }
  EXPECT_EQ(seen.size(), 7);  // and a module's
}

TEST(ExplanationTest, TermsOfLargeValuesAddUp) {
  for (const ServerProfile& profile : all_profiles()) {
    for (const int elements : {1, 7, 100, 333, 700, 1500}) {
      const std::string keys = plain_key("set", 2, elements) + plain_key("zset", 5, elements) +
                               plain_key("hash", 4, elements);
      for (const Explained& key : explained_text(profile, keys)) {
        SCOPED_TRACE(name_of(profile) + ", " + std::to_string(elements));
        expect_adds_up(key);
      }
    }
  }
}

TEST(ExplanationTest, SaysWhatAServerAllocates) {
  ServerProfile profile = server_profile(Family::redis, 800);
  profile.allocator = Allocator(SizeClasses::quantum_16);
  const Explained hash = explained_text(profile, plain_key("hash", 4, 600)).at(0);
  const MemoryTerm* entries = hash.find("entries of the dict");
  ASSERT_NE(entries, nullptr);
  EXPECT_EQ(entries->formula, "600 x 24, C(24) each");
  EXPECT_EQ(entries->memory_usage, 600 * 24);
  EXPECT_EQ(entries->allocated, 600 * 32);
  const MemoryTerm* slots = hash.find("slots of the dict");
  ASSERT_NE(slots, nullptr);
  EXPECT_EQ(slots->formula, "8 x 1024");
  EXPECT_EQ(slots->allocated, 8192);
  ASSERT_NE(hash.find("name"), nullptr);
  EXPECT_EQ(hash.find("name")->formula, "C(3)");
  EXPECT_EQ(hash.find("buckets"), nullptr);
}

TEST(ExplanationTest, NamesExpectedValues) {
  ServerProfile profile = server_profile(Family::valkey, 901);
  const Explained set = explained_text(profile, plain_key("set", 2, 1000)).at(0);
  ASSERT_NE(set.find("buckets"), nullptr);
  EXPECT_EQ(set.find("buckets")->formula, "64 x (256 + E(children) of about 12)");
  EXPECT_EQ(set.find("name"), nullptr);
  ASSERT_NE(set.find("object with name"), nullptr);
}

TEST(ExplanationTest, ByteLostByAveragingIsATerm) {
  int lost = 0;
  for (int elements = 513; elements < 700; ++elements) {
    const Explained hash =
        explained_text(server_profile(Family::redis, 700), plain_key("hash", 4, elements)).at(0);
    const MemoryTerm* rounding = hash.find("rounding");
    if (rounding == nullptr) continue;
    ++lost;
    EXPECT_EQ(rounding->memory_usage, -1);
    EXPECT_EQ(rounding->allocated, 0);
    EXPECT_EQ(hash.total(), hash.cost.memory);
  }
  EXPECT_GT(lost, 0);
}

TEST(ExplanationTest, ClearedIsEmpty) {
  Explanation explanation;
  explanation.add("name", "C(3)", {8, 8});
  EXPECT_EQ(explanation.total(), (Memory{8, 8}));
  explanation.clear();
  EXPECT_TRUE(explanation.terms().empty());
  EXPECT_EQ(explanation.total(), Memory{});
}

}  // namespace
}  // namespace rdb
