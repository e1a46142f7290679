#include "librdb/report/cost_comparison.h"

#include <gtest/gtest.h>

#include "librdb/event/checked_sink.h"
#include "librdb/event/stage.h"
#include "librdb/io/source.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/report/key_rows.h"
#include "tests/support/sample_dumps.h"

namespace rdb {
namespace {

std::vector<OwnedBytes> samples() { return {testing::redis_sample(), testing::valkey_sample()}; }

std::vector<ServerChoice> all_servers() {
  std::vector<ServerChoice> choices;
  for (const ServerProfile& row : server_profiles()) {
    choices.push_back({.server = ServerName{row.family, row.release}});
  }
  return choices;
}

// What `keys` says, of one server.
class Rows final : public KeyRows {
 public:
  using KeyRows::KeyRows;
  void row(const KeyRow& row) override {
    keys.emplace_back(row.key, row.cost.memory);
    totals.add(row.db, row.attributes.has_expiry(), row.cost);
  }
  std::vector<std::pair<OwnedBytes, Memory>> keys;
  MemoryTotals totals{server_profile(Family::redis, 700)};
};

void read(Bytes dump, EventSink& sink) {
  MemorySource source(dump);
  CheckedSink checked(sink);
  RdbReader(source).run(checked);
}

TEST(CostComparison, SaysOfEachKeyWhatItsRowSays) {
  for (const OwnedBytes& dump : samples()) {
    Rows rows(ServerChoice{.server = ServerName{Family::redis, 700}});
    read(dump, rows);
    for (const auto& [key, memory] : rows.keys) {
      CostComparison comparison(all_servers(), {.key = key});
      read(dump, comparison);
      ASSERT_FALSE(comparison.keys().empty());
      for (const ExplainedKey& found : comparison.keys()) {
        ASSERT_EQ(found.costs.size(), server_profiles().size());
        for (const ExplainedCost& one : found.costs) {
          EXPECT_EQ(one.explanation.total(), one.cost.memory);
        }
      }
      EXPECT_EQ(comparison.servers()[1].profile.release, 700);
      EXPECT_EQ(comparison.keys().front().costs[1].cost.memory, memory) << key;
    }
  }
}

TEST(CostComparison, OfTheWholeIsTheSumOfTheRows) {
  for (const OwnedBytes& dump : samples()) {
    Rows rows(ServerChoice{.server = ServerName{Family::redis, 700}});
    read(dump, rows);
    CostComparison comparison(all_servers(), {});
    read(dump, comparison);
    EXPECT_TRUE(comparison.keys().empty());
    EXPECT_EQ(comparison.predicted(1).keys, rows.keys.size());
    EXPECT_EQ(comparison.predicted(1).used_memory, rows.totals.predicted().used_memory);
  }
}

TEST(CostComparison, OfADumpWithoutKeysIsAnEmptyServer) {
  CostComparison comparison({ServerChoice{}}, {});
  comparison.on(Header{.family = Family::redis, .version = 11});
  comparison.on(Finish{});
  EXPECT_EQ(comparison.servers()[0].profile.release, 702);
  EXPECT_EQ(comparison.servers()[0].match, ServerMatch::guessed);
  EXPECT_EQ(comparison.predicted(0).keys, 0U);
}

TEST(CostComparison, ADamagedKeyIsNotCounted) {
  CostComparison comparison({ServerChoice{}}, {});
  Entry entry;
  entry.key = "k";
  comparison.enter(entry);
  comparison.abort(entry);
  comparison.on(Leave{});
  EXPECT_EQ(comparison.predicted(0).keys, 0U);
}

}  // namespace
}  // namespace rdb
