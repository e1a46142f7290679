#include "librdb/io/crc64.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/random_bytes.h"

namespace rdb {
namespace {

using testing::random_bytes;

// The definition, a bit at a time.
std::uint64_t by_the_book(std::uint64_t crc, Bytes bytes) {
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = crc >> 1 ^ ((crc & 1) ? std::uint64_t{0x95ac9329ac4bc9b5} : 0);
    }
  }
  return crc;
}

TEST(Crc64, KnownValue) {
  EXPECT_EQ(crc64(0, "123456789"), 0xe9c6d914c4b8d9caU);
  EXPECT_EQ(crc64_portable(0, "123456789"), 0xe9c6d914c4b8d9caU);
  EXPECT_EQ(by_the_book(0, "123456789"), 0xe9c6d914c4b8d9caU);
}

TEST(Crc64, NothingChangesNothing) {
  EXPECT_EQ(crc64(0, {}), 0U);
  EXPECT_EQ(crc64(77, {}), 77U);
  EXPECT_EQ(crc64_portable(77, {}), 77U);
}

TEST(Crc64, AllWaysAgreeForEverySizeAndAlignment) {
  const OwnedBytes bytes = random_bytes(700);
  for (std::size_t from = 0; from < 17; ++from) {
    for (std::size_t size = 0; from + size < bytes.size(); ++size) {
      const Bytes part = Bytes(bytes).substr(from, size);
      const std::uint64_t start = from * 0x9e3779b97f4a7c15U;
      const std::uint64_t expected = by_the_book(start, part);
      ASSERT_EQ(crc64(start, part), expected) << from << ' ' << size;
      ASSERT_EQ(crc64_portable(start, part), expected) << from << ' ' << size;
    }
  }
}

TEST(Crc64, AnySplitGivesTheSame) {
  const OwnedBytes bytes = random_bytes(100'000, 2);
  const std::uint64_t whole = crc64_portable(0, bytes);
  ASSERT_EQ(crc64(0, bytes), whole);
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    std::uint64_t fast = 0;
    std::uint64_t portable = 0;
    for (Bytes rest = bytes; !rest.empty();) {
      const Bytes part = rest.substr(0, random() % (round % 2 ? 50 : 5000) + 1);
      fast = crc64(fast, part);
      portable = crc64_portable(portable, part);
      rest.remove_prefix(part.size());
    }
    ASSERT_EQ(fast, whole);
    ASSERT_EQ(portable, whole);
  }
}

TEST(Crc64, AppendedZerosAreAsIfReallyThere) {
  const std::uint64_t start = crc64(0, "before");
  std::uint64_t expected = start;
  const OwnedBytes zero(1, '\0');
  for (std::uint64_t zeros = 0; zeros < 5000; ++zeros) {
    ASSERT_EQ(crc64_append_zeros(start, zeros), expected) << zeros;
    expected = crc64(expected, zero);
  }
  const OwnedBytes megabytes((std::size_t{3} << 20) + 5, '\0');
  EXPECT_EQ(crc64_append_zeros(start, megabytes.size()), crc64(start, megabytes));
}

TEST(Crc64, MoreZerosThanAnyMemoryHolds) {
  // 2^60 + 2^40 zeros are 2^60 and then 2^40; a whole period of the polynomial's field is none.
  const std::uint64_t start = crc64(0, "before");
  const std::uint64_t far = std::uint64_t{1} << 60;
  const std::uint64_t near = std::uint64_t{1} << 40;
  EXPECT_EQ(crc64_append_zeros(start, far + near),
            crc64_append_zeros(crc64_append_zeros(start, near), far));
  EXPECT_EQ(crc64_append_zeros(start, far),
            crc64_append_zeros(crc64_append_zeros(start, far / 2), far / 2));
  EXPECT_EQ(crc64_append_zeros(0, far), 0U);
}

TEST(Crc64, APatchIsCorrectedByTheDifference) {
  OwnedBytes bytes = random_bytes(10'000, 4);
  std::mt19937 random(5);
  std::uint64_t crc = crc64(0, bytes);
  for (int round = 0; round < 200; ++round) {
    const std::size_t at = random() % bytes.size();
    const std::size_t size = random() % std::min<std::size_t>(bytes.size() - at, 20) + 1;
    const OwnedBytes patch = random_bytes(size, random());
    OwnedBytes difference = bytes.substr(at, size);
    for (std::size_t i = 0; i < size; ++i) difference[i] ^= patch[i];
    crc ^= crc64_append_zeros(crc64(0, difference), bytes.size() - at - size);
    bytes.replace(at, size, patch);
    ASSERT_EQ(crc, crc64(0, bytes));
  }
}

}  // namespace
}  // namespace rdb
