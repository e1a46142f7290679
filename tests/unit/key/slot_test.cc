#include "librdb/key/slot.h"

#include <gtest/gtest.h>

namespace rdb {
namespace {

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
