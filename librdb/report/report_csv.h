// The tables of a report as CSV: RFC 4180, keys and prefixes byte for byte.
//
//   for (const CsvTable& table : render_report_csv(report)) write(table.name + ".csv", table.text);
//
// First line: names of the columns. Columns are only ever added, behind the others.
#pragma once
#include <string>
#include <vector>

#include "librdb/report/csv_table.h"
#include "librdb/report/dump_report.h"

namespace rdb {

/// Always the same tables, empty ones with their first line alone; `slots` and `nodes` if they were
/// counted.
std::vector<CsvTable> render_report_csv(const DumpReport& report);

}  // namespace rdb
