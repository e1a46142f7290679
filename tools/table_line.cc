#include "tools/table_line.h"

#include <array>
#include <charconv>

#include "librdb/base/json_string.h"

namespace rdbmill {
namespace {

constexpr std::size_t kDigits = 24;

// What spreadsheets take for the start of a formula, also after a blank start of a line; and the
// apostrophe itself, so that one can be taken away again without asking.
bool needs_guard(rdb::Bytes text) {
  constexpr rdb::Bytes kStarts = "=+-@\t\r\n'";
  if (text.empty()) return false;
  if (kStarts.find(text.front()) != rdb::Bytes::npos) return true;
  // Their full-width forms, as input methods of East Asia make them.
  for (const rdb::Bytes wide : {"\uff1d", "\uff0b", "\uff0d", "\uff20"}) {
    if (text.starts_with(wide)) return true;
  }
  return false;
}

// Which bytes must not stand in a cell as they are.
using ByteSet = std::array<bool, 256>;

constexpr ByteSet bytes_of(rdb::Bytes bytes) {
  ByteSet set{};
  for (const char c : bytes) set[static_cast<unsigned char>(c)] = true;
  return set;
}

// A look-up a byte: std::string_view::find_first_of() calls memchr() for each.
bool has_any_of(rdb::Bytes text, const ByteSet& set) {
  bool found = false;
  for (const char c : text) found |= set[static_cast<unsigned char>(c)];
  return found;
}

// RFC 4180: quotes where they must be, doubled within.
void append_csv(rdb::OwnedBytes& line, rdb::Bytes text, bool guarded) {
  static constexpr ByteSet kQuoted = bytes_of(",\"\r\n");
  const char* const guard = guarded ? "'" : "";
  if (!has_any_of(text, kQuoted)) {
    line.append(guard).append(text);
    return;
  }
  line.append("\"").append(guard);
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

// Tabs and line ends cannot stand in TSV: escaped as PostgreSQL and MySQL do.
void append_tsv(rdb::OwnedBytes& line, rdb::Bytes text) {
  static constexpr ByteSet kEscaped = bytes_of("\t\n\r\\");
  if (!has_any_of(text, kEscaped)) {
    line += text;
    return;
  }
  for (const char c : text) {
    switch (c) {
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\\':
        line += "\\\\";
        break;
      default:
        line += c;
    }
  }
}

}  // namespace

void TableLine::start_cell(const char* name) {
  if (format_ == TableFormat::ndjson) {
    line_ += is_first_ ? "{\"" : ",\"";
    line_.append(name).append("\":");
  } else if (!is_first_) {
    line_ += format_ == TableFormat::csv ? ',' : '\t';
  }
  is_first_ = false;
}

void TableLine::number(const char* name, std::uint64_t number) {
  char digits[kDigits];
  start_cell(name);
  line_.append(digits, std::to_chars(digits, digits + kDigits, number).ptr);
}

void TableLine::number(const char* name, std::int64_t number) {
  char digits[kDigits];
  start_cell(name);
  line_.append(digits, std::to_chars(digits, digits + kDigits, number).ptr);
}

void TableLine::text(const char* name, rdb::Bytes text) {
  start_cell(name);
  switch (format_) {
    case TableFormat::csv:
      return append_csv(line_, text, guards_ && needs_guard(text));
    case TableFormat::tsv:
      return append_tsv(line_, text);
    case TableFormat::ndjson:
      return rdb::append_json_bytes(line_, text);
  }
}

void TableLine::none(const char* name) {
  start_cell(name);
  if (format_ == TableFormat::ndjson) line_ += "null";
}

rdb::Bytes TableLine::end() {
  if (format_ == TableFormat::ndjson) {
    line_ += is_first_ ? "{}\n" : "}\n";
    return line_;
  }
  // Readers of CSV skip empty lines.
  if (format_ == TableFormat::csv && line_.empty()) line_ = "\"\"";
  line_ += '\n';
  return line_;
}

rdb::Bytes TableLine::head(const std::vector<const char*>& names) {
  begin();
  if (format_ == TableFormat::ndjson) return line_;
  for (const char* const name : names) text(name, name);
  return end();
}

}  // namespace rdbmill
