#include "librdb/memory/element_costs.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

#include "librdb/format/listpack.h"
#include "librdb/memory/dump_bytes.h"

namespace rdb {
namespace {

void expect_cost(const ElementCosts& costs, const StringMeasure& element, std::uint64_t packed,
                 std::uint64_t longest) {
  const ElementCost cost = costs.of(element);
  EXPECT_EQ(cost.packed, packed);
  EXPECT_EQ(cost.heap, costs.profile().sds_bytes(element.length()));
  EXPECT_EQ(cost.dump, string_dump_bytes(element));
  EXPECT_EQ(cost.is_long, element.length() > longest);
}

ElementCosts costs_of(SizeClasses classes, std::uint64_t longest) {
  ServerProfile profile = server_profile(Family::redis, 700);
  profile.allocator = Allocator(classes);
  profile.hash_max_listpack_value = longest;
  return ElementCosts(profile);
}

TEST(ElementCostsTest, IntegersOfEveryWidthAndLength) {
  for (const std::uint64_t longest : {0, 3, 10, 19, 64}) {
    for (const SizeClasses classes : {SizeClasses::quantum_8, SizeClasses::quantum_16}) {
      const ElementCosts costs = costs_of(classes, longest);
      const auto check = [&](std::int64_t value) {
        SCOPED_TRACE(value);
        expect_cost(costs, StringMeasure::integer(value), listpack_entry_bytes(value), longest);
      };
      for (std::int64_t value = -10'001; value <= 10'001; ++value) check(value);
      std::int64_t power_of_ten = 1;
      for (int i = 0; i < 63; ++i, power_of_ten *= i < 19 ? 10 : 1) {
        for (const std::int64_t off : {-2, -1, 0, 1}) {
          check((std::int64_t{1} << i) + off);
          check(off - (std::int64_t{1} << i));
          check(power_of_ten + off);
          check(off - power_of_ten);
        }
      }
      check(std::numeric_limits<std::int64_t>::max());
      check(std::numeric_limits<std::int64_t>::min());
    }
  }
}

TEST(ElementCostsTest, TextsOfEveryLength) {
  for (const std::uint64_t longest : {0, 64, 100, 1000, 4096}) {
    const ElementCosts costs = costs_of(SizeClasses::quantum_8, longest);
    for (std::uint64_t length = 0; length < 70'000; length += length < 5000 ? 1 : 13) {
      const OwnedBytes text(length, 'x');
      SCOPED_TRACE(length);
      expect_cost(costs, StringMeasure::text(length), listpack_entry_bytes(Bytes(text)), longest);
    }
  }
}

TEST(ElementCostsTest, LimitBeyondWhatTheWriterPacksCountsAsThat) {
  const ElementCosts costs = costs_of(SizeClasses::quantum_16, 1'000'000);
  EXPECT_FALSE(costs.of(StringMeasure::text(4096)).is_long);
  EXPECT_TRUE(costs.of(StringMeasure::text(4097)).is_long);
}

}  // namespace
}  // namespace rdb
