#include "librdb/memory/key_memory.h"

#include <gtest/gtest.h>

namespace rdb {
namespace {

ServerProfile debian(Family family, std::uint16_t release) {
  ServerProfile profile = server_profile(family, release);
  profile.allocator = Allocator(SizeClasses::quantum_16);
  return profile;
}

KeyMeasure named(std::uint64_t length, bool has_expiry) {
  return {StringMeasure::text(length), has_expiry};
}

TEST(KeyMemoryTest, NameAndEntryHaveBlocksOfTheirOwn) {
  const KeyParts parts = key_parts(debian(Family::redis, 800), named(40, true));
  EXPECT_EQ(parts.name, (Memory{48, 48}));   // 3 + 40 + 1
  EXPECT_EQ(parts.entry, (Memory{24, 32}));  // counted as sizeof(), a block of 32
  EXPECT_EQ(parts.expiry, (Memory{0, 32}));  // not counted
}

TEST(KeyMemoryTest, EntryOfValkey80HoldsTheName) {
  const ServerProfile profile = debian(Family::valkey, 800);
  for (const std::uint64_t length : {0, 5, 31, 32, 40, 252, 253, 300, 65531}) {
    const std::uint64_t header = length < 32 ? 1 : length <= 252 ? 3 : length <= 65530 ? 5 : 9;
    const std::uint64_t block = profile.allocator.usable(17 + header + length + 1);
    const KeyParts parts = key_parts(profile, named(length, true));
    EXPECT_EQ(parts.name, (Memory{block, block}));
    EXPECT_EQ(parts.entry, Memory{});
    EXPECT_EQ(parts.expiry, (Memory{0, 32}));
  }
}

TEST(KeyMemoryTest, ObjectOfNewerValkeyHoldsEverything) {
  for (const std::uint16_t release : {801, 901}) {
    EXPECT_EQ(key_memory(debian(Family::valkey, release), named(40, true)), Memory{});
  }
}

TEST(KeyMemoryTest, PartsMakeTheWhole) {
  for (const ServerProfile& profile : server_profiles()) {
    for (const bool has_expiry : {false, true}) {
      const KeyParts parts = key_parts(profile, named(12, has_expiry));
      EXPECT_EQ(parts.name + parts.entry + parts.expiry,
                key_memory(profile, named(12, has_expiry)));
      EXPECT_EQ(parts.expiry.memory_usage, 0);
      if (!has_expiry) {
        EXPECT_EQ(parts.expiry.allocated, 0);
      }
    }
  }
}

}  // namespace
}  // namespace rdb
