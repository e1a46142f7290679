#include "librdb/memory/memory_meter.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/checked_sink.h"
#include "librdb/event/layout_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/format/listpack.h"
#include "librdb/format/type_table.h"
#include "librdb/format/ziplist.h"
#include "librdb/memory/hash_memory.h"

namespace rdb {
namespace {

// Costs of the keys of a text of events, in order.
class Costs final : public LayoutSink<Costs> {
 public:
  using LayoutSink<Costs>::on;
  explicit Costs(const ServerProfile& profile) : meter_(profile) {}
  Interests enter(const Entry& entry) override { return meter_.begin(entry); }
  void abort(const Entry&) override {}
  template <class Event>
  void layout(const Event& event) {
    meter_.on(event);
  }
  void on(const Leave& event) override { costs.push_back(meter_.end(event)); }

  std::vector<KeyCost> costs;

 private:
  MemoryMeter meter_;
};

ServerProfile debian(Family family, std::uint16_t release) {
  ServerProfile profile = server_profile(family, release);
  profile.allocator = Allocator(SizeClasses::quantum_16);
  return profile;
}

KeyCost cost_of(const ServerProfile& profile, const std::string& key) {
  Costs costs(profile);
  CheckedSink checked(costs);
  const std::string text = "header REDIS 10\n" + key + "finish\n";
  TextReader(text).run(checked);
  EXPECT_EQ(costs.costs.size(), 1);
  return costs.costs.at(0);
}

std::string line_of_blob(const char* encoding, Bytes blob, std::uint64_t count) {
  std::string hex = "\"";
  for (const char c : blob) {
    char two[5];
    std::snprintf(two, sizeof two, "\\x%02x", static_cast<unsigned>(c) & 0xff);
    hex += two;
  }
  return std::string("  blob ") + encoding + " 0 " + std::to_string(blob.size()) + ' ' +
         std::to_string(count) + " bytes=" + hex + "\"\n";
}

std::string key_line(const char* type, int type_byte, const char* rest = "") {
  return std::string("key \"k\" ") + type + ' ' + std::to_string(type_byte) + " - " + rest + '\n';
}

std::string text_element(const char* role, std::uint64_t length, const std::string& rest = "") {
  return std::string("  plain ") + role + " raw " + std::to_string(length) + " 0 " + rest + '\n';
}
std::string integer_element(const char* role, std::int64_t value) {
  return std::string("  plain ") + role + " integer " +
         std::to_string(StringMeasure::decimal_length(value)) +
         " 0 integer=" + std::to_string(value) + '\n';
}

void expect_cost(const KeyCost& cost, LoadedEncoding encoding, std::uint64_t memory_usage,
                 Exactness exactness = Exactness::exact) {
  EXPECT_EQ(cost.encoding, encoding) << name_of(cost.encoding);
  EXPECT_EQ(cost.memory.memory_usage, memory_usage);
  EXPECT_EQ(cost.exactness, exactness);
}

const std::string kNumber = key_line("string", 0) + integer_element("value", 7);
const std::string kText = key_line("string", 0) + text_element("value", 60);

// What MEMORY USAGE of Debian's servers says.
TEST(MemoryMeterTest, Strings) {
  struct Case {
    Family family;
    std::uint16_t release;
    std::uint64_t number, text;
  };
  for (const Case& each : std::initializer_list<Case>{{Family::redis, 700, 48, 112},
                                                      {Family::redis, 800, 48, 112},
                                                      {Family::valkey, 800, 48, 112},
                                                      {Family::valkey, 801, 16, 80},
                                                      {Family::valkey, 901, 32, 80}}) {
    const ServerProfile profile = debian(each.family, each.release);
    expect_cost(cost_of(profile, kNumber), LoadedEncoding::integer, each.number);
    expect_cost(cost_of(profile, kText),
                each.release == 901 ? LoadedEncoding::embstr : LoadedEncoding::raw, each.text);
  }
}

TEST(MemoryMeterTest, KeptBlobIsNotUnpacked) {
  // Not one of these blobs is well-formed: who looks into it throws.
  const auto blob = [](const char* encoding, std::uint64_t count, const char* type, int type_byte) {
    return key_line(type, type_byte) + "  layout ?\n" +
           line_of_blob(encoding, std::string(100, 'x'), count) + "  layout-end\n";
  };
  const ServerProfile redis = debian(Family::redis, 800);
  const std::uint64_t bytes = 8 + 24 + 16 + 112;  // name, entry, object, blob
  expect_cost(cost_of(redis, blob("listpack", 1024, "hash", 16)), LoadedEncoding::listpack, bytes);
  expect_cost(cost_of(redis, blob("listpack", 256, "zset", 17)), LoadedEncoding::listpack, bytes);
  expect_cost(cost_of(redis, blob("listpack", 128, "set", 20)), LoadedEncoding::listpack, bytes);
  expect_cost(cost_of(redis, blob("intset", 512, "set", 11)), LoadedEncoding::intset, bytes);
  expect_cost(cost_of(redis, blob("listpack", 30, "list", 18)), LoadedEncoding::listpack, bytes);
  expect_cost(cost_of(redis, blob("listpack", 1536, "hash", 25)), LoadedEncoding::listpackex,
              bytes + 32);
  for (const auto& key : {blob("listpack", 1026, "hash", 16), blob("listpack", 258, "zset", 17),
                          blob("listpack", 129, "set", 20), blob("intset", 513, "set", 11),
                          blob("listpack", 1539, "hash", 25), blob("ziplist", 2, "hash", 13)}) {
    EXPECT_THROW(cost_of(redis, key), CorruptInput) << key;
  }
}

TEST(MemoryMeterTest, ZiplistsBecomeListpacks) {
  ZiplistBuilder ziplist;
  ListpackBuilder listpack;
  for (std::int64_t i = 0; i < 100; ++i) {
    ziplist.append("field" + std::to_string(i));
    listpack.append("field" + std::to_string(i));
    ziplist.append(i * 1000);
    listpack.append(i * 1000);
  }
  const std::string key = key_line("hash", 13) + "  layout 100\n" +
                          line_of_blob("ziplist", ziplist.finish(), 200) + "  layout-end\n";
  const ServerProfile redis = debian(Family::redis, 700);
  expect_cost(cost_of(redis, key), LoadedEncoding::listpack,
              8 + 24 + 16 + redis.allocator.usable(listpack.size()));
  const ServerProfile old = debian(Family::redis, 602);
  expect_cost(cost_of(old, key), LoadedEncoding::ziplist, 8 + 24 + 16 + ziplist.size());
}

std::string plain_hash(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string text = key_line("hash", 4) + "  layout " + std::to_string(pairs.size()) + '\n';
  const auto element = [&](const char* role, const std::string& part) {
    const StringMeasure measure = StringMeasure::of(part);
    text += measure.is_integer() ? integer_element(role, measure.as_integer())
                                 : text_element(role, part.size());
  };
  for (const auto& [field, value] : pairs) {
    element("field", field);
    element("value", value);
  }
  return text + "  layout-end\n";
}

// HashMemory adds the same up for plans.
void expect_the_same_in_plans(const ServerProfile& profile, std::mt19937_64& random) {
  const ElementCosts costs(profile);
  std::vector<std::pair<std::string, std::string>> pairs;
  HashMemory hash;
  const std::size_t longest = 20 + random() % 60;
  for (std::size_t n = 1 + random() % 700; n > 0; --n) {
    const std::string field = "f" + std::to_string(n) + std::string(random() % longest, 'x');
    const std::string value = random() % 2 != 0 ? std::to_string(random() >> (random() % 64))
                                                : std::string(random() % longest, 'y');
    pairs.emplace_back(field, value);
    hash.add(costs, StringMeasure::of(field), StringMeasure::of(value));
  }
  const HashCost expected = hash.cost(costs, {StringMeasure::text(1)});
  const KeyCost cost = cost_of(profile, plain_hash(pairs));
  ASSERT_EQ(cost.memory, expected.memory) << pairs.size();
  const bool is_packed = expected.encoding == HashEncoding::listpack;
  ASSERT_EQ(cost.encoding != LoadedEncoding::hashtable, is_packed);
  ASSERT_EQ(cost.exactness == Exactness::exact, expected.is_exact);
  ASSERT_EQ(cost.elements, pairs.size());
}

TEST(MemoryMeterTest, PlainHashesAreThoseOfPlans) {
  std::mt19937_64 random(1);
  for (const ServerProfile& row : server_profiles()) {
    SCOPED_TRACE(name_of(row));
    const ServerProfile profile = debian(row.family, row.release);
    for (int i = 0; i < 60 && !::testing::Test::HasFatalFailure(); ++i) {
      expect_the_same_in_plans(profile, random);
    }
  }
}

std::string plain_set(const std::vector<std::int64_t>& integers, std::uint64_t text_at,
                      std::uint64_t length) {
  std::string text = key_line("set", 2) + "  layout " + std::to_string(integers.size() + 1) + '\n';
  for (std::size_t i = 0; i <= integers.size(); ++i) {
    if (i == text_at) text += text_element("member", length);
    if (i < integers.size()) text += integer_element("member", integers[i]);
  }
  return text + "  layout-end\n";
}

TEST(MemoryMeterTest, SetsBecomeTheSmallestThatHoldsThem) {
  const std::vector<std::int64_t> few = {1, 2, 70'000};
  const std::vector<std::int64_t> many(200, 5);
  const ServerProfile old = debian(Family::redis, 700);
  const ServerProfile redis = debian(Family::redis, 800);
  EXPECT_EQ(cost_of(old, plain_set(few, 3, 5)).encoding, LoadedEncoding::hashtable);
  EXPECT_EQ(cost_of(redis, plain_set(few, 3, 5)).encoding, LoadedEncoding::listpack);
  EXPECT_EQ(cost_of(redis, plain_set(few, 0, 64)).encoding, LoadedEncoding::listpack);
  EXPECT_EQ(cost_of(redis, plain_set(few, 0, 65)).encoding, LoadedEncoding::hashtable);
  EXPECT_EQ(cost_of(redis, plain_set(many, 0, 5)).encoding, LoadedEncoding::hashtable);
  EXPECT_EQ(cost_of(redis, plain_set(many, 200, 5)).encoding, LoadedEncoding::hashtable);
}

std::string stream(const char* second_node) {
  const auto node = [](const char* id) {
    return std::string("  blob listpack 0 100 ? node=") + id + " bytes=\"\"\n";
  };
  return key_line("stream", 21) + "  layout ?\n" + node("5-0") + node(second_node) +
         "  info 7 9-9 5-0 0-0 7\n  layout-end\n";
}

TEST(MemoryMeterTest, StreamsAreExactIfTheirIdsAscend) {
  const ServerProfile redis = debian(Family::redis, 700);
  const KeyCost cost = cost_of(redis, stream("9-0"));
  // name, entry, object, stream, two ids in six nodes, two blocks
  expect_cost(cost, LoadedEncoding::stream,
              8 + 24 + 16 + 80 + 2 * 16 + 6 * 244 + 2 * redis.allocator.usable(100));
  EXPECT_EQ(cost.elements, 7);
  EXPECT_EQ(cost_of(redis, stream("4-0")).exactness, Exactness::expected);
}

// Items of a list that no head counts are counted, for Redis 8.0 averages over them.
TEST(MemoryMeterTest, NodesThatDoNotSayTheirCount) {
  ListpackBuilder listpack;
  for (std::int64_t i = 0; i < 70'000; ++i) listpack.append(i % 100);
  const std::string key = key_line("list", 18) + "  layout ?\n" +
                          line_of_blob("listpack", listpack.finish(), 70'000) + "  layout-end\n";
  const std::string unknown = std::string(key).replace(key.find(" 70000 bytes="), 13, " ? bytes=");
  const ServerProfile redis = debian(Family::redis, 800);
  const KeyCost cost = cost_of(redis, unknown);
  EXPECT_EQ(cost.memory, cost_of(redis, key).memory);
  EXPECT_EQ(cost.elements, 70'000);
}

TEST(MemoryMeterTest, ModulesAreTheirSerializedBytes) {
  const KeyCost cost =
      cost_of(debian(Family::redis, 700), key_line("module", 7) + "  leave 500 600\n");
  expect_cost(cost, LoadedEncoding::unknown, 8 + 24 + 16 + 500, Exactness::unknown);
  EXPECT_EQ(cost.elements, kUnknownCount);
}

TEST(MemoryMeterTest, NamesOfEncodings) {
  EXPECT_EQ(name_of(LoadedEncoding::integer), "int");
  EXPECT_EQ(name_of(LoadedEncoding::listpackex), "listpackex");
  EXPECT_EQ(name_of(LoadedEncoding::quicklist), "quicklist");
  EXPECT_EQ(name_of(LoadedEncoding::unknown), "unknown");
  EXPECT_EQ(name_of(Exactness::exact), "exact");
  EXPECT_EQ(name_of(Exactness::unknown), "unknown");
}

}  // namespace
}  // namespace rdb
