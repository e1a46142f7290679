// The last step of a plan: from what a collector holds to figures and advice.
#pragma once
#include "librdb/proof/plan_collector.h"
#include "librdb/proof/plan_estimate.h"

namespace rdb {

/// Reads a collector, which must outlive it.
class PlanMaker {
 public:
  explicit PlanMaker(const PlanCollector& collector) : from_(collector) {}
  Plan plan() const;

 private:
  using Numbers = std::vector<std::uint32_t>;

  PlanShape from_shape(KeyShape shape) const;
  PlanShape from_rule() const;
  PlanCandidate by_shape(const KeyShape& shape, std::size_t part) const;
  PlanCandidate by_rule(std::size_t way) const;
  std::vector<Numbers> meeting(const Numbers& numbers, std::size_t part) const;
  void add_groups(GroupEstimator& estimator, std::uint32_t number, std::size_t part) const;
  void add_across(GroupEstimator& estimator, const Numbers& numbers, std::size_t part) const;
  void add_tables(PlanCandidate& candidate, const GroupEstimator& estimator,
                  const std::map<std::uint32_t, PlanCollector::Totals>& keys) const;
  void choose(PlanShape& shape, std::uint64_t known_memory) const;

  const PlanCollector& from_;
};

}  // namespace rdb
