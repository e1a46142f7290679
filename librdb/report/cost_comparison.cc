#include "librdb/report/cost_comparison.h"

#include <cassert>
#include <utility>

namespace rdb {

CostComparison::CostComparison(std::vector<ServerChoice> servers, CostComparisonOptions options)
    : choices_(std::move(servers)), options_(std::move(options)) {
  assert(!choices_.empty());
}

CostComparison::~CostComparison() = default;

// At the first key it is known which server wrote the dump.
void CostComparison::start() {
  if (!chosen_.empty()) return;
  for (const ServerChoice& choice : choices_) {
    chosen_.push_back(choice.of(dump_));
    meters_.emplace_back(chosen_.back().profile);
    totals_.emplace_back(chosen_.back().profile);
  }
}

Interests CostComparison::enter(const Entry& entry) {
  start();
  is_open_ = !options_.key || entry.key == *options_.key;
  if (!is_open_) return kSkip;
  db_ = entry.db;
  has_expiry_ = entry.attributes.has_expiry();
  if (options_.key) {
    keys_.push_back({.db = entry.db,
                     .type = entry.type,
                     .encoding = entry.encoding,
                     .has_expiry = has_expiry_});
  }
  Interests wanted;
  for (MemoryMeter& meter : meters_) wanted = wanted | meter.begin(entry);
  return wanted;
}

void CostComparison::on(const Leave& event) {
  if (!is_open_) return;
  is_open_ = false;
  for (std::size_t i = 0; i < meters_.size(); ++i) {
    if (!options_.key) {
      totals_[i].add(db_, has_expiry_, meters_[i].end(event));
      continue;
    }
    ExplainedCost& explained = keys_.back().costs.emplace_back();
    explained.cost = meters_[i].end(event, explained.explanation);
  }
  if (options_.key) keys_.back().value_bytes = event.value_bytes;
}

}  // namespace rdb
