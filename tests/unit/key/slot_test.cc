#include "librdb/key/slot.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

namespace rdb {
namespace {

std::uint16_t crc_bit_by_bit(Bytes bytes) {
  unsigned crc = 0;
  for (const char c : bytes) {
    crc ^= unsigned{static_cast<unsigned char>(c)} << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
  }
  return static_cast<std::uint16_t>(crc);
}

TEST(Slot, CrcIsThatOfTheDefinitionForEveryLength) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    const std::unique_ptr<char[]> exact(new char[size]);  // reading outside is seen
    for (std::size_t i = 0; i < size; ++i) exact[i] = static_cast<char>(random());
    const Bytes bytes(exact.get(), size);
    ASSERT_EQ(crc16(bytes), crc_bit_by_bit(bytes)) << size;
  }
}

TEST(Slot, MatchesTheReferenceVectors) {
  EXPECT_EQ(crc16("123456789"), 0x31c3);
  EXPECT_EQ(hash_slot("foo"), 12182);
  EXPECT_EQ(hash_slot(""), 0);
}

TEST(Slot, OnlyTheHashTagCounts) {
  EXPECT_EQ(hash_slot("{user1000}.following"), hash_slot("user1000"));
  EXPECT_EQ(hash_slot("{user1000}.followers"), hash_slot("user1000"));
  EXPECT_EQ(hash_tag("foo{}{bar}"), "foo{}{bar}") << "an empty tag is none";
  EXPECT_EQ(hash_tag("foo{{bar}}zap"), "{bar");
  EXPECT_EQ(hash_tag("foo{bar}{zap}"), "bar");
  EXPECT_EQ(hash_tag("foo{bar"), "foo{bar");
  EXPECT_EQ(hash_tag("}foo{bar}"), "bar");
}

}  // namespace
}  // namespace rdb
