// The numbers 0 … n-1 in an order that looks random, without holding them.
//
//   const Permutation order(n, seed);
//   for (std::uint64_t i = 0; i < n; ++i) use(order(i));   // each number once
//
// A Feistel network over the next power of two, walked until it lands below n: every round is a
// bijection, so the whole is one. Under two evaluations a number on average. O(1) memory; the same
// on every machine.
#pragma once
#include <bit>
#include <cstdint>

namespace rdbmill {

/// Spreads the bits of a number over all 64 (the finaliser of SplitMix64).
constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

class Permutation {
 public:
  /// Requires: n >= 1.
  Permutation(std::uint64_t n, std::uint64_t seed) : n_(n) {
    const int bits = n <= 4 ? 2 : std::bit_width(n - 1);
    low_bits_ = static_cast<unsigned>(bits) / 2;
    low_mask_ = (std::uint64_t{1} << low_bits_) - 1;
    high_mask_ = (std::uint64_t{1} << (static_cast<unsigned>(bits) - low_bits_)) - 1;
    for (std::uint64_t& key : keys_) key = seed = mixed(seed + 0x9e3779b97f4a7c15);
  }

  /// Requires: i < n.
  std::uint64_t operator()(std::uint64_t i) const {
    do {
      i = step(i);
    } while (i >= n_);
    return i;
  }

 private:
  std::uint64_t step(std::uint64_t i) const {
    std::uint64_t low = i & low_mask_;
    std::uint64_t high = i >> low_bits_;
    for (int round = 0; round < kRounds; round += 2) {
      low ^= spread(high, keys_[round]) & low_mask_;
      high ^= spread(low, keys_[round + 1]) & high_mask_;
    }
    return high << low_bits_ | low;
  }
  static std::uint64_t spread(std::uint64_t x, std::uint64_t key) {
    x = (x ^ key) * 0x9e3779b97f4a7c15;
    return x ^ (x >> 29) ^ (x >> 43);
  }

  static constexpr int kRounds = 4;
  std::uint64_t n_;
  std::uint64_t low_mask_ = 0;
  std::uint64_t high_mask_ = 0;
  unsigned low_bits_ = 0;
  std::uint64_t keys_[kRounds];
};

}  // namespace rdbmill
