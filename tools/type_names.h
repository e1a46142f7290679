// Types of values as people write them on the command line: "zset" and "sortedset" are the same.
#pragma once
#include <string>

#include "librdb/base/types.h"

namespace rdbmill {

/// Throws `UsageError` that lists the types.
rdb::ObjectType parse_type(const std::string& text);

}  // namespace rdbmill
