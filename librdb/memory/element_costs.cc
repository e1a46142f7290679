#include "librdb/memory/element_costs.h"

#include <algorithm>

#include "librdb/format/listpack.h"
#include "librdb/memory/dump_bytes.h"

namespace rdb {
namespace {

constexpr std::uint64_t kLongestPacked = 4096;  // of the writer (write/hash_encoder.cc)

}  // namespace

ElementCosts::ElementCosts(const ServerProfile& profile)
    : profile_(profile), longest_(std::min(profile.hash_max_listpack_value, kLongestPacked)) {
  for (std::size_t length = 0; length < kShort; ++length) {
    const ElementCost cost = of_long_text(length);
    texts_[length] = {static_cast<std::uint16_t>(cost.packed),
                      static_cast<std::uint16_t>(cost.heap), static_cast<std::uint16_t>(cost.dump),
                      cost.is_long};
  }
  for (unsigned bits = 0; bits < 64; ++bits) {
    const auto widest = static_cast<std::int64_t>((std::uint64_t{1} << bits) - 1);
    integers_[0][bits] = of_width(widest);
    integers_[1][bits] = of_width(~widest);
  }
}

ElementCosts::IntegerRow ElementCosts::of_width(std::int64_t value) {
  return {static_cast<std::uint8_t>(listpack_entry_bytes(value)),
          static_cast<std::uint8_t>(string_dump_bytes(StringMeasure::integer(value)))};
}

ElementCost ElementCosts::of_long_text(std::uint64_t length) const {
  return {listpack_text_entry_bytes(length), profile_.sds_bytes(length),
          string_dump_bytes(StringMeasure::text(length)), length > longest_};
}

}  // namespace rdb
