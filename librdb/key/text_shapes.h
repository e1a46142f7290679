// Shapes of keys whose random text happens to hold `/`, as BASE64 does, made one.
//
//   fold_texts(shapes, finder);   // sess:{token} and sess:{part2}/{part3}: sess:{token}
//
// No header for others than key_shape.cc.
#pragma once
#include <vector>

#include "librdb/key/key_shape.h"

namespace rdb {

/// Where a shape has a `{token}` that is always equally long, all others of its type and expiry
/// that have as many letters, digits, `+` and `/` in its place, and are equal before and behind it,
/// become that one. It is not exact then: no pattern takes a `/` for a part of a token. Requires:
/// parts have names. O(shapes x sampled keys) for at most 64 such tokens.
void fold_texts(std::vector<KeyShape>& shapes, const ShapeFinder& finder);

}  // namespace rdb
