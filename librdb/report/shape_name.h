// The same shape in two reports, although its placeholders may be called otherwise.
//
//   unnamed_pattern("user:{id}:visits")        "user:{}:visits"
#pragma once
#include "librdb/base/bytes.h"

namespace rdb {

/// A shape's pattern (syntax of pattern.h, without constraints) without the names of its
/// placeholders; "{{" and "}}" stay what they are. O(length).
OwnedBytes unnamed_pattern(Bytes pattern);

}  // namespace rdb
