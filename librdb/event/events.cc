#include "librdb/event/events.h"

namespace rdb {

Bytes name_of(PackedEncoding encoding) {
  switch (encoding) {
    case PackedEncoding::zipmap:
      return "zipmap";
    case PackedEncoding::ziplist:
      return "ziplist";
    case PackedEncoding::intset:
      return "intset";
    case PackedEncoding::listpack:
      return "listpack";
  }
  return "unknown";
}

}  // namespace rdb
