// The first screen of a report: what the dump is, what weighs most, what expires, what to do.
//
//   out += render_screen_text(report, {.style = {.width = 80}, .input = "dump.rdb"});
//
// Renderers never count: everything is in the report. Names of keys are escaped and cut to their
// column, so that they change nothing but their own cell.
#pragma once
#include <string>

#include "librdb/report/dump_report.h"
#include "librdb/report/text_table.h"

namespace rdb {

struct ScreenOptions {
  TextStyle style;
  std::string input;                   ///< as the user named it, for commands
  std::optional<std::int64_t> now_ms;  ///< to tell the dump's age; none: not told
  std::size_t shapes = 10;
  std::size_t largest = 5;
  std::size_t advice = 3;
};

/// About 40 lines.
std::string render_screen_text(const DumpReport& report, const ScreenOptions& options);

}  // namespace rdb
