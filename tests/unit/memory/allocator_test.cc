#include "librdb/memory/allocator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr SizeClasses kAll[] = {SizeClasses::quantum_8, SizeClasses::quantum_16,
                                SizeClasses::quantum_16_pages};

static_assert(Allocator(SizeClasses::quantum_8).usable(72) == 80);

// The classes as jemalloc lists them (`MEMORY MALLOC-STATS`), four for each doubling.
std::vector<std::uint64_t> classes(SizeClasses kind, std::uint64_t up_to) {
  const std::uint64_t quantum = kind == SizeClasses::quantum_8 ? 8 : 16;
  std::vector<std::uint64_t> all = {8};
  for (std::uint64_t size = quantum; size <= 8 * quantum; size += quantum) all.push_back(size);
  for (std::uint64_t base = 8 * quantum; base < up_to; base *= 2) {
    for (std::uint64_t step = 1; step <= 4; ++step) all.push_back(base + step * base / 4);
  }
  return all;
}

TEST(AllocatorTest, GivesTheSmallestClassThatHoldsIt) {
  for (const SizeClasses kind : {SizeClasses::quantum_8, SizeClasses::quantum_16}) {
    const Allocator allocator(kind);
    const auto all = classes(kind, 4'000'000);
    for (std::uint64_t bytes = 0; bytes < 3'000'000; bytes += bytes < 70'000 ? 1 : 61) {
      ASSERT_EQ(allocator.usable(bytes), *std::lower_bound(all.begin(), all.end(), bytes)) << bytes;
    }
  }
}

TEST(AllocatorTest, NewestDebianRoundsToPagesAboveSixteenKib) {
  const Allocator paged(SizeClasses::quantum_16_pages);
  const Allocator usual(SizeClasses::quantum_16);
  for (std::uint64_t bytes = 0; bytes <= 16384; ++bytes) {
    ASSERT_EQ(paged.usable(bytes), usual.usable(bytes)) << bytes;
  }
  for (std::uint64_t bytes = 16385; bytes < 200'000; ++bytes) {
    ASSERT_EQ(paged.usable(bytes), (bytes + 4095) / 4096 * 4096) << bytes;
  }
}

TEST(AllocatorTest, ValuesMeasuredOnServers) {
  const Allocator own(SizeClasses::quantum_8);
  const Allocator debian(SizeClasses::quantum_16);
  EXPECT_EQ(own.usable(24), 24);
  EXPECT_EQ(debian.usable(24), 32);
  EXPECT_EQ(own.usable(65), 80);
  EXPECT_EQ(debian.usable(65), 80);
  EXPECT_EQ(own.usable(97), 112);
  EXPECT_EQ(debian.usable(129), 160);
  EXPECT_EQ(debian.usable(32769), 40960);
  EXPECT_EQ(Allocator(SizeClasses::quantum_16_pages).usable(32769), 36864);
}

TEST(AllocatorTest, SizesThatOnlyDamagedFilesClaimDoNotWrapAround) {
  for (const SizeClasses kind : kAll) {
    const Allocator allocator(kind);
    std::uint64_t before = 0;
    for (int bit = 0; bit < 64; ++bit) {
      for (const std::uint64_t bytes : {(std::uint64_t{1} << bit) - 1, std::uint64_t{1} << bit,
                                        (std::uint64_t{1} << bit) + 1}) {
        const std::uint64_t usable = allocator.usable(bytes);
        EXPECT_GE(usable, std::min(bytes, std::uint64_t{1} << 62));
        EXPECT_GE(usable, before);
        before = usable;
      }
    }
    EXPECT_EQ(allocator.usable(~std::uint64_t{0}), std::uint64_t{1} << 62);
  }
}

TEST(AllocatorTest, NamesAreReadBack) {
  for (const SizeClasses kind : kAll) EXPECT_EQ(parse_size_classes(name_of(kind)), kind);
  EXPECT_THROW(parse_size_classes("quantum-32"), InvalidArgument);
  EXPECT_THROW(parse_size_classes(""), InvalidArgument);
}

}  // namespace
}  // namespace rdb
