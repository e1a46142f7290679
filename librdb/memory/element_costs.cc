#include "librdb/memory/element_costs.h"

#include <algorithm>

#include "librdb/format/listpack.h"
#include "librdb/memory/dump_bytes.h"
#include "librdb/memory/packed_sizes.h"

namespace rdb {
namespace {

constexpr std::uint64_t kLongestPacked = 4096;  // of the writer (write/hash_encoder.cc)
constexpr std::uint64_t kLongZiplistEntry = 254;

}  // namespace

ElementCosts::ElementCosts(const ServerProfile& profile)
    : profile_(profile),
      longest_(std::min(profile.hash_max_listpack_value, kLongestPacked)),
      pairs_add_up_(!profile.has_hashtables() && !profile.has_redis_field_expiries()) {
  for (std::size_t length = 0; length < kShort; ++length) texts_[length] = Lanes(of_text(length));
  for (unsigned bits = 1; bits < 64; ++bits) {
    integers_[0][bits] = measured(bits, false);
    integers_[1][bits] = measured(bits, true);
  }
}

// In a ziplist with the size that the entry behind it says of it.
std::uint64_t ElementCosts::packed_bytes(const StringMeasure& element) const {
  if (profile_.has_listpacks()) return listpack_entry_bytes(element);
  const std::uint64_t entry = ziplist_entry_bytes(element);
  return entry + (entry + 1 < kLongZiplistEntry ? 1 : 5);
}

ElementCost ElementCosts::of_text(std::uint64_t length) const {
  return {packed_bytes(StringMeasure::text(length)), profile_.sds_bytes(length),
          string_dump_bytes(StringMeasure::text(length)), length > longest_};
}

ElementCosts::Lanes ElementCosts::measured(std::int64_t value) const {
  const StringMeasure integer = StringMeasure::integer(value);
  ElementCost cost = of_text(integer.length());
  cost.packed = packed_bytes(integer);
  cost.dump = string_dump_bytes(integer);
  return Lanes(cost);
}

ElementCosts::Width ElementCosts::measured(unsigned bits, bool is_negative) const {
  const auto integer = [&](std::uint64_t distance) {
    const auto value = static_cast<std::int64_t>(distance);
    return is_negative ? ~value : value;
  };
  const std::uint64_t nearest = bits == 1 ? 0 : std::uint64_t{1} << (bits - 1);
  const std::uint64_t farthest = (std::uint64_t{1} << bits) - 1;
  Width width{measured(integer(nearest)), measured(integer(farthest)), ~std::uint64_t{0}};
  for (std::uint64_t power = 10; power < std::uint64_t{1} << 63; power *= 10) {
    const std::uint64_t from = power - (is_negative ? 1 : 0);
    if (nearest < from && from <= farthest) width.more_from = from;
    if (power > farthest) break;
  }
  // A ziplist has 0 to 12 in the head of their entries; to a table one digit more makes no
  // difference there.
  if (!profile_.has_listpacks() && !is_negative && bits == 4) width.more_from = 13;
  return width;
}

}  // namespace rdb
