#include "librdb/key/split_key.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <set>

#include "librdb/key/hyper_log_log.h"

namespace rdb {
namespace {

std::vector<std::string> parts_of(const std::string& key) {
  // On the heap without slack: reading outside is seen.
  const std::unique_ptr<char[]> exact(new char[key.size()]);
  std::copy(key.begin(), key.end(), exact.get());
  SplitKey split;
  split_key({exact.get(), key.size()}, split);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < split.parts; ++i) parts.emplace_back(split.part(i));
  return parts;
}
using Parts = std::vector<std::string>;

TEST(SplitKey, CutsAtHardSeparators) {
  EXPECT_EQ(parts_of("view:de:4711:2013-06-10"), (Parts{"view", "de", "4711", "2013-06-10"}));
  EXPECT_EQ(parts_of("user:"), (Parts{"user", ""}));
  EXPECT_EQ(parts_of(":1:product_42"), (Parts{"", "1", "product_42"}));
  EXPECT_EQ(parts_of("users::42"), (Parts{"users", "", "42"}));
  EXPECT_EQ(parts_of("{user1}.followers"), (Parts{"", "user1", ".followers"}));
  EXPECT_EQ(parts_of("TENANT#01#USER#7"), (Parts{"TENANT", "01", "USER", "7"}));
  EXPECT_EQ(parts_of("j|250214|8:43"), (Parts{"j", "250214", "8", "43"}));
  EXPECT_EQ(parts_of("a\nb c"), (Parts{"a", "b", "c"}));
  EXPECT_EQ(parts_of(""), Parts{""});
}

TEST(SplitKey, SoftSeparatorsOnlyWithoutHardOnes) {
  EXPECT_EQ(parts_of("user_17"), (Parts{"user", "17"}));
  EXPECT_EQ(parts_of("a:user_17"), (Parts{"a", "user_17"}));
  EXPECT_EQ(parts_of("news.up.231"), (Parts{"news", "up", "231"}));
  EXPECT_EQ(parts_of("hits.api.2026-01-01T05.4711"),
            (Parts{"hits", "api", "2026-01-01T05", "4711"}));
  EXPECT_EQ(parts_of("hits.api.2026-01-01T5.829"), (Parts{"hits", "api", "2026-01-01T5", "829"}));
  EXPECT_EQ(parts_of("celery-task-meta-d1c9a7f0-1111-4222-8333-444455556666"),
            (Parts{"celery", "task", "meta", "d1c9a7f0-1111-4222-8333-444455556666"}));
  EXPECT_EQ(parts_of("2013-06-10"), Parts{"2013-06-10"});
  EXPECT_EQ(parts_of("10.0.0.1"), Parts{"10.0.0.1"});
  EXPECT_EQ(parts_of("seen_10.0.0.1"), (Parts{"seen_10", "0", "0", "1"})) << "points come first";
}

TEST(SplitKey, SpansStayWhole) {
  EXPECT_EQ(parts_of("rlflx:jo@example.com"), (Parts{"rlflx", "jo@example.com"}));
  EXPECT_EQ(parts_of("rlflx:jo@here"), (Parts{"rlflx", "jo", "here"}));
  EXPECT_EQ(parts_of("page|https://example.com/a?id=1"),
            (Parts{"page", "https://example.com/a?id=1"}));
  EXPECT_EQ(parts_of("page|https://example.com/a?id=1|x"),
            (Parts{"page", "https://example.com/a?id=1", "x"}));
  EXPECT_EQ(parts_of("rl:::ffff:10.0.0.1"), (Parts{"rl", "::ffff:10.0.0.1"}));
  EXPECT_EQ(parts_of("rl:2001:db8:85a3:0:0:8a2e:370:7334"),
            (Parts{"rl", "2001:db8:85a3:0:0:8a2e:370:7334"}));
  EXPECT_EQ(parts_of("1:2:3:4:5:6:7:8").size(), 8U);
  EXPECT_EQ(parts_of("{\"fn\":\"getUser\",\"args\":[7]}"),
            Parts{"{\"fn\":\"getUser\",\"args\":[7]}"});
  EXPECT_EQ(parts_of("label:did:plc:z72i7hdynmk6r22z"),
            (Parts{"label", "did", "plc", "z72i7hdynmk6r22z"}));
}

TEST(SplitKey, AnAddressEndsBeforeWhatIsNoGroupOfIt) {
  EXPECT_EQ(parts_of("rl:2001:db8:a::5:1:1760000040000:minute"),
            (Parts{"rl", "2001:db8:a::5:1", "1760000040000", "minute"}));
  EXPECT_EQ(parts_of("rl:2001:db8:a::5:1:minute"), (Parts{"rl", "2001:db8:a::5:1", "minute"}));
  EXPECT_EQ(parts_of("users::42:minute"), (Parts{"users", "", "42", "minute"}));
}

TEST(SplitKey, WordsBeforeARandomTextAreParts) {
  EXPECT_EQ(parts_of("app-cache-x8Kq2Lm9Zt4Wv7Rb1Nc5"),
            (Parts{"app", "cache", "x8Kq2Lm9Zt4Wv7Rb1Nc5"}));
  EXPECT_EQ(parts_of("x8Kq2-Lm9Zt4_Wv7Rb1Nc5"), Parts{"x8Kq2-Lm9Zt4_Wv7Rb1Nc5"});
  EXPECT_EQ(parts_of("Kq-Lm9Zt4Wv7Rb1Nc5x8"), Parts{"Kq-Lm9Zt4Wv7Rb1Nc5x8"})
      << "one word may be chance";
}

SplitKey split_of(Bytes key) {
  SplitKey split;
  split_key(key, split);
  return split;
}

TEST(SplitKey, SerialisedTextsAreCutBehindTheirHeader) {
  using namespace std::string_view_literals;
  constexpr Bytes kOne = "\xac\xed\0\5t\0\7user:42"sv;
  constexpr Bytes kOther = "\xac\xed\0\5t\0\x0buser:421234"sv;
  EXPECT_EQ(parts_of(std::string(kOne)), (Parts{std::string("\xac\xed\0\5t\0", 6), "user", "42"}));
  EXPECT_EQ(split_of(kOne).signature, split_of(kOther).signature) << "whatever the length";
  constexpr Bytes kWrongLength = "\xac\xed\0\5t\0\6user:42"sv;
  EXPECT_NE(split_of(kOne).signature, split_of(kWrongLength).signature);
  EXPECT_EQ(split_of(kOne.substr(0, 6)).parts, 4U) << "too short for a header";
}

TEST(SplitKey, WhatIsBinaryIsOnePart) {
  using namespace std::string_view_literals;
  constexpr Bytes kFeast = "\1\0\0\0\2\0\0\0driver:id"sv;
  EXPECT_EQ(parts_of(std::string(kFeast)), Parts{std::string(kFeast)});
  constexpr Bytes kBehind = "a:b:\1\0\0\0x:y"sv;
  EXPECT_EQ(parts_of(std::string(kBehind)), (Parts{"a", "b", std::string(kBehind.substr(4))}));
  constexpr Bytes kGlued = "a:bc\1\0\0"sv;
  EXPECT_EQ(parts_of(std::string(kGlued)), (Parts{"a", std::string(kGlued.substr(2))}));
  EXPECT_EQ(parts_of(std::string("a\0b", 3)), (Parts{"a", "b"})) << "a separator";
  std::string many;
  for (std::size_t i = 0; i < kMostParts; ++i) many += "a:";
  EXPECT_TRUE(parts_of(many + std::string(3, '\0')).empty());
}

TEST(SplitKey, TraitsTellApartWhatSeparatorsDoNot) {
  const auto trait = [](Bytes key) { return split_of(key).trait; };
  EXPECT_EQ(trait(":1:product_42"), 0U);
  EXPECT_NE(trait(":1:template.cache.menu.x"), 0U);
  EXPECT_NE(trait(":1:template.cache.menu.x"), trait(":1:django.contrib.sessions.x"));
  EXPECT_EQ(trait(":1:template.cache.menu.x"), trait(":1:template.cache.side.y"));
  EXPECT_EQ(trait("rl:10.0.0.1"), 0U);
  EXPECT_EQ(trait("rl:api.10.0.0.1"), 0U) << "an address behind a word is no name";
  EXPECT_EQ(trait("file:report.pdf"), 0U) << "one point is none";
  EXPECT_EQ(trait("mail:jo.ann.smith@example.com"), 0U);
  EXPECT_EQ(trait("org.example.Name:7"), 0U) << "the first part counts anyway";
  EXPECT_NE(trait("{\"id\":12345}"), trait("x8Kq2Lm9Zt4Wv7Rb1Nc5"));
  EXPECT_NE(trait("cache:{\"id\":12345}"), trait("cache:1"));
}

TEST(SplitKey, TooManyPartsAreNone) {
  std::string key = "a";
  for (std::size_t i = 1; i < kMostParts; ++i) key += ":a";
  EXPECT_EQ(parts_of(key).size(), kMostParts);
  EXPECT_TRUE(parts_of(key + ":a").empty());
  EXPECT_TRUE(parts_of(std::string(100000, ':')).empty());
}

// Against a plain loop: keys without anything special, of all lengths around those of registers.
TEST(SplitKey, AgreesWithAPlainLoop) {
  std::mt19937_64 random(3);
  for (int run = 0; run < 20000; ++run) {
    std::string key;
    Parts expected(1);
    const std::size_t size = random() % 150;
    for (std::size_t i = 0; i < size; ++i) {
      const bool may_cut = !expected.back().empty() && expected.size() < kMostParts;
      const char c = may_cut && random() % 8 == 0 ? ":|#;,"[random() % 5]
                                                  : "abcxyzABC*+-._%\x80\xff"[random() % 17];
      key += c;
      if (is_hard_separator(c)) {
        expected.emplace_back();
      } else {
        expected.back() += c;
      }
    }
    if (expected.size() == 1) continue;
    ASSERT_EQ(parts_of(key), expected) << key;
  }
}

TEST(SplitKey, EqualPartsHaveEqualHashesAtEqualPlaces) {
  SplitKey a;
  SplitKey b;
  split_key("view:de:4711:x", a);
  split_key("view:de:99:x", b);
  EXPECT_EQ(a.signature, b.signature);
  EXPECT_EQ(a.hash[0], b.hash[0]);
  EXPECT_EQ(a.hash[3], b.hash[3]) << "whatever stands before it";
  EXPECT_NE(a.hash[2], b.hash[2]);
  EXPECT_EQ(a.sum - a.hash[2], b.sum - b.hash[2]);
  split_key("de:view:99:x", b);
  EXPECT_NE(a.sum - a.hash[2], b.sum - b.hash[2]) << "places count";
  split_key("view|de|99|x", b);
  EXPECT_NE(a.signature, b.signature);
}

// Neighbouring numbers must look random: counts and samples depend on it.
TEST(SplitKey, HashesOfNumbersCountWell) {
  for (const int position : {0, 1, 4, 8}) {
    for (const int count : {1000, 30000, 300000}) {
      std::vector<std::uint8_t> registers(HyperLogLog::kRegisters);
      HyperLogLog values(registers.data());
      std::uint64_t sampled = 0;
      SplitKey split;
      for (int i = 0; i < count; ++i) {
        std::string key;
        for (int j = 0; j < position; ++j) key += "ab:";
        key += std::to_string(100000 + i) + ":zz";
        split_key(key, split);
        values.add(split.hash[static_cast<std::size_t>(position)]);
        sampled += (split.sum - split.hash.at(0)) >> 61 == 0;
      }
      const double relative = values.count() / count - 1;
      EXPECT_LT(std::abs(relative), 0.06) << position << " " << count;
      if (position == 0) continue;
      const double expected = count / 8.0;
      EXPECT_LT(std::abs(static_cast<double>(sampled) - expected), 6 * std::sqrt(expected));
    }
  }
}

TEST(HyperLogLog, SmallCountsAreExactAndMergesCount) {
  std::mt19937_64 random(4);
  std::vector<std::uint8_t> left(HyperLogLog::kRegisters);
  std::vector<std::uint8_t> right(HyperLogLog::kRegisters);
  HyperLogLog a(left.data());
  HyperLogLog b(right.data());
  EXPECT_EQ(a.count(), 0);
  for (int i = 0; i < 10; ++i) a.add(random());
  EXPECT_NEAR(a.count(), 10, 0.5);
  for (int i = 0; i < 50000; ++i) b.add(random());
  a.merge(b);
  EXPECT_NEAR(a.count(), 50010, 50010 * 0.06);
}

// Keys with room behind them are split in another way if they are separated as the one before.
TEST(SplitKey, WhatStandsBehindAndWhatWasSplitBeforeChangeNothing) {
  std::mt19937_64 random(11);
  const std::vector<std::string> alphabets = {
      "abz019*_-.",          "ab01:", "abcdef..", "a0b:::/", "0123456789abcdef:", "x@:/|#{}[]\"",
      "\xc3\x28\x00 \x7f:%'"};
  SplitKey with_room;
  std::size_t as_usual = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string& alphabet = alphabets[random() % alphabets.size()];
    const char separator = ":|/"[random() % 3];
    const std::size_t rarity = 1 + random() % 12;
    std::string key(random() % 75, ' ');
    for (char& c : key) {
      c = random() % rarity == 0 ? separator : alphabet[random() % alphabet.size()];
    }
    std::string padded = key;
    for (int j = 0; j < 72; ++j) padded += static_cast<char>(random());
    const std::unique_ptr<char[]> exact(new char[key.size()]);
    std::copy(key.begin(), key.end(), exact.get());
    SplitKey plain;
    split_key({exact.get(), key.size()}, plain);
    split_key(Bytes(padded).substr(0, key.size()), with_room, padded.size() - key.size());
    ASSERT_EQ(with_room.parts, plain.parts) << key;
    if (plain.parts == 0) continue;
    ASSERT_EQ(with_room.signature, plain.signature) << key;
    ASSERT_EQ(with_room.trait, plain.trait) << key;
    ASSERT_EQ(with_room.sum, plain.sum) << key;
    for (std::size_t part = 0; part < plain.parts; ++part) {
      ASSERT_EQ(with_room.part(part), plain.part(part)) << key;
      ASSERT_EQ(with_room.hash[part], plain.hash[part]) << key;
      ASSERT_EQ(with_room.hash[part],
                part_hash(plain.key, plain.begin[part], plain.end(part), part));
    }
    as_usual += plain.parts > 2;
  }
  EXPECT_GT(as_usual, 10'000U);
}

// Where the parts of an outlined key are, by what outline_key() says.
Parts parts_of_outline(const SplitKey& outline) {
  Parts parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < outline.key.size() && outline.ends != 0; ++i) {
    if ((outline.ends >> i & 1) == 0) continue;
    parts.emplace_back(outline.key.substr(begin, i - begin));
    begin = i + 1;
  }
  if (outline.ends != 0) parts.emplace_back(outline.key.substr(begin));
  for (std::size_t i = 0; i < outline.parts && outline.ends == 0; ++i) {
    parts.emplace_back(outline.part(i));
  }
  return parts;
}

