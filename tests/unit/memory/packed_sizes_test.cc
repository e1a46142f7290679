#include "librdb/memory/packed_sizes.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace rdb {
namespace {

std::int64_t any_integer(std::mt19937_64& random) {
  return static_cast<std::int64_t>(random()) >> (random() % 64);
}

// Texts around the lengths where headers change.
std::string any_text(std::mt19937_64& random) {
  constexpr std::size_t kNear[] = {0, 63, 127, 253, 4095, 16383, 70000};
  return std::string(kNear[random() % 7] + random() % 4, 'x');
}

template <class Builder, class Size>
void expect_equal_sizes(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Builder builder;
  Size size;
  for (int i = 0; i < 40; ++i) {
    if (random() % 2 != 0) {
      const std::int64_t value = any_integer(random);
      builder.append(value);
      size.add(StringMeasure::integer(value));
    } else {
      const std::string text = any_text(random);
      builder.append(Bytes(text));
      size.add(StringMeasure::of(text));
    }
    ASSERT_EQ(size.bytes(), builder.size()) << "seed " << seed << " entry " << i;
  }
}

TEST(PackedSizesTest, AreThoseOfBlobsThatAreBuilt) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    expect_equal_sizes<ListpackBuilder, ListpackSize>(seed);
    expect_equal_sizes<ZiplistBuilder, ZiplistSize>(seed);
  }
}

TEST(PackedSizesTest, SmallIntegersOfAZiplistNeedNoBytes) {
  for (const auto& [value, bytes] :
       std::initializer_list<std::pair<std::int64_t, std::uint64_t>>{{0, 1},
                                                                     {12, 1},
                                                                     {13, 2},
                                                                     {-1, 2},
                                                                     {127, 2},
                                                                     {-128, 2},
                                                                     {128, 3},
                                                                     {-32769, 4},
                                                                     {8388608, 5},
                                                                     {1LL << 31, 9}}) {
    EXPECT_EQ(ziplist_entry_bytes(StringMeasure::integer(value)), bytes) << value;
  }
}

TEST(PackedSizesTest, TheFormIsChosenOnce) {
  PackedSize listpack(true);
  PackedSize ziplist(false);
  for (PackedSize* const size : {&listpack, &ziplist}) size->add(StringMeasure::text(5));
  EXPECT_EQ(listpack.bytes(), kEmptyListpackBytes + 7);
  EXPECT_EQ(ziplist.bytes(), kEmptyZiplistBytes + 7);
}

}  // namespace
}  // namespace rdb
