// Finds names that come twice in one value: members of a set, fields of a hash.
//
//   DoubleFinder finder;
//   finder.begin(); finder.add(name); … if (finder.found()) …
//
// Keyed hashes of 128 bits, so that no dump can be made that collides. Holds 16 bytes a name, up to
// `most`; further names are not searched, see `complete()`.
#pragma once
#include <compare>
#include <cstdint>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb {

class DoubleFinder {
 public:
  explicit DoubleFinder(std::uint64_t most = std::uint64_t{4} << 20);

  void begin() {
    seen_.clear();
    names_ = 0;
  }
  void add(Bytes name);
  /// Whether any name came twice. O(n log n).
  bool found();
  /// False if there were more names than are held.
  bool complete() const { return names_ <= most_; }

 private:
  struct Hash {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend auto operator<=>(const Hash&, const Hash&) = default;
  };

  std::uint64_t most_;
  std::uint64_t seed_;
  std::vector<Hash> seen_;
  std::uint64_t names_ = 0;
};

}  // namespace rdb
