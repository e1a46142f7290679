// Growth between two reports, for people and for programs.
#pragma once
#include <string>

#include "librdb/report/csv_table.h"
#include "librdb/report/json_text.h"
#include "librdb/report/report_growth.h"
#include "librdb/report/report_text.h"

namespace rdb {

/// "+1.2 GiB", "-3 KiB", "0 B".
std::string signed_bytes(std::int64_t bytes);
/// "+1,234", "-7", "0".
std::string signed_thousands(std::int64_t value);
/// "+10 %", "-3 %", "new", "gone".
std::string growth_percent(const GrowthRow& row);

/// One line: "since 2025-12-01 00:00:00 UTC: +1.2 GiB (+10 %), +12,345 keys".
std::string render_growth_line(const ReportGrowth& growth);

/// "INCOMPLETE: the report before counts only what precedes the damage" and why, to stand above
/// everything; empty if both were read to their end.
std::string render_growth_incomplete(const ReportGrowth& growth, const TextStyle& style);

/// Of the report before alone, where that after is headed already.
std::string render_before_incomplete(const ReportGrowth& growth, const TextStyle& style);

/// Tables of what changed most, `options.limit` rows each.
std::string render_growth_text(const ReportGrowth& growth, const TablesOptions& options);

/// Members of the object that was begun: before, after, total, shapes, prefixes …
void add_growth_members(JsonText& json, const ReportGrowth& growth);

/// A document of its own, schema "rdbmill.growth/1".
std::string render_growth_json(const ReportGrowth& growth);

/// One table with all rows: of,name,keys_before,keys_after,memory_before,memory_after.
CsvTable render_growth_csv(const ReportGrowth& growth);

}  // namespace rdb
