#include "librdb/memory/hash_memory.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "librdb/format/listpack.h"
#include "librdb/memory/dump_bytes.h"
#include "librdb/memory/main_table.h"
#include "tests/support/random_bytes.h"
#include "tests/unit/write/feed.h"

namespace rdb {
namespace {

using testing::Feed;
using testing::Pairs;

ServerProfile debian() {
  ServerProfile profile = server_profile(Family::redis, 700);
  profile.allocator = Allocator(SizeClasses::quantum_16);
  return profile;
}

KeyMeasure named(Bytes key) { return {StringMeasure::of(key)}; }

HashMemory sum(const ElementCosts& costs, const Pairs& pairs) {
  HashMemory hash;
  for (const auto& [field, value] : pairs) {
    hash.add(costs, StringMeasure::of(field), StringMeasure::of(value));
  }
  return hash;
}

void expect_equal(const HashCost& a, const HashCost& b) {
  EXPECT_EQ(a.encoding, b.encoding);
  EXPECT_EQ(a.memory, b.memory);
  EXPECT_EQ(a.dump_bytes, b.dump_bytes);
  EXPECT_EQ(a.is_exact, b.is_exact);
}

// Texts and integers of every width. Nobody here minds that a field may come twice.
Pairs random_pairs(std::mt19937_64& random, std::size_t count, std::size_t longest) {
  Pairs pairs;
  const auto element = [&](std::size_t number) -> OwnedBytes {
    const auto value = static_cast<std::int64_t>(random()) >> (random() % 64);
    if (random() % 2 == 0) return std::to_string(value);
    const OwnedBytes text = testing::random_bytes(random() % longest, random());
    return number == 0 ? text : "f" + std::to_string(number) + text;
  };
  for (std::size_t i = 0; i < count; ++i) pairs.emplace_back(element(i + 1), element(0));
  return pairs;
}

TEST(HashMemoryTest, AnswersOfAServer) {  // redis-server 7.0.15 of Debian 12
  const ElementCosts costs(debian());
  const HashCost small = sum(costs, {{"f", "1"}, {"g", "text"}}).cost(costs, named("h"));
  EXPECT_EQ(small.encoding, HashEncoding::listpack);
  EXPECT_EQ(small.memory.memory_usage, 80);
  EXPECT_EQ(small.memory.allocated, 88);  // an entry of the main table is 24 bytes, its block 32
}

TEST(HashMemoryTest, ListpackIsAsLargeAsOneThatIsBuilt) {
  std::mt19937_64 random(1);
  const ElementCosts costs(debian());
  for (std::size_t count = 1; count <= 512; count += 1 + count / 8) {
    const Pairs pairs = random_pairs(random, count, 55);
    ListpackBuilder builder;
    for (const auto& [field, value] : pairs) {
      builder.append(Bytes(field));
      builder.append(Bytes(value));
    }
    const HashCost cost = sum(costs, pairs).cost(costs, named("key"));
    const std::uint64_t blob = debian().allocator.usable(builder.size());
    ASSERT_EQ(cost.encoding, HashEncoding::listpack);
    ASSERT_EQ(cost.memory, key_memory(debian(), named("key")) + (Memory{16 + blob, 16 + blob}));
  }
}

TEST(HashMemoryTest, LimitsAreThoseOfTheProfile) {
  ServerProfile profile = debian();
  profile.hash_max_listpack_entries = 3;
  profile.hash_max_listpack_value = 5;
  const ElementCosts costs(profile);
  const auto encoding = [&](const Pairs& pairs) {
    return sum(costs, pairs).cost(costs, named("h")).encoding;
  };
  EXPECT_EQ(encoding({{"a", "1"}, {"b", "1"}, {"c", "1"}}), HashEncoding::listpack);
  EXPECT_EQ(encoding({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}}), HashEncoding::hashtable);
  EXPECT_EQ(encoding({{"fives", "fives"}}), HashEncoding::listpack);
  EXPECT_EQ(encoding({{"sixsix", "1"}}), HashEncoding::hashtable);
  EXPECT_EQ(encoding({{"f", "12345"}}), HashEncoding::listpack);
  EXPECT_EQ(encoding({{"f", "-12345"}}), HashEncoding::hashtable);
  EXPECT_EQ(encoding({{"f", "1"}, {"g", "123456"}}), HashEncoding::hashtable);
}

TEST(HashMemoryTest, HashtableIsASumOfItsBlocks) {
  ServerProfile profile = debian();
  profile.hash_max_listpack_entries = 0;
  const ElementCosts costs(profile);
  std::mt19937_64 random(2);
  for (const std::size_t count : {1, 4, 5, 100, 600}) {
    const Pairs pairs = random_pairs(random, count, 700);
    std::uint64_t texts = 0;
    for (const auto& [field, value] : pairs) {
      texts += profile.sds_bytes(field.size()) + profile.sds_bytes(value.size());
    }
    const std::uint64_t slots = 8 * dict_slots(count);
    const Memory key = key_memory(profile, named("h"));
    const HashCost cost = sum(costs, pairs).cost(costs, named("h"));
    EXPECT_EQ(cost.memory.allocated - key.allocated,
              16 + 64 + profile.allocator.usable(slots) + texts + 32 * count);
    EXPECT_NEAR(static_cast<double>(cost.memory.memory_usage - key.memory_usage),
                static_cast<double>(16 + 56 + slots + texts + 24 * count), 1);
  }
}

TEST(HashMemoryTest, PartsAddUpToTheWhole) {
  const ElementCosts costs(debian());
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    const Pairs pairs = random_pairs(random, random() % 600, random() % 2 == 0 ? 50 : 90);
    const auto first = static_cast<std::ptrdiff_t>(random() % (pairs.size() + 1));
    HashMemory parts = sum(costs, Pairs(pairs.begin(), pairs.begin() + first));
    parts += sum(costs, Pairs(pairs.begin() + first, pairs.end()));
    EXPECT_EQ(parts.count(), pairs.size());
    expect_equal(parts.cost(costs, named("k")), sum(costs, pairs).cost(costs, named("k")));
  }
}

