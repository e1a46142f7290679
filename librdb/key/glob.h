// Glob patterns as KEYS and SCAN have them, over bytes.
//
//   glob_matches("user:*:[0-9]?", key)
//
// `*` any run, `?` any byte, `[a-z]` `[^a]` one of a set, `\` takes the next byte as it is. Source:
// util.c stringmatchlen, Redis 7.0 (where a set that is not closed ends with the pattern).
#pragma once
#include "librdb/base/bytes.h"

namespace rdb {

/// O(pattern × key) at worst, without recursion.
bool glob_matches(Bytes pattern, Bytes key);

}  // namespace rdb
