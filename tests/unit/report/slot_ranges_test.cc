#include "librdb/report/slot_ranges.h"

#include <gtest/gtest.h>

#include <random>

namespace rdb {
namespace {

TEST(SlotRanges, TextAndBack) {
  std::mt19937 random(1);
  for (int round = 0; round < 100; ++round) {
    std::bitset<kSlots> slots;
    for (unsigned i = random() % 20; i > 0; --i) {
      const std::size_t first = random() % kSlots;
      for (std::size_t j = first; j < first + random() % 3000 && j < kSlots; ++j) slots.set(j);
    }
    EXPECT_EQ(slots_of(slot_ranges(ranges_of(slots))), slots);
  }
  EXPECT_EQ(slot_ranges(ranges_of(std::bitset<kSlots>().set())), "0-16383");
  EXPECT_EQ(slot_ranges({}), "");
  EXPECT_EQ(slots_of("")->count(), 0u);
}

TEST(SlotRanges, OtherTextsAreNone) {
  for (const char* const text : {"x", "-1", "16384", "5-3", "1 1", "3 2", "1-", "1,2", "1  2", " 1",
                                 "1 ", "0-16384", "99999999999", "1-2-3"}) {
    EXPECT_FALSE(slots_of(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace rdb
