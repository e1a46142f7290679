#include "librdb/base/types.h"

namespace rdb {

Bytes name_of(ObjectType type) {
  switch (type) {
    case ObjectType::string:
      return "string";
    case ObjectType::list:
      return "list";
    case ObjectType::set:
      return "set";
    case ObjectType::zset:
      return "zset";
    case ObjectType::hash:
      return "hash";
    case ObjectType::stream:
      return "stream";
    case ObjectType::module:
      return "module";
    case ObjectType::other:
      break;
  }
  return "other";
}

Bytes name_of(Family family) { return family == Family::redis ? "REDIS" : "VALKEY"; }

}  // namespace rdb
