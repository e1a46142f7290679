#include "librdb/format/length.h"

#include <cstdio>

namespace rdb {

void throw_bad_length(unsigned char first) {
  char text[64];
  std::snprintf(text, sizeof text, "unknown length encoding 0x%02x", first);
  throw CorruptInput(text);
}

}  // namespace rdb
