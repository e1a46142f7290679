// What a dump, or one of its keys term by term, would cost in several servers: one pass.
//
//   CostComparison comparison({choice_7_0, choice_9_1}, {.key = "user:17"});
//   RdbReader(source).run(comparison);
//   for (const ExplainedKey& key : comparison.keys()) …          // one for each database
//
// Holds what a meter and the totals hold for each server, and of the key its terms.
#pragma once
#include <deque>
#include <optional>
#include <vector>

#include "librdb/event/layout_sink.h"
#include "librdb/memory/memory_meter.h"
#include "librdb/memory/memory_totals.h"
#include "librdb/memory/server_choice.h"

namespace rdb {

/// Of one key, in one server.
struct ExplainedCost {
  KeyCost cost;
  Explanation explanation;
};

/// A key as it is in one database.
struct ExplainedKey {
  std::uint32_t db = 0;
  ObjectType type = ObjectType::string;
  Bytes encoding;  ///< as stored; static storage
  bool has_expiry = false;
  std::uint64_t value_bytes = 0;     ///< serialized
  std::vector<ExplainedCost> costs;  ///< in the order of the servers
};

struct CostComparisonOptions {
  std::optional<OwnedBytes> key;  ///< none: the whole dump
};

class CostComparison final : public LayoutSink<CostComparison> {
 public:
  using LayoutSink<CostComparison>::on;
  /// Requires: at least one server.
  CostComparison(std::vector<ServerChoice> servers, CostComparisonOptions options);
  ~CostComparison() override;

  /// Complete with the first key, or Finish.
  const std::vector<ChosenServer>& servers() const { return chosen_; }
  /// Those found, if one was asked for; in the order of the dump.
  const std::vector<ExplainedKey>& keys() const { return keys_; }
  /// Of the whole dump, for a server; without meaning if a key was asked for.
  PredictedMemory predicted(std::size_t server) const { return totals_[server].predicted(); }

  Interests enter(const Entry& entry) override;
  void abort(const Entry&) override { is_open_ = false; }
  void on(const Header& event) override { dump_.on(event); }
  void on(const Aux& event) override { dump_.on(event); }
  void on(const Finish&) override { start(); }
  void on(const Leave& event) override;

 private:
  friend LayoutSink<CostComparison>;
  void start();
  template <class Event>
  void layout(const Event& event) {
    for (MemoryMeter& meter : meters_) meter.on(event);
  }

  std::vector<ServerChoice> choices_;
  CostComparisonOptions options_;
  DumpServer dump_;
  std::vector<ChosenServer> chosen_;
  std::deque<MemoryMeter> meters_;  // which do not move
  std::vector<MemoryTotals> totals_;
  std::vector<ExplainedKey> keys_;
  std::uint32_t db_ = 0;
  bool has_expiry_ = false;
  bool is_open_ = false;  // a key that counts was entered
};

}  // namespace rdb
