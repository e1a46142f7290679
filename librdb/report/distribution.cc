#include "librdb/report/distribution.h"

#include <algorithm>
#include <cmath>

namespace rdb {

std::uint64_t Distribution::percentile(double share) const {
  const std::uint64_t all = keys();
  if (all == 0) return 0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(all)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += buckets_[i].keys;
    if (seen != 0 && seen >= wanted) return std::min(last_of(i), largest_);
  }
  return largest_;
}

}  // namespace rdb
