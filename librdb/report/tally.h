// How many keys of some kind there are and how many bytes they take in the dump.
#pragma once
#include <cstdint>

namespace rdb {

struct Tally {
  std::uint64_t keys = 0;
  std::uint64_t bytes = 0;        ///< of whole records: attributes, type, key, value
  std::uint64_t without_ttl = 0;  ///< keys that never expire

  void add(std::uint64_t record_bytes, bool has_expiry) {
    ++keys;
    bytes += record_bytes;
    without_ttl += has_expiry ? 0 : 1;
  }
  Tally& operator+=(const Tally& other) {
    keys += other.keys;
    bytes += other.bytes;
    without_ttl += other.without_ttl;
    return *this;
  }
  /// Requires: `other` is a part of this.
  Tally& operator-=(const Tally& other) {
    keys -= other.keys;
    bytes -= other.bytes;
    without_ttl -= other.without_ttl;
    return *this;
  }
  friend bool operator==(const Tally&, const Tally&) = default;
};

}  // namespace rdb
