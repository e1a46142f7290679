// Bytes for tests: the same in every run.
#pragma once
#include <cstdint>
#include <random>

#include "librdb/base/bytes.h"

namespace rdb::testing {

/// Every byte value, no pattern. SplitMix64 has no state to set up: most tests ask for a few bytes.
inline OwnedBytes random_bytes(std::size_t size, std::uint64_t seed = 1) {
  OwnedBytes bytes(size, '\0');
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < size; ++i, word >>= 8) {
    if (i % sizeof word == 0) {
      word = seed += 0x9e3779b97f4a7c15;
      word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9;
      word = (word ^ word >> 27) * 0x94d049bb133111eb;
      word ^= word >> 31;
    }
    bytes[i] = static_cast<char>(word);
  }
  return bytes;
}

/// Something a compressor can do something with: numbered words.
inline OwnedBytes compressible_bytes(std::size_t size, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  OwnedBytes bytes;
  while (bytes.size() < size) bytes += "article:" + std::to_string(random() % 1000) + ":hits;";
  bytes.resize(size);
  return bytes;
}

}  // namespace rdb::testing
