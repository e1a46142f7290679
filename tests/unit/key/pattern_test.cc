#include "librdb/key/pattern.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

// All forms of the mask are that of a plain loop: processors differ in which of them they take.
TEST(SeparatorMask, IsThatOfAPlainLoop) {
  std::mt19937 random(11);
  for (std::size_t size = 0; size < 64; ++size) {
    for (int round = 0; round < 20; ++round) {
      const auto exact = std::make_unique<char[]>(64);
      for (std::size_t i = 0; i < 64; ++i) exact[i] = random() % 3 == 0 ? ':' : 'a';
      std::uint64_t expected = 0;
      for (std::size_t i = 0; i < size; ++i) {
        expected |= static_cast<std::uint64_t>(exact[i] == ':') << i;
      }
      ASSERT_EQ(separator_mask(exact.get(), size, ':'), expected);
      ASSERT_EQ(separator_mask_with_slack(exact.get(), size, ':'), expected);
    }
  }
}

// locate() finds the parts that match() finds, whatever may be read behind the key and stands
// there.
void expect_located(const KeyPattern& pattern, Bytes key,
                    const std::optional<std::vector<OwnedBytes>>& parts) {
  if (!pattern.is_separated()) return;
  for (const std::size_t slack : {0, 8, 64}) {
    const auto exact = std::make_unique<char[]>(key.size() + slack);
    key.copy(exact.get(), key.size());
    std::fill_n(exact.get() + key.size(), slack, pattern.literals()[1].front());
    for (std::size_t i = 0; i < pattern.names().size(); ++i) {
      Bytes part;
      const bool found = pattern.locate(Bytes(exact.get(), key.size()), slack, i, part);
      ASSERT_EQ(found, parts.has_value()) << pattern.text() << " on " << escaped(key);
      if (!found) continue;
      ASSERT_EQ(part, (*parts)[i]) << pattern.text() << " on " << escaped(key);
    }
  }
}

std::optional<std::vector<OwnedBytes>> split(const KeyPattern& pattern, Bytes key) {
  // A heap copy of exactly the key's size: a sanitizer sees any read outside it.
  const auto exact = std::make_unique<char[]>(key.size());
  key.copy(exact.get(), key.size());
  std::vector<Bytes> parts(pattern.names().size());
  std::optional<std::vector<OwnedBytes>> result;
  if (pattern.match(Bytes(exact.get(), key.size()), parts))
    result.emplace(parts.begin(), parts.end());
  expect_located(pattern, key, result);
  return result;
}

std::optional<std::vector<OwnedBytes>> split(Bytes pattern, Bytes key) {
  return split(KeyPattern::compile(pattern), key);
}

using Parts = std::vector<OwnedBytes>;

TEST(KeyPattern, SplitsTheFoundingCase) {
  const auto pattern =
      KeyPattern::compile("{d1}:{d2}:{d3}:{d4}:{article}:{d5}:{date}:{hour}:{minute}");
  EXPECT_EQ(split(pattern, "12:*:3:456:1234567:1:20260101:08:59"),
            (Parts{"12", "*", "3", "456", "1234567", "1", "20260101", "08", "59"}));
  EXPECT_EQ(split(pattern, "12:*:3:456:1234567:1:20260101:08"), std::nullopt);
  EXPECT_EQ(split(pattern, "12:*:3:456:1234567:1:20260101:08:59:"), std::nullopt);
  EXPECT_EQ(split(pattern, "::::::::"), (Parts(9)));
}

TEST(KeyPattern, SplitsKeysOfEveryLengthAroundAWord) {
  for (std::size_t size = 0; size < 140; ++size) {
    const OwnedBytes long_part(size, 'x');
    EXPECT_EQ(split("{a}:{b}:{c}", long_part + ":y:z"), (Parts{long_part, "y", "z"}));
    EXPECT_EQ(split("{a}:{b}:{c}", "y:z:" + long_part), (Parts{"y", "z", long_part}));
    EXPECT_EQ(split("p-{a}:{b}", "p-y:" + long_part), (Parts{"y", long_part}));
    EXPECT_EQ(split("{a}:{b}:{c}", "y:z" + long_part), std::nullopt);
    EXPECT_EQ(split("{a}:{b}:{c}", "y:z:" + long_part + ":"), std::nullopt);
  }
}

