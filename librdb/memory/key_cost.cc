#include "librdb/memory/key_cost.h"

namespace rdb {

Bytes name_of(LoadedEncoding encoding) {
  constexpr Bytes kNames[] = {"int",        "embstr",   "raw",    "listpack",
                              "listpackex", "ziplist",  "intset", "hashtable",
                              "quicklist",  "skiplist", "stream", "unknown"};
  return kNames[static_cast<std::size_t>(encoding)];
}

Bytes name_of(Exactness exactness) {
  constexpr Bytes kNames[] = {"exact", "expected", "unknown"};
  return kNames[static_cast<std::size_t>(exactness)];
}

}  // namespace rdb