TEST(HashMemoryTest, NoFieldIsNoHash) {
  const ElementCosts costs(debian());
  expect_equal(HashMemory().cost(costs, named("h")), HashCost{});
}

// ---- bytes in a dump, beside what the writer writes -------------------------------------------

std::uint64_t written_bytes(const std::function<void(Feed&)>& key) {
  const auto write = [](const std::function<void(Feed&)>& events) {
    RdbWriterOptions options;
    options.compression = false;
    return testing::written(options, events).size();
  };
  // A key more of the same database, so that the head of the database is in both.
  const auto first = [](Feed& feed) -> Feed& { return feed.header(12).string(0, "first", "x"); };
  return write([&](Feed& feed) {
           key(first(feed));
           feed.finish();
         }) -
         write([&](Feed& feed) { first(feed).finish(); });
}

TEST(DumpBytesTest, RecordOfAHashIsWhatTheWriterWrites) {
  const ElementCosts costs(debian());
  std::mt19937_64 random(4);
  for (const std::size_t count : {1, 2, 10, 63, 64, 500, 512, 513, 700}) {
    for (const std::size_t longest : {2, 50, 300, 5000}) {
      const Pairs pairs = random_pairs(random, count, longest);
      const HashCost cost = sum(costs, pairs).cost(costs, named("some:key"));
      EXPECT_EQ(cost.dump_bytes, written_bytes([&](Feed& f) { f.hash(0, "some:key", pairs); }))
          << count << " " << longest;
    }
  }
}

TEST(DumpBytesTest, RecordOfAStringIsWhatTheWriterWrites) {
  std::vector<OwnedBytes> texts = {"", "-0", "007", "x"};
  for (int bits = 0; bits < 63; ++bits) {
    for (const std::int64_t off : {-1, 0, 1}) {
      texts.push_back(std::to_string((std::int64_t{1} << bits) + off));
      texts.push_back(std::to_string(-(std::int64_t{1} << bits) + off));
    }
  }
  for (const std::size_t length : {62, 63, 64, 65, 16383, 16384, 70000}) {
    texts.push_back(testing::random_bytes(length, length));
  }
  for (const OwnedBytes& text : texts) {
    const auto as_value = [&](Feed& feed) { feed.string(0, "k", text); };
    const auto as_key = [&](Feed& feed) {
      feed.string(0, text, "123", testing::expiring(33'000'000'000'000));
    };
    EXPECT_EQ(string_record_bytes(named("k"), StringMeasure::of(text)), written_bytes(as_value))
        << text;
    KeyMeasure key = named(text);
    key.has_expiry = true;
    EXPECT_EQ(string_record_bytes(key, StringMeasure::integer(123)), written_bytes(as_key)) << text;
  }
}

}  // namespace
}  // namespace rdb
