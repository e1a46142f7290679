#include "librdb/transform/flat_record.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <random>
#include <vector>

namespace rdb {
namespace {

constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

void expect_round_trip(std::uint32_t number, const FlatRecord& record) {
  const std::size_t room =
      flat_record::room_for(record.field.byte_count() + record.value.byte_count());
  const auto memory = std::make_unique<char[]>(room);  // exact: a sanitizer sees overhang
  const char* const end = flat_record::put(memory.get(), number, record);
  ASSERT_LE(end, memory.get() + room);
  ASSERT_GE(end, memory.get() + flat_record::kLeast);
  std::uint64_t read_number = 0;
  FlatRecord read;
  const char* const control = flat_record::get_varint(memory.get(), read_number);
  EXPECT_EQ(read_number, number);
  EXPECT_EQ(flat_record::get(control, read), end);
  EXPECT_EQ(flat_record::skip(control), end);
  EXPECT_EQ(read.field, record.field);
  EXPECT_EQ(read.value, record.value);
}

TEST(FlatRecord, EveryWidthRoundTrips) {
  std::vector<std::int64_t> integers = {0, -1, kLeast, kMost};
  for (int bit = 0; bit < 63; ++bit) {
    const std::int64_t power = std::int64_t{1} << bit;
    for (const std::int64_t value : {power, power - 1, -power, -power - 1}) {
      integers.push_back(value);
    }
  }
  const OwnedBytes texts[] = {"", "x", OwnedBytes("\0\xff", 2), OwnedBytes(300, 'y')};
  for (const std::uint32_t number : {0U, 127U, 128U, 16384U, 4294967295U}) {
    for (const std::int64_t a : integers) {
      for (const std::int64_t b : integers) {
        expect_round_trip(number, {Scalar::integer(a), Scalar::integer(b)});
      }
      for (const OwnedBytes& text : texts) {
        expect_round_trip(number, {Scalar::integer(a), Scalar::bytes(text)});
        expect_round_trip(number, {Scalar::bytes(text), Scalar::integer(a)});
        expect_round_trip(number, {Scalar::bytes(text), Scalar::bytes(text)});
      }
    }
  }
}

TEST(FlatRecord, ACounterTakesFewBytes) {
  char memory[flat_record::room_for(0)];
  EXPECT_EQ(flat_record::put(memory, 800, {Scalar::integer(123456), Scalar::integer(7)}) - memory,
            6);
  EXPECT_EQ(flat_record::put(memory, 1, {Scalar::integer(1), Scalar::integer(1000)}) - memory, 5);
}

TEST(FlatRecord, ScalarsOfDifferentKindsDiffer) {
  EXPECT_FALSE(Scalar::integer(5) == Scalar::bytes("5"));
  EXPECT_TRUE(Scalar::bytes("ab") == Scalar::bytes(OwnedBytes("ab")));
  EXPECT_FALSE(Scalar::bytes("ab") == Scalar::bytes("ac"));
}

}  // namespace
}  // namespace rdb
