#include "librdb/memory/value_memory.h"

#include <algorithm>
#include <cmath>

namespace rdb {

Memory hashtable_memory(const ServerProfile& profile, const BucketTable& table,
                        std::uint64_t metadata) {
  const std::uint64_t size = profile.hashtable + metadata;
  const auto rounded = [](double bytes) { return static_cast<std::uint64_t>(std::llround(bytes)); };
  return {size + rounded(table.bytes()),
          profile.allocator.usable(size) + rounded(table.allocated(profile.allocator))};
}

void mark(KeyCost& cost, const BucketTable& table) {
  if (table.variance <= 0) return;
  cost.exactness = Exactness::expected;
  cost.standard_deviation = std::hypot(
      cost.standard_deviation, static_cast<double>(kBucketBytes) * std::sqrt(table.variance));
}

// Either all of its slots are counted or none.
void mark(KeyCost& cost, const LoadedDict& dict) {
  if (dict.is_exact()) return;
  cost.exactness = Exactness::expected;
  cost.standard_deviation =
      std::hypot(cost.standard_deviation, 4 * static_cast<double>(dict.unsure_slots));
}

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
