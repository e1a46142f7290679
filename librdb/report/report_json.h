// A report as JSON for programs: docs/report.md lists the members.
#pragma once
#include <string>

#include "librdb/report/dump_report.h"
#include "librdb/report/report_growth.h"

namespace rdb {

/// Schema "rdbmill.report/3": every row, whatever a text's limit; keys and prefixes as strings, or
/// {"b64": …} where they are not valid UTF-8.
/// `growth`: since another report, null if there is none.
std::string render_report_json(const DumpReport& report, const ReportGrowth* growth = nullptr);

}  // namespace rdb
