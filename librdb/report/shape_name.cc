#include "librdb/report/shape_name.h"

#include <algorithm>

namespace rdb {

OwnedBytes unnamed_pattern(Bytes pattern) {
  OwnedBytes out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    out += pattern[i];
    if (pattern[i] != '{') continue;
    if (pattern.substr(i + 1).starts_with('{')) {
      out += pattern[++i];
      continue;
    }
    const std::size_t end = std::min(pattern.find('}', i), pattern.size() - 1);
    out += '}';
    i = end;
  }
  return out;
}

}  // namespace rdb