TEST(SplitKey, AnOutlineSaysWhatTheWholeSplitSays) {
  std::mt19937_64 random(12);
  const std::vector<std::string> alphabets = {"abz019*_-.",
                                              "ab01:", "0123456789abcdef:", "x@:/|#{}[]\"", "a1"};
  SplitKey outline;
  std::size_t quick = 0;
  for (int i = 0; i < 50'000; ++i) {
    const std::string& alphabet = alphabets[random() % alphabets.size()];
    const std::size_t rarity = 1 + random() % 12;
    std::string key(random() % 75, ' ');
    for (char& c : key) c = random() % rarity == 0 ? ':' : alphabet[random() % alphabet.size()];
    SplitKey plain;
    split_key(key, plain);
    const std::string padded = key + std::string(72, '?');
    outline_key(Bytes(padded).substr(0, key.size()), outline, 72);
    ASSERT_EQ(outline.parts, plain.parts) << key;
    if (plain.parts == 0) continue;
    ASSERT_EQ(outline.signature, plain.signature) << key;
    ASSERT_EQ(outline.hash[0], plain.hash[0]) << key;
    ASSERT_EQ(parts_of_outline(outline), parts_of(key)) << key;
    quick += outline.ends != 0;
  }
  EXPECT_GT(quick, 5'000U);
}

}  // namespace
}  // namespace rdb
