#include "librdb/report/limit_watch.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "librdb/event/layout_sink.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/write/rdb_writer.h"
#include "tests/support/memory_spool.h"
#include "tests/unit/report/report_fixture.h"

namespace rdb {
namespace {

using testing::report_of;
using Key = testing::ReportedKey;

TEST(LimitWatch, CountsWhatALimitTwiceAsHighWouldPack) {
  std::vector<Key> keys;
  for (const std::uint64_t fields : {1u, 512u, 513u, 700u, 1024u, 1025u}) {
    keys.push_back(
        {.name = "h" + std::to_string(fields), .bytes = 15 * fields, .hash_fields = fields});
  }
  const DumpReport report = report_of(keys);
  ASSERT_EQ(report.limits.size(), 1u);
  const LimitTally& limit = report.limits[0];
  EXPECT_EQ(limit.setting, "hash-max-listpack-entries");
  EXPECT_EQ(limit.limit, 512u);
  EXPECT_EQ(limit.raised, 1024u);
  EXPECT_EQ(limit.keys, 3u);
  EXPECT_GT(limit.saved, 0u);
  EXPECT_LT(limit.saved, limit.memory);

  // As much as it would be with that limit.
  ServerConfig raised;
  raised.set("hash-max-listpack-entries", "1024");
  const DumpReport packed = report_of(keys, {.server = {.config = raised}});
  EXPECT_EQ(report.total.memory - packed.total.memory, limit.saved);
}

TEST(LimitWatch, HasNothingToSayOfStrings) {
  EXPECT_TRUE(report_of({{.name = "a"}, {.name = "b", .value = ""}}).limits.empty());
}

// ---- against a meter with one limit raised ---------------------------------------------------

struct Shape {
  ObjectType type = ObjectType::hash;
  std::uint64_t elements = 0;
  std::uint64_t longest = 0;  // 0: integers
  std::uint64_t at = 0;       // which element it is
};

void say(EventSink& sink, const Shape& shape, std::uint64_t number) {
  const std::string name = std::to_string(number);
  Entry entry;
  entry.key = name;
  entry.type = shape.type;
  if (number % 3 == 0) entry.attributes.expire_ms = 5'000'000'000'000;
  sink.enter(entry);
  sink.on(CollectionBegin{.count = shape.elements});
  for (std::uint64_t i = 0; i < shape.elements; ++i) {
    std::string text = std::to_string(70'000 + i);
    if (shape.longest > 5 && i == shape.at) text.insert(0, shape.longest - text.size(), 'x');
    if (shape.longest > 0 && shape.longest <= 5) text.insert(0, 1, 'm');
    switch (shape.type) {
      case ObjectType::hash:
        sink.on(HashField{{}, std::to_string(i), Payload::view(text), kNoExpiry});
        break;
      case ObjectType::zset:
        sink.on(ZsetMember{{}, text, static_cast<double>(i) / 4});
        break;
      default:
        sink.on(SetMember{{}, text});
    }
  }
  sink.on(CollectionEnd{});
}

// Sizes around all limits, with the longest element around the limit of lengths; and some others.
std::vector<Shape> shapes() {
  constexpr ObjectType kTypes[] = {ObjectType::hash, ObjectType::zset, ObjectType::set};
  constexpr std::uint64_t kSizes[] = {1,   2,   127, 128, 129,  255,  256,
                                      257, 511, 512, 513, 1023, 1024, 1025};
  std::vector<Shape> all;
  for (const ObjectType type : kTypes) {
    for (const std::uint64_t size : kSizes) {
      for (const std::uint64_t longest : {0, 1, 63, 64, 65, 127, 128, 129, 300}) {
        for (const std::uint64_t at : std::set<std::uint64_t>{0, size / 2, size - 1}) {
          if (longest > 5 || at == 0) all.push_back({type, size, longest, at});
        }
      }
    }
  }
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const std::uint64_t size = 1 + random() % 1500;
    all.push_back({kTypes[random() % 3], size, random() % 200, random() % size});
  }
  return all;
}

// Packed is what has at most so many elements of so many bytes: everything, or nothing for 0.
OwnedBytes dump(std::uint64_t most) {
  OwnedBytes bytes;
  MemorySink out(bytes);
  testing::MemorySpools spools;
  RdbWriterOptions options{.spools = &spools};
  options.limits = {.hash_max_listpack_entries = most,
                    .hash_max_listpack_value = most,
                    .set_max_intset_entries = most,
                    .set_max_listpack_entries = most,
                    .set_max_listpack_value = most,
                    .zset_max_listpack_entries = most,
                    .zset_max_listpack_value = most};
  RdbWriter writer(out, options);
  writer.on(Header{.family = Family::redis, .version = 11});
  writer.on(Aux{.name = "redis-ver", .value = "7.2.4"});
  writer.on(SelectDb{.db = 0});
  std::uint64_t number = 0;
  for (const Shape& shape : shapes()) say(writer, shape, number++);
  writer.on(Finish{});
  return bytes;
}

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

std::vector<KeyCost> costs_of(Bytes dump, const ServerProfile& profile) {
  Costs costs(profile);
  MemorySource source(dump);
  RdbReader(source).run(costs);
  return costs.costs;
}

// What a limit saves, by two runs over all of it.
LimitTally tally_of(const std::vector<KeyCost>& now, const std::vector<KeyCost>& raised) {
  LimitTally tally;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const bool is_packed = raised[i].encoding != LoadedEncoding::hashtable &&
                           raised[i].encoding != LoadedEncoding::skiplist;
    if (!is_packed || raised[i].encoding == now[i].encoding) continue;
    if (raised[i].memory.allocated >= now[i].memory.allocated) continue;
    ++tally.keys;
    tally.memory += now[i].memory.allocated;
    tally.saved += now[i].memory.allocated - raised[i].memory.allocated;
  }
  return tally;
}

struct Server {
  Family family;
  std::uint16_t release;
  std::set<std::string> settings;  // by which something is saved
};

void expect_as_measured(Bytes dump, const Server& server) {
  const ServerProfile profile = server_profile(server.family, server.release);
  ReportCollector collector({.server = {.server = ServerName{server.family, server.release}}});
  MemorySource source(dump);
  RdbReader(source).run(collector);
  const std::vector<KeyCost> now = costs_of(dump, profile);
  std::set<std::string> settings;
  for (const LimitTally& limit : collector.result().limits) {
    SCOPED_TRACE(limit.setting);
    settings.insert(std::string(limit.setting));
    ServerProfile raised = profile;
    ServerConfig config;
    config.set(limit.setting, std::to_string(2 * limit.limit));
    config.apply(raised);
    const LimitTally expected = tally_of(now, costs_of(dump, raised));
    EXPECT_EQ(limit.raised, 2 * limit.limit);
    EXPECT_EQ(limit.keys, expected.keys);
    EXPECT_EQ(limit.memory, expected.memory);
    EXPECT_EQ(limit.saved, expected.saved);
  }
  EXPECT_EQ(settings, server.settings) << name_of(profile);
}

TEST(LimitWatch, SavesWhatAMeterWithThatLimitRaisedSays) {
  const OwnedBytes plain = dump(0);
  const std::set<std::string> ziplists = {"hash-max-ziplist-entries", "hash-max-ziplist-value",
                                          "zset-max-ziplist-entries", "zset-max-ziplist-value",
                                          "set-max-intset-entries"};
  std::set<std::string> listpacks = {"hash-max-listpack-entries", "hash-max-listpack-value",
                                     "zset-max-listpack-entries", "zset-max-listpack-value",
                                     "set-max-intset-entries"};
  expect_as_measured(plain, {Family::redis, 602, ziplists});
  expect_as_measured(plain, {Family::redis, 700, listpacks});
  listpacks.insert({"set-max-listpack-entries", "set-max-listpack-value"});
  expect_as_measured(plain, {Family::redis, 702, listpacks});
  expect_as_measured(plain, {Family::redis, 800, listpacks});
  expect_as_measured(plain, {Family::valkey, 901, listpacks});
}

// A server does not look at the lengths in what is packed, only at how many they are.
TEST(LimitWatch, OfWhatIsPackedInTheDumpOnlyTheNumberCounts) {
  expect_as_measured(dump(4096), {Family::redis,
                                  702,
                                  {"hash-max-listpack-entries", "zset-max-listpack-entries",
                                   "set-max-intset-entries", "set-max-listpack-entries"}});
}

}  // namespace
}  // namespace rdb
