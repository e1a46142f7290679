// What could be done about the memory of a dump, and what each would save: from the figures of a
// report alone.
//
//   for (const Advice& advice : advice_of(report)) …       // most bytes first
//
// What saves less than 1 % of the memory, or less than 64 KiB, is left out.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"

namespace rdb {

struct DumpReport;

struct Advice {
  enum class Kind : std::uint8_t {
    regroup,      ///< strings of one shape into hashes: `pattern`, `field`, `hashes`; an estimate
    raise_limit,  ///< `setting` from `from` to `to`
    add_ttl,      ///< of the shape `pattern`, `keys` never expire while most others do
    idle,         ///< `keys` that nobody read for 30 days
    compress,     ///< strings that LZF makes half as large or less
    expired,      ///< `keys` have expired and are still there
    skew,         ///< `node` has `saved` bytes more than the mean of all nodes or dumps
  };
  Kind kind = Kind::regroup;
  std::uint64_t saved = 0;  ///< bytes of memory
  std::uint64_t keys = 0;
  OwnedBytes pattern;
  ObjectType type = ObjectType::string;
  OwnedBytes field;
  std::uint64_t hashes = 0;
  bool any_value = false;
  std::string setting;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::string node;
};

/// "regroup", "raise_limit", … Static storage.
Bytes name_of(Advice::Kind kind);

/// O(shapes).
std::vector<Advice> advice_of(const DumpReport& report);

}  // namespace rdb
