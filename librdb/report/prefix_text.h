// The tree of prefixes as a table.
//
//   out += render_prefixes_text(report, {.style = style, .limit = 10});
#pragma once
#include "librdb/report/report_text.h"

namespace rdb {

std::string render_prefixes_text(const DumpReport& report, const TablesOptions& options);

}  // namespace rdb
