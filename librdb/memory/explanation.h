// How the figure of a key comes about: its parts, each with a name and its arithmetic.
//
//   rdb::Explanation explanation;
//   const rdb::KeyCost cost = meter.end(leave, explanation);      // MemoryMeter
//   for (const rdb::MemoryTerm& term : explanation.terms()) {
//     // "entries of the dict", "2000 x 24", 48000 and 64000 bytes
//   }
//
// The meter tells what it adds up while it adds, so the terms always make the figure: there is no
// second model that might say something else. In a formula C(n) is the block that malloc(n) gives
// and E(…) an expected value.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/memory/key_memory.h"

namespace rdb {

struct MemoryTerm {
  Bytes name;           ///< static storage
  std::string formula;  ///< ASCII, no line breaks, nothing of the key's bytes
  /// Below 0 only for what MEMORY USAGE loses by averaging: one byte.
  std::int64_t memory_usage = 0;
  std::int64_t allocated = 0;
};

/// Holds at most some twenty terms, whatever the value: parts of the same kind are one.
class Explanation {
 public:
  void add(Bytes name, std::string formula, const Memory& memory);
  /// In the order in which they were added: object, value, name.
  const std::vector<MemoryTerm>& terms() const { return terms_; }
  /// Of all terms. O(terms).
  Memory total() const;
  void clear() { terms_.clear(); }

 private:
  std::vector<MemoryTerm> terms_;
};

}  // namespace rdb
