// The N largest keys of a run by memory: exact, whatever order they come in. Holds N rows of about
// 250 bytes and at most KeptName::kMostBytes of each name.
//
//   LargestKeys largest(10);
//   if (largest.would_keep(memory, key)) largest.add({.name = KeptName(key), .memory = …});
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/memory/key_cost.h"
#include "librdb/report/kept_name.h"

namespace rdb {

struct LargeKey {
  KeptName name;
  Memory memory;
  std::uint64_t record_bytes = 0;
  std::uint64_t elements = 0;  ///< kUnknownCount of a module
  std::uint64_t offset = 0;    ///< of the record in the dump
  std::uint32_t db = 0;
  ObjectType type = ObjectType::string;
  OwnedBytes encoding;  ///< as stored
  LoadedEncoding loaded = LoadedEncoding::unknown;
  Exactness exactness = Exactness::exact;
  std::string input;  ///< label of the dump it is in
};

class LargestKeys {
 public:
  explicit LargestKeys(std::size_t limit)
      : limit_(limit), is_full_(limit == 0), least_(limit == 0 ? ~std::uint64_t{0} : 0) {}

  /// False if add() would not keep it, so ask before copying: of keys of one size those with the
  /// lesser names are kept. O(1) but for keys as large as the smallest kept.
  bool would_keep(const Memory& memory, Bytes key) const {
    if (memory.allocated < least_) [[likely]]
      return false;
    return memory.allocated > least_ || !is_full_ ||
           (limit_ != 0 && KeptName::front_of(key) <= heap_.front().name.front);
  }
  /// O(log N).
  void add(LargeKey key);
  /// Largest first; of one size, by name, then database, input and place in it. O(N log N).
  std::vector<LargeKey> sorted() const;

 private:
  std::size_t limit_;
  bool is_full_;
  std::uint64_t least_;         // memory of what is kept, at least
  std::vector<LargeKey> heap_;  // the smallest kept is at the front
};

}  // namespace rdb
