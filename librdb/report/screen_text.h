// The first screen of a report: what the dump is, what weighs most, what expires, what to do.
//
//   out += render_screen_text(report, {.style = {.width = 80}, .inputs = {"dump.rdb"}});
//
// Renderers never count: everything is in the report. Names of keys are escaped and cut to their
// column, so that they change nothing but their own cell.
#pragma once
#include <string>
#include <vector>

#include "librdb/report/dump_report.h"
#include "librdb/report/report_growth.h"
#include "librdb/report/text_table.h"

namespace rdb {

struct ScreenOptions {
  TextStyle style;
  std::vector<std::string> inputs;       ///< as the user named them, for commands
  std::optional<std::int64_t> now_ms;    ///< to tell the dump's age; none: not told
  const ReportGrowth* growth = nullptr;  ///< since another report, shown beside the shapes
  std::size_t shapes = 10;
  std::size_t largest = 5;
  std::size_t advice = 3;
};

/// About 40 lines.
std::string render_screen_text(const DumpReport& report, const ScreenOptions& options);

}  // namespace rdb
