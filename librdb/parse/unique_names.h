// Members of a set and fields of a hash that come twice: no server loads such a set, Valkey loads
// no such hash, and Redis answers wrong for one it has loaded.
//
//   names.begin(); names.add(field); … names.close("a field of the hash");
//
// Keyed hashes of 128 bits, so that no dump can be made that collides. Holds 16 bytes a name, up to
// kMostUniqueNames; in a larger value further names are not looked at.
#pragma once
#include <compare>
#include <cstdint>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb {

class UniqueNames {
 public:
  UniqueNames();

  void begin() { seen_.clear(); }
  void add(Bytes name);
  /// Throws `CorruptInput` if a name came twice. O(n log n).
  void close(const char* what);

 private:
  struct Hash {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend auto operator<=>(const Hash&, const Hash&) = default;
  };

  std::uint64_t seed_;
  std::vector<Hash> seen_;
};

}  // namespace rdb
