#include "librdb/transform/group_hash.h"

#include <gtest/gtest.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <memory>
#include <random>
#include <set>

namespace rdb {
namespace {

// The order in which groups leave is that of XXH3, for names of every length.
TEST(GroupHasher, TheOrderIsThatOfXxh3) {
  std::mt19937_64 random(5);
  for (const std::uint32_t db : {0U, 1U, 15U}) {
    const GroupHasher hasher(db);
    for (std::size_t size = 0; size <= 300; ++size) {
      const auto exact = std::make_unique<char[]>(size);  // a sanitizer sees any read outside it
      for (std::size_t i = 0; i < size; ++i) exact[i] = static_cast<char>(random());
      const Bytes name(exact.get(), size);
      const std::uint64_t expected =
          XXH3_64bits_withSeed(name.data(), size, 0x7264626d696c6c31 + db);
      ASSERT_EQ(hasher.order(name), expected) << size;
      const GroupHash both = hasher(name);
      ASSERT_EQ(both.order, expected) << size;
      ASSERT_EQ(both.identity, hasher.identity(name)) << size;
    }
  }
}

TEST(GroupHasher, TheIdentityIsAnotherInEveryRunAndDependsOnEveryByte) {
  const GroupHasher one(0);
  const GroupHasher another(0);
  for (std::size_t size = 1; size <= 130; ++size) {
    OwnedBytes name(size, 'a');
    EXPECT_NE(one.identity(name), another.identity(name));
    std::set<std::uint64_t> seen = {one.identity(name)};
    for (char& byte : name) {
      byte = 'b';
      EXPECT_TRUE(seen.insert(one.identity(name)).second) << size;
      byte = 'a';
    }
  }
}

}  // namespace
}  // namespace rdb