TEST(KeyPattern, EmptyPartsAndLiteralsOfSeveralBytes) {
  EXPECT_EQ(split("user:{id}", "user:"), (Parts{""}));
  EXPECT_EQ(split("user:{id}", "user:a:b"), std::nullopt);
  EXPECT_EQ(split("{a}::{b}", "x::y"), (Parts{"x", "y"}));
  EXPECT_EQ(split("{a}::{b}", "x:y::z"), std::nullopt) << "no first byte of '::' inside a part";
  EXPECT_EQ(split("{a}::{b}", "x::y:"), std::nullopt) << "no last byte of '::' inside the last";
  EXPECT_EQ(split("{a}-{b}.log", "x-y.log"), (Parts{"x", "y"}));
  EXPECT_EQ(split("{a}-{b}.log", "x-y.lo"), std::nullopt);
  EXPECT_EQ(split("{a}-{b}.log", "x-y.log2"), std::nullopt);
  EXPECT_EQ(split("{all}", "any:thing\n"), (Parts{"any:thing\n"}));
  EXPECT_EQ(split("", ""), Parts{});
  EXPECT_EQ(split("exact", "exact"), Parts{});
  EXPECT_EQ(split("exact", "exact!"), std::nullopt);
}

TEST(KeyPattern, DoubledBracesAreLiteral) {
  EXPECT_EQ(split("{{{tag}}}:{x}", "{t}:1"), (Parts{"t", "1"}));
  EXPECT_EQ(split("{{x}}", "{x}"), Parts{});
  EXPECT_EQ(split("{{{tag}}}:{x}", "t:1"), std::nullopt);
}

TEST(KeyPattern, KeysAreBytes) {
  const Bytes key("a\0b:\xff\n", 6);
  EXPECT_EQ(split("{x}:{y}", key), (Parts{OwnedBytes("a\0b", 3), "\xff\n"}));
}

struct BadPattern {
  const char* text;
  std::size_t position;
};

TEST(KeyPattern, RefusesWithThePosition) {
  const BadPattern cases[] = {{"{a}{b}", 3}, {"{a}:{a}", 4}, {"x{}", 1},     {"ab{c", 2},
                              {"a}b", 1},    {"{1}", 1},     {"{a b}", 1},   {"{a{b}}", 0},
                              {"{a}:{", 4},  {"{{{}}", 2},   {"{a}:{-b}", 5}};
  for (const auto& [text, position] : cases) {
    try {
      KeyPattern::compile(text);
      ADD_FAILURE() << text << " was accepted";
    } catch (const InvalidArgument& error) {
      EXPECT_EQ(error.position(), position) << text << ": " << error.what();
    }
  }
}

// The rule as the header says it, byte by byte.
std::optional<Parts> naive_split(const std::vector<OwnedBytes>& literals, Bytes key) {
  Parts parts;
  std::size_t at = literals[0].size();
  if (key.substr(0, at) != literals[0]) return std::nullopt;
  for (std::size_t i = 1; i < literals.size(); ++i) {
    const OwnedBytes& after = literals[i];
    const OwnedBytes& before = literals[i - 1];
    OwnedBytes part;
    while (at < key.size() && (after.empty() || key[at] != after[0])) {
      if (after.empty() && !before.empty() && key[at] == before.back()) return std::nullopt;
      part += key[at++];
    }
    for (const char c : after) {
      if (at >= key.size() || key[at++] != c) return std::nullopt;
    }
    parts.push_back(part);
  }
  if (at != key.size()) return std::nullopt;
  return parts;
}

TEST(KeyPattern, AgreesWithTheNaiveMatcher) {
#ifdef NDEBUG
  constexpr int kPatterns = 20'000;
#else
  constexpr int kPatterns = 4'000;
#endif
  std::mt19937_64 random(7);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto bytes = [&](std::size_t size, Bytes alphabet) {
    OwnedBytes out;
    while (out.size() < size) out += alphabet[below(alphabet.size())];
    return out;
  };
  int matches = 0;
  for (int i = 0; i < kPatterns; ++i) {
    const std::size_t placeholders = below(10);
    const bool separated = below(2) == 0;
    std::vector<OwnedBytes> literals;
    OwnedBytes text;
    for (std::size_t p = 0; p <= placeholders; ++p) {
      const bool inner = p > 0 && p < placeholders;
      literals.push_back(separated && p > 0 ? OwnedBytes(inner ? ":" : "")
                                            : bytes(below(3) + (inner ? 1 : 0), "::-{}a"));
      text += escaped_literal(literals.back());
      if (p < placeholders) text += "{p" + std::to_string(p) + "}";
    }
    const auto pattern = KeyPattern::compile(text);
    const std::size_t longest = below(20) == 0 ? 60 : 12;
    for (int k = 0; k < 50; ++k) {
      OwnedBytes key = literals[0];
      for (std::size_t p = 1; p < literals.size(); ++p) {
        key += bytes(below(longest), below(8) == 0 ? Bytes("ab:-{}\0*", 8) : Bytes("ab*"));
        key += literals[p];
      }
      if (below(8) == 0 && !key.empty()) key.erase(below(key.size()), 1);
      const auto expected = naive_split(literals, key);
      matches += expected ? 1 : 0;
      ASSERT_EQ(split(pattern, key), expected) << text << " on " << escaped(key);
    }
  }
  EXPECT_GT(matches, kPatterns * 10);
  EXPECT_LT(matches, kPatterns * 48);
}

}  // namespace
}  // namespace rdb
