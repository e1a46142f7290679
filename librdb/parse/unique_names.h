// Members of a set and fields of a hash that come twice: no server loads such a set, Valkey loads
// no such hash, and Redis answers wrong for one it has loaded.
//
//   names.begin("a field of the hash"); names.add(field); …
//
// Keyed hashes of 128 bits, so that no dump can be made that collides, in a table with open
// addressing. Holds 32 bytes a name, for at most kMostUniqueNames; in a larger value further names
// are not looked at.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb {

class UniqueNames {
 public:
  UniqueNames();

  /// `what` the names are, for the message; must outlive the use.
  void begin(const char* what);
  /// Throws `CorruptInput` for a name that was added before.
  void add(Bytes name);

 private:
  struct Hash {
    std::uint64_t low = 0;  // never 0 where there is one
    std::uint64_t high = 0;
  };

  void insert(Hash hash);
  void grow();

  std::uint64_t seed_;
  std::vector<Hash> slots_;
  std::size_t used_slots_;  // of them, a power of two: small values clear and touch few
  std::size_t count_ = 0;
  const char* what_ = "";
};

}  // namespace rdb
