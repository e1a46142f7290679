// A report as text for people and as JSON for programs. Renderers never count.
#pragma once
#include <cstddef>
#include <string>

#include "librdb/report/dump_report.h"

namespace rdb {

struct ReportTextOptions {
  std::size_t limit = 10;  ///< rows of a list, and children shown of each prefix
};

/// Fits 80 columns; names are escaped and cut to fit. Says which bytes it speaks of. Prefixes below
/// the first level with less than a hundredth of all bytes are summed up.
std::string render_report_text(const DumpReport& report, const ReportTextOptions& options);

/// Schema "rdbmill.report/1": every row, whatever the text's limit; keys and prefixes as strings,
/// or {"b64": …} where they are not valid UTF-8.
std::string render_report_json(const DumpReport& report);

}  // namespace rdb
