// The expiries of the flat keys that go into one hash.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>

#include "librdb/base/types.h"

namespace rdb {

struct GroupExpiries {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  std::uint64_t with = 0;
  std::uint64_t without = 0;

  void add(std::int64_t expire_ms) {
    if (expire_ms == kNoExpiry) {
      ++without;
      return;
    }
    ++with;
    least = std::min(least, expire_ms);
    most = std::max(most, expire_ms);
  }
  GroupExpiries& operator+=(const GroupExpiries& other) {
    least = std::min(least, other.least);
    most = std::max(most, other.most);
    with += other.with;
    without += other.without;
    return *this;
  }

  /// Whether none expires, or all do and no two of them further apart than the tolerance.
  bool agree(std::int64_t tolerance_ms) const {
    if (with == 0) return true;
    // without overflow: most >= least
    const auto spread = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    return without == 0 && spread <= static_cast<std::uint64_t>(tolerance_ms);
  }
};

}  // namespace rdb
