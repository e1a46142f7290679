#include "librdb/report/sample_hash.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace rdb {
namespace {

// By the definition, a bit at a time.
std::uint32_t crc32c(std::uint32_t crc, const std::string& bytes) {
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
  }
  return crc;
}

std::uint64_t by_definition(std::string bytes) {
  if (bytes.size() <= 8) {
    bytes.resize(8);
    return crc32c(0, bytes) * std::uint64_t{0x9e3779b97f4a7c15};
  }
  bytes.resize((bytes.size() + 31) / 32 * 32);
  std::string odd;
  std::string even;
  for (std::size_t at = 0; at < bytes.size(); at += 16) {
    odd += bytes.substr(at, 8);
    even += bytes.substr(at + 8, 8);
  }
  const std::uint64_t both = std::uint64_t{crc32c(0, odd)} << 32 | crc32c(0, even);
  return both * 0x9e3779b97f4a7c15;
}

std::string random_text(std::size_t size, std::mt19937_64& random) {
  std::string text(size, ' ');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

TEST(SampleHash, IsWhatItIsOnEveryMachine) {
  std::mt19937_64 random(1);
  for (std::size_t size = 0; size <= 150; ++size) {
    const std::string text = random_text(size, random);
    EXPECT_EQ(sample_hash(text), by_definition(text)) << size;
    EXPECT_EQ(sampling::hash_by_table(text), by_definition(text)) << size;
  }
}

#if defined(__x86_64__)
[[RDB_AVX2]] std::uint64_t hash_with_slack(Bytes text) { return sample_hash_with_slack(text); }

TEST(SampleHash, WhatStandsBehindDoesNotMatter) {
  if (!has_avx2()) GTEST_SKIP() << "this processor has no AVX2";
  std::mt19937_64 random(2);
  for (std::size_t size = 0; size <= 100; ++size) {
    const std::string text = random_text(size + 32, random);
    EXPECT_EQ(hash_with_slack(Bytes(text).substr(0, size)), by_definition(text.substr(0, size)))
        << size;
  }
}
#endif

// A share of all values, be they numbers in digits, of which few bits differ.
TEST(SampleHash, TakesTheShareThatWasAskedFor) {
  for (const std::string before : {"", "2013-06-", ":de:style:2013-06-11:"}) {
    for (const unsigned shift : {1U, 3U, 6U, 10U}) {
      constexpr int kValues = 200'000;
      int taken = 0;
      for (int i = 0; i < kValues; ++i) {
        taken += sample_hash(before + std::to_string(i)) <= ~std::uint64_t{0} >> shift;
      }
      const double expected = kValues / static_cast<double>(1 << shift);
      EXPECT_NEAR(taken, expected, 0.1 * expected + 30) << before << " " << shift;
    }
  }
}

}  // namespace
}  // namespace rdb
