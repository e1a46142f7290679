// One line of a table of keys: CSV, TSV, or a JSON object. From each the exact bytes of a text can
// be had back.
//
//   TableLine line(TableFormat::csv);
//   out.append(line.head({"key", "size"}));
//   line.begin();
//   line.text("key", row.key);
//   line.number("size", 64);
//   out.append(line.end());
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdbmill {

enum class TableFormat : std::uint8_t { csv, tsv, ndjson };

class TableLine {
 public:
  /// `guards`: texts in CSV that a spreadsheet would take for a formula begin with an apostrophe,
  /// as do those that begin with one anyway: take away the first, and the text is as it was.
  explicit TableLine(TableFormat format, bool guards = false) : format_(format), guards_(guards) {}

  /// The line with the names of the columns; nothing in NDJSON. Lives until the next call.
  rdb::Bytes head(const std::vector<const char*>& names);

  void begin() { line_.clear(), is_first_ = true; }
  void number(const char* name, std::uint64_t number);
  void number(const char* name, std::int64_t number);
  /// CSV: as RFC 4180 has it. TSV: tab, newline, carriage return and backslash become `\t`, `\n`,
  /// `\r` and `\\`. JSON: a string, or {"b64":"…"} if it is not UTF-8.
  void text(const char* name, rdb::Bytes text);
  /// A cell without a value: empty, or null.
  void none(const char* name);
  /// The whole line. Lives until the next call.
  rdb::Bytes end();

 private:
  void start_cell(const char* name);

  TableFormat format_;
  bool guards_;
  bool is_first_ = true;
  rdb::OwnedBytes line_;
};

}  // namespace rdbmill
