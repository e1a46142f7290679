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

struct GroupEstimator::Parts {
  Moments sizes, ones, memory, file, tables, in_tables;
  Moments expiring, left, left_expiring, left_memory, left_file, mixed;
};

void GroupEstimator::add_group(Parts& parts, const SampledGroup& group, const UngroupedKeys* flat,
                               double weight) {
  const auto count = static_cast<double>(group.memory.count());
  parts.sizes.add(count, count);
  bool expires = false;
  if (flat != nullptr) {
    const GroupExpiries& expiries = flat->expiries;
    if (policy_.group_ttl == GroupTtl::same && !expiries.agree(policy_.tolerance_ms)) {
      parts.left.add(count, count);
      parts.left_expiring.add(static_cast<double>(expiries.with), count);
      parts.left_memory.add(static_cast<double>(flat->memory), count);
      parts.left_file.add(static_cast<double>(flat->file), count);
      return;
    }
    expires = expiries.with != 0 && expiries.without == 0;
    parts.expiring.add(expires ? 1 : 0, count);
    parts.mixed.add(expiries.with != 0 && expiries.without != 0 ? 1 : 0, count);
  }
  const KeyMeasure key{StringMeasure::text(group.key_length), expires};
  const HashCost cost = group.memory.cost(costs_, key);
  const double is_table = cost.encoding == HashEncoding::hashtable ? 1 : 0;
  parts.ones.add(1, count);
  parts.memory.add(static_cast<double>(cost.memory.allocated), count);
  parts.file.add(static_cast<double>(cost.dump_bytes), count);
  parts.tables.add(is_table, count);
  parts.in_tables.add(is_table * count, count);
  sizes_.emplace_back(group.memory.count(), weight);
}

void GroupEstimator::add(std::span<const SampledGroup> groups, std::span<const UngroupedKeys> flat,
                         unsigned level, std::uint64_t fields, std::uint32_t db) {
  const double weight = std::ldexp(1.0, static_cast<int>(level));
  is_exact_ &= level == 0;
  Parts parts;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    add_group(parts, groups[i], flat.empty() ? nullptr : &flat[i], weight);
  }
  // Adds to the sum; what was added.
  const auto add = [&](Sum& sum, const Moments& moments) {
    const double before = sum.value;
    add_to(sum, moments, parts.sizes, weight, static_cast<double>(fields));
    return sum.value - before;
  };
  Keys& keys = by_database_[db];
  keys.hashes += add(hashes_, parts.ones);
  keys.expiring_hashes += add(expiring_hashes_, parts.expiring);
  keys.left += add(left_, parts.left);
  keys.left_expiring += add(left_expiring_, parts.left_expiring);
  add(memory_, parts.memory);
  add(file_, parts.file);
  add(hashtables_, parts.tables);
  add(fields_in_hashtables_, parts.in_tables);
  add(left_memory_, parts.left_memory);
  add(left_file_, parts.left_file);
  add(mixed_, parts.mixed);
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
  candidate.left = left_.estimate();
  candidate.expiring_hashes = expiring_hashes_.estimate();
  const auto take = [](std::uint64_t& from, const Sum& sum) {
    from -= std::min(from, static_cast<std::uint64_t>(std::llround(std::max(sum.value, 0.0))));
  };
  take(candidate.keys, left_);
  take(candidate.memory_before, left_memory_);
  take(candidate.file_before, left_file_);
  if (policy_.group_ttl == GroupTtl::min && mixed_.value > 0) {
    candidate.refusal = "some keys of a new hash expire and some do not";
  }
}

}  // namespace rdb
