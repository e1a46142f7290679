#include "librdb/report/csv_table.h"

namespace rdb {
namespace {

// Quotes where they must be, doubled within.
std::string csv_text(Bytes text) {
  if (text.find_first_of(",\"\r\n") == Bytes::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

CsvWriter::CsvWriter(std::string name, const std::string& columns)
    : table_{std::move(name), columns + "\n"} {}

CsvWriter& CsvWriter::text(Bytes value) { return cell(csv_text(value)); }

CsvWriter& CsvWriter::tally(const Tally& tally) {
  return number(tally.keys)
      .number(tally.bytes)
      .number(tally.memory)
      .number(tally.memory_usage)
      .number(tally.without_ttl)
      .number(tally.memory_without_ttl);
}

void CsvWriter::end_row() {
  table_.text += '\n';
  is_first_ = true;
}

CsvWriter& CsvWriter::cell(Bytes text) {
  if (!is_first_) table_.text += ',';
  is_first_ = false;
  table_.text += text;
  return *this;
}

}  // namespace rdb
