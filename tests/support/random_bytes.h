// Bytes for tests: the same in every run.
#pragma once
#include <cstdint>
#include <random>

#include "librdb/base/bytes.h"

namespace rdb::testing {

/// Every byte value, no pattern.
inline OwnedBytes random_bytes(std::size_t size, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  OwnedBytes bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() >> 56);
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
