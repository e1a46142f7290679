#include "librdb/report/growth_text.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "librdb/report/quantity_text.h"
#include "librdb/report/text_table.h"

namespace rdb {
namespace {

struct Section {
  const char* title;
  const char* name;  // in files
  std::vector<GrowthRow> ReportGrowth::*rows;
};

constexpr std::array<Section, 5> kSections = {{
    {"Growth by dump", "inputs", &ReportGrowth::inputs},
    {"Growth by shape", "shapes", &ReportGrowth::shapes},
    {"Growth by prefix", "prefixes", &ReportGrowth::prefixes},
    {"Growth by type", "types", &ReportGrowth::types},
    {"Growth by database", "databases", &ReportGrowth::databases},
}};

void add_row(TextTable& table, const std::string& name, const GrowthRow& row) {
  table.add(name, {iec_bytes(row.before.memory), iec_bytes(row.after.memory),
                   signed_bytes(row.memory()), growth_percent(row), signed_thousands(row.keys())});
}

void add_members(JsonText& json, const GrowthRow& row) {
  json.field("keys_before", row.before.keys);
  json.field("keys_after", row.after.keys);
  json.field("memory_before", row.before.memory);
  json.field("memory_after", row.after.memory);
}

std::string incomplete_text(const char* which, const std::vector<std::string>& faults,
                            const TextStyle& style) {
  const std::string text =
      std::string("INCOMPLETE: the report ") + which + " counts only what precedes the damage";
  std::string out = emphasised(text, style) + "\n";
  for (const std::string& fault : faults) {
    out += "  " + cut_to_width(fault, style.width - 2) + "\n";
  }
  return out;
}

}  // namespace

std::string signed_bytes(std::int64_t bytes) {
  return (bytes > 0 ? "+" : bytes < 0 ? "-" : "") + iec_bytes(magnitude(bytes));
}

std::string signed_thousands(std::int64_t value) {
  return (value > 0 ? "+" : value < 0 ? "-" : "") + thousands(magnitude(value));
}

std::string growth_percent(const GrowthRow& row) {
  if (row.is_new()) return "new";
  if (row.is_gone()) return "gone";
  if (row.memory() == 0) return "0 %";
  return (row.memory() > 0 ? "+" : "-") + percent(magnitude(row.memory()), row.before.memory);
}

std::string render_growth_line(const ReportGrowth& growth) {
  return "since " + (growth.before_ms ? utc_text(*growth.before_ms) : "the report before") + ": " +
         signed_bytes(growth.total.memory()) + " (" + growth_percent(growth.total) + "), " +
         signed_thousands(growth.total.keys()) + " keys";
}

std::string render_before_incomplete(const ReportGrowth& growth, const TextStyle& style) {
  if (growth.before_is_complete) return {};
  return incomplete_text("before", growth.faults_before, style);
}

std::string render_growth_incomplete(const ReportGrowth& growth, const TextStyle& style) {
  std::string out = render_before_incomplete(growth, style);
  if (!growth.after_is_complete) out += incomplete_text("after", growth.faults_after, style);
  return out;
}

std::string render_growth_text(const ReportGrowth& growth, const TablesOptions& options) {
  std::string out;
  for (const Section& section : kSections) {
    const std::vector<GrowthRow>& rows = growth.*section.rows;
    if (rows.empty()) continue;
    TextTable table(options.style, section.title,
                    {{"before", 10}, {"after", 10}, {"growth", 11}, {"", 9}, {"keys", 13}});
    const std::size_t shown = std::min(options.limit, rows.size());
    for (std::size_t i = 0; i < shown; ++i) {
      add_row(table, shown_name(rows[i].name, table.name_width()), rows[i]);
    }
    if (shown != rows.size()) {
      GrowthRow rest;
      for (std::size_t i = shown; i < rows.size(); ++i) {
        rest.before += rows[i].before;
        rest.after += rows[i].after;
      }
      // Prefixes are within each other: their sum is that of nothing.
      const std::string name = "(" + thousands(rows.size() - shown) + " more)";
      if (section.rows == &ReportGrowth::prefixes) {
        table.add(name, {"", "", "", "", ""});
      } else {
        add_row(table, name, rest);
      }
    }
    out += table.text();
  }
  if (!growth.profile_change.empty()) {
    out += "  (memory of another server than before, " + growth.profile_change +
           ": a part of the growth\n  may be its; --target counts both alike)\n";
  }
  if (growth.prefixes_missing != 0) {
    out += "  (rows of prefixes may lack up to " + iec_bytes(growth.prefixes_missing) + ")\n";
  }
  return out;
}

void add_growth_members(JsonText& json, const ReportGrowth& growth) {
  if (growth.before_ms) json.field("before", iso_text(*growth.before_ms));
  if (growth.after_ms) json.field("after", iso_text(*growth.after_ms));
  json.field("complete", growth.is_complete());
  json.field("complete_before", growth.before_is_complete);
  json.field("complete_after", growth.after_is_complete);
  if (!growth.profile_change.empty()) json.field("server_changed", growth.profile_change);
  json.name("total");
  json.begin_object();
  add_members(json, growth.total);
  json.end_object();
  json.field("prefixes_missing_at_most", growth.prefixes_missing);
  for (const Section& section : kSections) {
    json.name(section.name);
    json.begin_array();
    for (const GrowthRow& row : growth.*section.rows) {
      json.begin_object();
      json.field("name", row.name);
      add_members(json, row);
      json.end_object();
    }
    json.end_array();
  }
}

std::string render_growth_json(const ReportGrowth& growth) {
  JsonText json;
  json.begin_object();
  json.field("schema", "rdbmill.growth/1");
  add_growth_members(json, growth);
  json.end_object();
  return json.take();
}

CsvTable render_growth_csv(const ReportGrowth& growth) {
  CsvWriter table("growth", "of,name,keys_before,keys_after,memory_before,memory_after");
  const auto add = [&table](const char* of, const GrowthRow& row) {
    table.text(of).text(row.name).number(row.before.keys).number(row.after.keys);
    table.number(row.before.memory).number(row.after.memory).end_row();
  };
  add("total", growth.total);
  for (const Section& section : kSections) {
    for (const GrowthRow& row : growth.*section.rows) add(section.name, row);
  }
  return table.take();
}

}  // namespace rdb
