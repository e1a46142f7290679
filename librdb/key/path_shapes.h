// Shapes that differ only in the depth of a path at their end, made one.
//
//   fold_paths(shapes);     // cache:{id}/{part3} and cache:{id}/{part3}/{part4}: cache:{id}/{path}
//
// A path is a run of words that vary with `/` between them. No header for others than key_shape.cc.
#pragma once
#include <vector>

#include "librdb/key/key_shape.h"

namespace rdb {

/// Shapes of the same type and expiry with the same parts in front of such a run, two or more of
/// different depth, become the one of them with most keys, with a last part `{path}`. No pattern
/// takes them apart: they are not exact. Requires: parts have names. O(shapes log shapes).
void fold_paths(std::vector<KeyShape>& shapes);

}  // namespace rdb
