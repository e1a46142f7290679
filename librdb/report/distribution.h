// How keys, and the memory they take, are spread over some quantity: in fixed memory, and so that
// two of them can be added.
//
//   Distribution sizes;
//   sizes.add(value_bytes, memory);
//   sizes.percentile(0.99)            // 99 of 100 keys have at most this
//
// Values below 32 have a bucket each; above, 16 buckets a power of two, so a percentile is at most
// 6.25 % above the true one, never below. 15 KiB.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

namespace rdb {

class Distribution {
 public:
  struct Bucket {
    std::uint64_t keys = 0;
    std::uint64_t memory = 0;
    friend bool operator==(const Bucket&, const Bucket&) = default;
  };
  static constexpr unsigned kBits = 4;
  static constexpr std::size_t kBuckets = (64 - kBits + 1) << kBits;

  /// Some instructions.
  void add(std::uint64_t value, std::uint64_t memory) { add(value, 1, memory); }
  /// Many keys of one value, `memory` is their sum.
  void add(std::uint64_t value, std::uint64_t keys, std::uint64_t memory) {
    Bucket& bucket = buckets_[index_of(value)];
    bucket.keys += keys;
    bucket.memory += memory;
    largest_ = value > largest_ ? value : largest_;
  }
  Distribution& operator+=(const Distribution& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) {
      buckets_[i].keys += other.buckets_[i].keys;
      buckets_[i].memory += other.buckets_[i].memory;
    }
    largest_ = other.largest_ > largest_ ? other.largest_ : largest_;
    return *this;
  }

  /// What another one had: for one that was stored. Requires: index < kBuckets.
  void add_bucket(std::size_t index, const Bucket& bucket) {
    buckets_[index].keys += bucket.keys;
    buckets_[index].memory += bucket.memory;
  }
  void raise_largest(std::uint64_t value) { largest_ = value > largest_ ? value : largest_; }

  std::uint64_t keys() const {
    std::uint64_t sum = 0;
    for (const Bucket& bucket : buckets_) sum += bucket.keys;
    return sum;
  }
  /// Exact.
  std::uint64_t largest() const { return largest_; }
  /// The least bucket end that `share` of the keys do not pass; 0 without keys. O(buckets).
  std::uint64_t percentile(double share) const;
  const std::array<Bucket, kBuckets>& buckets() const { return buckets_; }
  /// The bucket's least and greatest value.
  static constexpr std::uint64_t first_of(std::size_t index) {
    if (index < 2 * kStep) return index;
    const unsigned shift = static_cast<unsigned>(index >> kBits) - 1;
    return (kStep + (index & (kStep - 1))) << shift;
  }
  static constexpr std::uint64_t last_of(std::size_t index) {
    return index + 1 == kBuckets ? ~std::uint64_t{0} : first_of(index + 1) - 1;
  }
  static constexpr std::size_t index_of(std::uint64_t value) {
    if (value < 2 * kStep) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - kBits - 1;
    return ((std::size_t{shift} + 1) << kBits) +
           static_cast<std::size_t>((value >> shift) & (kStep - 1));
  }
  friend bool operator==(const Distribution&, const Distribution&) = default;

 private:
  static constexpr std::uint64_t kStep = std::uint64_t{1} << kBits;

  std::array<Bucket, kBuckets> buckets_{};
  std::uint64_t largest_ = 0;
};

}  // namespace rdb
