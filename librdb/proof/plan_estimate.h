// From sampled groups to figures for all of them, with their errors.
//
//   rdb::GroupEstimator estimator(costs);
//   estimator.add(sample.groups(), sample.level(), keys);      // of each stratum
//   estimator.finish(candidate);
//
// How many fields there are altogether is known. What is asked for goes with the number of fields
// in part, so the sampled sum is corrected by how far the sampled fields, scaled up, miss the known
// number (a regression through the origin): that leaves only what the number of fields does not
// explain.
#pragma once
#include <map>
#include <span>
#include <vector>

#include "librdb/proof/group_samples.h"
#include "librdb/proof/plan.h"

namespace rdb {

class GroupEstimator {
 public:
  explicit GroupEstimator(const ElementCosts& costs) : costs_(costs) {}

  /// Groups that stand for 2^level each and hold `fields` fields altogether, of database `db`.
  void add(std::span<const SampledGroup> groups, unsigned level, std::uint64_t fields,
           std::uint32_t db);
  /// Sets the figures about hashes.
  void finish(PlanCandidate& candidate);
  /// About how many hashes each database gets.
  const std::map<std::uint32_t, double>& hashes_by_database() const { return by_database_; }

 private:
  struct Sum {
    double value = 0;
    double variance = 0;
    Estimate estimate() const;
  };
  // Sums over groups of y, y·fields and y².
  struct Moments {
    double y = 0;
    double with_fields = 0;
    double squares = 0;
    void add(double value, double fields);
  };
  static void add_to(Sum& sum, const Moments& moments, const Moments& fields, double weight,
                     double known_fields);

  const ElementCosts& costs_;
  Sum hashes_, memory_, file_, hashtables_, fields_in_hashtables_;
  std::map<std::uint32_t, double> by_database_;
  std::vector<std::pair<std::uint64_t, double>> sizes_;  // fields, weight
  bool is_exact_ = true;
};

}  // namespace rdb
