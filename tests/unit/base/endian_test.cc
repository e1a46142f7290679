#include "librdb/base/endian.h"

#include <gtest/gtest.h>

#include <string_view>

#include "librdb/base/types.h"

namespace rdb {
namespace {

TEST(Endian, LoadsReadEitherOrderAtAnyAddress) {
  const char bytes[] = "\x01\x02\x03\x04\x05\x06\x07\x08\x09";
  EXPECT_EQ(load_le<std::uint8_t>(bytes), 1u);
  EXPECT_EQ(load_le<std::uint16_t>(bytes + 1), 0x0302u);
  EXPECT_EQ(load_be<std::uint16_t>(bytes + 1), 0x0203u);
  EXPECT_EQ(load_le<std::uint32_t>(bytes + 1), 0x05040302u);
  EXPECT_EQ(load_be<std::uint32_t>(bytes + 1), 0x02030405u);
  EXPECT_EQ(load_le<std::uint64_t>(bytes + 1), 0x0908070605040302u);
  EXPECT_EQ(load_be<std::uint64_t>(bytes + 1), 0x0203040506070809u);
}

TEST(Endian, StoresAreTheInverse) {
  char bytes[8];
  store_le(bytes, std::uint32_t{0x01020304});
  EXPECT_EQ(std::string_view(bytes, 4), "\x04\x03\x02\x01");
  store_be(bytes, std::uint64_t{0x0102030405060708});
  EXPECT_EQ(std::string_view(bytes, 8), "\x01\x02\x03\x04\x05\x06\x07\x08");
}

TEST(Types, EveryObjectTypeHasItsName) {
  EXPECT_EQ(name_of(ObjectType::string), "string");
  EXPECT_EQ(name_of(ObjectType::stream), "stream");
  EXPECT_EQ(name_of(ObjectType::other), "other");
  EXPECT_EQ(name_of(Family::redis), "REDIS");
  EXPECT_EQ(name_of(Family::valkey), "VALKEY");
}

TEST(Types, StreamIdsCompareByTimeFirst) {
  EXPECT_LT((StreamId{1, 9}), (StreamId{2, 0}));
  EXPECT_LT((StreamId{1, 0}), (StreamId{1, 1}));
}

}  // namespace
}  // namespace rdb
