#include "librdb/memory/value_memory.h"

#include <algorithm>
#include <cmath>

namespace rdb {

Collisions collisions(std::uint64_t entries, std::uint64_t slots) {
  if (entries < 2) return {};
  const auto n = static_cast<double>(entries);
  const auto m = static_cast<double>(slots);
  const double empty = std::exp(n * std::log1p(-1 / m));  // of one slot
  Collisions result{n - m * (1 - empty), 0};
  // Exact where it is small; beyond that the exact terms would cancel each other out.
  if (slots <= 4096) {
    const double both_empty = std::exp(n * std::log1p(-2 / m));
    result.variance = m * (m - 1) * both_empty + m * empty - m * m * empty * empty;
  } else {
    result.variance = m * empty * (1 - (1 + n / m) * empty);
  }
  result.variance = std::max(result.variance, 0.0);
  return result;
}

}  // namespace rdb
