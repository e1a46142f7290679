#include "librdb/base/keyed_hash.h"

#include <gtest/gtest.h>

#include <numeric>

namespace rdb {
namespace {

constexpr HashKey kKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};

OwnedBytes counting(std::size_t size) {
  OwnedBytes text(size, '\0');
  std::iota(text.begin(), text.end(), '\0');
  return text;
}

template <typename Hash>
Digest digest_of(std::size_t size) {
  Hash hash(kKey);
  hash.add_bytes(counting(size));
  return hash.finish();
}

// The vectors of SipHash-2-4 with 128 bits, for texts 00 01 02 … of 0, 8 and 16 bytes.
TEST(KeyedHash, IsSipHash) {
  using Reference = BasicKeyedHash<2, 4>;
  EXPECT_EQ(digest_of<Reference>(0), (Digest{0xe6a825ba047f81a3, 0x930255c71472f66d}));
  EXPECT_EQ(digest_of<Reference>(8), (Digest{0x61f55862baa9623b, 0xb49714f364e2830f}));
  EXPECT_EQ(digest_of<Reference>(16), (Digest{0xbb54b067caa4e26e, 0x77052385bf1533fd}));
}

// By an implementation of its own, in Python.
TEST(KeyedHash, HasFewerRounds) {
  EXPECT_EQ(digest_of<KeyedHash>(0), (Digest{0xbea58827b2bc7ee7, 0x013030dd6adb62fd}));
  EXPECT_EQ(digest_of<KeyedHash>(64), (Digest{0x36a54a4bf2de5312, 0xc2666aba59a7c84e}));
}

TEST(KeyedHash, BytesAreWordsAndMoreMayBeAdded) {
  KeyedHash words(kKey);
  words.add(0x0706050403020100);
  words.add(0x0908);
  KeyedHash bytes(kKey);
  bytes.add_bytes(counting(10));
  EXPECT_EQ(bytes.finish(), words.finish());
  EXPECT_EQ(bytes.short_hash(), words.short_hash());
  const Digest before = bytes.finish();
  bytes.add(0);
  EXPECT_NE(bytes.finish(), before);
  EXPECT_NE(bytes.short_hash(), words.short_hash());
  words.add(0);
  EXPECT_EQ(bytes.finish(), words.finish());
}

}  // namespace
}  // namespace rdb
