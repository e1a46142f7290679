#include "librdb/proof/plan_estimate.h"

#include <algorithm>
#include <cmath>

namespace rdb {
namespace {

// The size of which a share of all hashes is no larger.
std::uint64_t quantile(const std::vector<std::pair<std::uint64_t, double>>& sizes, double all,
                       double share) {
  double below = 0;
  for (const auto& [fields, weight] : sizes) {
    below += weight;
    if (below >= all * share) return fields;
  }
  return sizes.empty() ? 0 : sizes.back().first;
}

}  // namespace

Estimate GroupEstimator::Sum::estimate() const {
  return {std::max(value, 0.0), 2 * std::sqrt(std::max(variance, 0.0))};
}

void GroupEstimator::Moments::add(double value, double fields) {
  y += value;
  with_fields += value * fields;
  squares += value * value;
}

// Each group was kept or not by itself, with a chance of 1 / weight.
void GroupEstimator::add_to(Sum& sum, const Moments& moments, const Moments& fields, double weight,
                            double known_fields) {
  if (fields.squares == 0) return;
  const double slope = moments.with_fields / fields.squares;
  sum.value += weight * moments.y + slope * (known_fields - weight * fields.y);
  sum.variance += weight * (weight - 1) *
                  (moments.squares - slope * moments.with_fields);  // of what is not explained
}

void GroupEstimator::add(std::span<const SampledGroup> groups, unsigned level, std::uint64_t fields,
                         std::uint32_t db) {
  const double weight = std::ldexp(1.0, static_cast<int>(level));
  is_exact_ &= level == 0;
  Moments sizes, ones, memory, file, tables, in_tables;
  for (const SampledGroup& group : groups) {
    const auto count = static_cast<double>(group.memory.count());
    const HashCost cost = group.memory.cost(costs_, {StringMeasure::text(group.key_length)});
    const double is_table = cost.encoding == HashEncoding::hashtable ? 1 : 0;
    sizes.add(count, count);
    ones.add(1, count);
    memory.add(static_cast<double>(cost.memory.allocated), count);
    file.add(static_cast<double>(cost.dump_bytes), count);
    tables.add(is_table, count);
    in_tables.add(is_table * count, count);
    sizes_.emplace_back(group.memory.count(), weight);
  }
  const auto known = static_cast<double>(fields);
  const double hashes_before = hashes_.value;
  add_to(hashes_, ones, sizes, weight, known);
  by_database_[db] += hashes_.value - hashes_before;
  add_to(memory_, memory, sizes, weight, known);
  add_to(file_, file, sizes, weight, known);
  add_to(hashtables_, tables, sizes, weight, known);
  add_to(fields_in_hashtables_, in_tables, sizes, weight, known);
}

void GroupEstimator::finish(PlanCandidate& candidate) {
  std::sort(sizes_.begin(), sizes_.end());
  double all = 0;
  for (const auto& [fields, weight] : sizes_) all += weight;
  candidate.hashes = hashes_.estimate();
  candidate.memory_after = memory_.estimate();
  candidate.file_after = file_.estimate();
  candidate.hashtables = hashtables_.estimate();
  candidate.fields_in_hashtables = fields_in_hashtables_.estimate();
  candidate.median_fields = quantile(sizes_, all, 0.5);
  candidate.p90_fields = quantile(sizes_, all, 0.9);
  candidate.p99_fields = quantile(sizes_, all, 0.99);
  candidate.largest_fields = sizes_.empty() ? 0 : sizes_.back().first;
  candidate.is_exact = is_exact_;
}

}  // namespace rdb
