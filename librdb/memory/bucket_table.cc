#include "librdb/memory/bucket_table.h"

#include <cassert>
#include <cmath>

namespace rdb {
namespace {

// Child buckets behind a bucket that `entries` fell into: each holds 7, or 6 if another follows.
std::uint64_t children_of(std::uint64_t entries) {
  return entries <= kBucketEntries ? 0 : (entries - 2) / 6;
}

// Of the sum over some buckets.
struct Children {
  double mean = 0;
  double variance = 0;  // the number of entries in all of them being known
  double slope = 0;     // children that one entry more makes
};

// Calls use(k, P(k)) for a binomial distribution, in ascending order, until what is left adds
// nothing to a double. Requires: entries / buckets is at most 8 or so, so that P(0) is a number.
template <class Use>
void for_each_load(std::uint64_t entries, double buckets, Use use) {
  const auto n = static_cast<double>(entries);
  const double odds = 1 / (buckets - 1);
  double probability = std::exp(n * std::log1p(-1 / buckets));
  for (std::uint64_t k = 0; k <= entries; ++k) {
    use(k, probability);
    if (static_cast<double>(k) > n / buckets && probability < 1e-22) return;
    probability *= (n - static_cast<double>(k)) / static_cast<double>(k + 1) * odds;
  }
}

// Two buckets: one holds what the other does not.
Children children_of_two(std::uint64_t entries) {
  double mean = 0;
  double mean_square = 0;
  for_each_load(entries, 2, [&](std::uint64_t k, double probability) {
    const auto children = static_cast<double>(children_of(k) + children_of(entries - k));
    mean += probability * children;
    mean_square += probability * children * children;
  });
  return {mean, mean_square - mean * mean, 0};
}

// One bucket of many among which the entries are thrown, so that times their number is the sum.
//
// The loads of buckets are not independent: they add up to the number of entries. Let c(j) be the
// coefficients of the children by load in the orthogonal polynomials of the binomial distribution.
// The covariance of two buckets is sum(c(j)^2 r^j) with r = -1 / (buckets - 1), the correlation of
// their loads, so each adds sum(c(j)^2 (1 + (buckets - 1) r^j)): nothing for j = 1, and from j = 3
// on the square of the coefficient nearly as it is.
Children children_of_one(std::uint64_t entries, double buckets) {
  const double p = 1 / buckets;
  const auto n = static_cast<double>(entries);
  double mean = 0;
  double mean_square = 0;
  double first = 0;
  double second = 0;
  for_each_load(entries, buckets, [&](std::uint64_t k, double probability) {
    if (k <= kBucketEntries) return;
    const auto children = static_cast<double>(children_of(k));
    const double off = static_cast<double>(k) - n * p;
    mean += probability * children;
    mean_square += probability * children * children;
    first += probability * children * off;
    second += probability * children * (off * off - (1 - 2 * p) * off - n * p * (1 - p));
  });
  const double spread = n * p * (1 - p);
  const double first_square = first * first / spread;
  const double second_square = second * second / (2 * spread * (n - 1) * p * (1 - p));
  const double variance = mean_square - mean * mean - first_square + second_square * p / (1 - p);
  return {mean, std::max(variance, 0.0), first / spread};
}

// Of so many among `buckets` buckets into which the entries fell; `of` is a whole number or nearly.
Children expected_children(std::uint64_t entries, std::uint64_t buckets, double of) {
  if (entries <= kBucketEntries) return {};
  if (buckets == 1) return {static_cast<double>(children_of(entries)) * of, 0, 0};
  if (buckets == 2 && of == 2) return children_of_two(entries);
  const Children one = children_of_one(entries, static_cast<double>(buckets));
  return {one.mean * of, one.variance * of, one.slope};
}

class Growth {
 public:
  void expand(std::uint64_t entries) {
    if (old_top_ != 0 || entries < used_) return;
    const std::uint64_t top = bucket_table_top(std::max<std::uint64_t>(entries, 1));
    if (top == top_) return;
    if (used_ > 0) {
      old_top_ = top_;
      old_used_ = used_;
      moved_ = 0;
    }
    top_ = top;
  }

  void add(std::uint64_t entries) {
    while (entries > 0) {
      const std::uint64_t room = kBucketEntries * top_ - used_;
      if (old_top_ != 0) {
        const std::uint64_t added = std::min(entries, old_top_ - moved_);
        moved_ += added;
        if (moved_ == old_top_) old_top_ = 0;
        used_ += added;
        entries -= added;
      } else if (room == 0) {
        expand(used_ + 1);
        ++used_;
        --entries;
      } else {
        const std::uint64_t added = std::min(entries, room);
        used_ += added;
        entries -= added;
      }
    }
  }

  BucketTable result() const {
    const Children children = old_top_ == 0
                                  ? expected_children(used_, top_, static_cast<double>(top_))
                                  : children_while_moving();
    return {top_, old_top_, children.mean, children.variance};
  }

 private:
  // A bucket of the old table goes to those of the new whose number ends alike. Those of buckets
  // not yet moved hold new entries only. How many entries still wait is chance, too.
  Children children_while_moving() const {
    const double waiting = static_cast<double>(old_top_ - moved_) / static_cast<double>(old_top_);
    const auto top = static_cast<double>(top_);
    const Children in_old =
        expected_children(old_used_, old_top_, static_cast<double>(old_top_ - moved_));
    const Children in_new = expected_children(used_, top_, top * (1 - waiting));
    const Children added = expected_children(used_ - old_used_, top_, top * waiting);
    const double slope = in_old.slope - in_new.slope;
    const double split = static_cast<double>(old_used_) * waiting * (1 - waiting);
    return {in_old.mean + in_new.mean + added.mean,
            in_old.variance + in_new.variance + added.variance + slope * slope * split, 0};
  }

  std::uint64_t top_ = 0;
  std::uint64_t used_ = 0;
  std::uint64_t old_top_ = 0;
  std::uint64_t old_used_ = 0;  // when the old table was full
  std::uint64_t moved_ = 0;     // buckets of it
};

}  // namespace

BucketTable presized_bucket_table(std::uint64_t entries) {
  const std::uint64_t top = bucket_table_top(entries);
  const Children children = expected_children(entries, top, static_cast<double>(top));
  return {top, 0, children.mean, children.variance};
}

BucketTable grown_bucket_table(std::uint64_t entries) {
  Growth table;
  table.add(entries);
  return table.result();
}

BucketTable converted_bucket_table(std::uint64_t entries, std::uint64_t packed) {
  assert(packed < entries);
  Growth table;
  table.expand(packed);
  table.add(packed + 1);
  const std::uint64_t left = entries - packed - 1;
  table.expand(left);
  table.add(left);
  return table.result();
}

}  // namespace rdb
