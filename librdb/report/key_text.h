// Keys of a report for a terminal.
//
//   table.add(shown_key(key.name, table.name_width()), …);    "user:1", "page:aaaa… (878 KiB long)"
#pragma once
#include <string>

#include "librdb/report/kept_name.h"

namespace rdb {

/// As shown_name(); of a name that was cut its whole length is said. Requires: room for the length,
/// 20 columns.
std::string shown_key(const KeptName& name, std::size_t width);

}  // namespace rdb
