// All tables of a report, behind its first screen.
//
//   out += render_screen_text(report, screen) + render_tables_text(report, {.style =
//   screen.style});
#pragma once
#include <string>

#include "librdb/report/dump_report.h"
#include "librdb/report/text_table.h"

namespace rdb {

struct TablesOptions {
  TextStyle style;
  std::size_t limit = 10;  ///< rows of a list, and children shown of each prefix
};

/// Prefixes below the first level with less than a hundredth of the memory are summed up.
std::string render_tables_text(const DumpReport& report, const TablesOptions& options);

}  // namespace rdb
