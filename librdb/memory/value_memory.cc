#include "librdb/memory/value_memory.h"

#include <algorithm>
#include <cmath>

namespace rdb {

namespace {

std::uint64_t rounded(double bytes) { return static_cast<std::uint64_t>(std::llround(bytes)); }

}  // namespace

void add_dict(MemorySum& sum, const ServerProfile& profile, const LoadedDict& dict) {
  const std::uint64_t of_old =
      dict.slots_of_old == 0 ? 0 : dict_table_bytes(profile, dict.slots_of_old);
  sum.add("dict", {profile.dict, profile.allocator.usable(profile.dict)},
          [&] { return formula(profile.dict, ", C(", profile.dict, ")"); });
  sum.add("slots of the dict", {8 * dict.slots, dict_table_bytes(profile, dict.slots)},
          [&] { return formula("8 x ", dict.slots); });
  if (dict.slots_of_old == 0) return;
  sum.add("slots not yet moved", {8 * dict.slots_of_old, of_old},
          [&] { return formula("8 x ", dict.slots_of_old); });
}

void add_hashtable(MemorySum& sum, const ServerProfile& profile, const BucketTable& table,
                   std::uint64_t metadata) {
  const std::uint64_t size = profile.hashtable + metadata;
  sum.add("hashtable", {size, profile.allocator.usable(size)},
          [&] { return formula(size, ", C(", size, ")"); });
  sum.add("buckets", {rounded(table.bytes()), rounded(table.allocated(profile.allocator))}, [&] {
    const auto children = std::to_string(std::llround(table.children));
    const std::string old =
        table.old_top == 0 ? "" : formula(" + ", table.old_top, " not yet moved");
    return formula(kBucketBytes, " x (", table.top, old,
                   table.variance > 0 ? " + E(children) of about " + children : "", ")");
  });
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
