// Names of a run as 128 bits that nobody outside can foresee.
//
//   const NameHasher hash;                      // draws its seeds
//   hash(db, key) == hash(other_db, other)      // equal names, but for a chance of 2^-128
//
// Two XXH3-64 with seeds of their own. The database must not go into these seeds: of short names
// XXH3 is nearly linear in the seed, and `a` in one database would be `b` in the next.
#pragma once
#include <compare>
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

struct NameHash {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  friend auto operator<=>(const NameHash&, const NameHash&) = default;
};

class NameHasher {
 public:
  NameHasher();
  /// O(length of the name).
  NameHash operator()(std::uint32_t db, Bytes name) const;

 private:
  std::uint64_t seeds_[4];
};

}  // namespace rdb
