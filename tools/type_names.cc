#include "tools/type_names.h"

#include <array>

#include "librdb/base/errors.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

struct TypeName {
  const char* name;
  rdb::ObjectType type;
};
constexpr std::array kTypeNames = {
    TypeName{"string", rdb::ObjectType::string}, TypeName{"str", rdb::ObjectType::string},
    TypeName{"list", rdb::ObjectType::list},     TypeName{"set", rdb::ObjectType::set},
    TypeName{"zset", rdb::ObjectType::zset},     TypeName{"sortedset", rdb::ObjectType::zset},
    TypeName{"hash", rdb::ObjectType::hash},     TypeName{"stream", rdb::ObjectType::stream},
    TypeName{"module", rdb::ObjectType::module},
};

}  // namespace

rdb::ObjectType parse_type(const std::string& text) {
  for (const TypeName& known : kTypeNames) {
    if (text == known.name) return known.type;
  }
  throw UsageError("\"" + rdb::escaped(text) + "\" is no type",
                   "it is string, list, set, zset, hash, stream or module");
}

}  // namespace rdbmill
