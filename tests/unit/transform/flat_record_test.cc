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

void expect_round_trip(const Attributes& attributes, const FlatRecord& record) {
  const std::size_t room =
      flat_record::room_for(record.field.byte_count() + record.value.byte_count());
  const auto memory = std::make_unique<char[]>(room);  // exact: a sanitizer sees overhang
  const char* const end =
      flat_record::put(flat_record::put_attributes(memory.get(), attributes), record);
  ASSERT_LE(end, memory.get() + room);
  FlatRecord read;
  EXPECT_FALSE(flat_record::is_held(memory.get()));
  EXPECT_EQ(flat_record::get(memory.get(), read), end);
  EXPECT_EQ(read.expire_ms, attributes.expire_ms);
  if (attributes != Attributes{}) {
    Attributes again;
    flat_record::get_attributes(memory.get(), again);
    EXPECT_EQ(again, attributes);
  }
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
  Attributes expiring;
  expiring.expire_ms = kLeast;
  Attributes all;
  all.expire_ms = kMost;
  all.idle_seconds = 1;
  all.frequency = 255;
  for (const Attributes& attributes : {Attributes{}, expiring, all}) {
    for (const std::int64_t a : integers) {
      for (const std::int64_t b : integers) {
        expect_round_trip(attributes, {Scalar::integer(a), Scalar::integer(b)});
      }
      for (const OwnedBytes& text : texts) {
        expect_round_trip(attributes, {Scalar::integer(a), Scalar::bytes(text)});
        expect_round_trip(attributes, {Scalar::bytes(text), Scalar::integer(a)});
        expect_round_trip(attributes, {Scalar::bytes(text), Scalar::bytes(text)});
      }
    }
  }
}

TEST(FlatRecord, ACounterTakesFewBytes) {
  char memory[flat_record::room_for(0)];
  EXPECT_EQ(flat_record::put(memory, {Scalar::integer(123456), Scalar::integer(7)}) - memory, 4);
  EXPECT_EQ(flat_record::put(memory, {Scalar::integer(1), Scalar::integer(1000)}) - memory, 4);
}

TEST(FlatRecord, ScalarsOfDifferentKindsDiffer) {
  EXPECT_FALSE(Scalar::integer(5) == Scalar::bytes("5"));
  EXPECT_TRUE(Scalar::bytes("ab") == Scalar::bytes(OwnedBytes("ab")));
  EXPECT_FALSE(Scalar::bytes("ab") == Scalar::bytes("ac"));
}

}  // namespace
}  // namespace rdb
