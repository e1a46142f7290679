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
  /// What a policy makes of one database, about.
  struct Keys {
    double hashes = 0;
    double expiring_hashes = 0;
    double left = 0;  ///< keys that stay flat, because those of their group do not agree
    double left_expiring = 0;
  };

  GroupEstimator(const ElementCosts& costs, const ExpiryPolicy& policy)
      : costs_(costs), policy_(policy) {}

  /// Groups that stand for 2^level each and hold `fields` fields altogether, of database `db`.
  /// `flat` is of the same groups, or empty.
  void add(std::span<const SampledGroup> groups, std::span<const UngroupedKeys> flat,
           unsigned level, std::uint64_t fields, std::uint32_t db);
  /// Sets the figures about hashes, and takes what stays flat from those about keys.
  void finish(PlanCandidate& candidate);
  const std::map<std::uint32_t, Keys>& by_database() const { return by_database_; }

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

  // Of the groups of one call, each with what it is by the policy.
  struct Parts;
  void add_group(Parts& parts, const SampledGroup& group, const UngroupedKeys* flat, double weight);

  const ElementCosts& costs_;
  ExpiryPolicy policy_;
  Sum hashes_, memory_, file_, hashtables_, fields_in_hashtables_;
  Sum expiring_hashes_, left_, left_expiring_, left_memory_, left_file_, mixed_;
  std::map<std::uint32_t, Keys> by_database_;
  std::vector<std::pair<std::uint64_t, double>> sizes_;  // fields, weight
  bool is_exact_ = true;
};

}  // namespace rdb
