#include "tools/key_table.h"

#include <string>

#include "librdb/base/json_string.h"
#include "librdb/key/slot.h"
#include "librdb/report/quantity_text.h"

namespace rdbmill {
namespace {

// Up to "expiry" it is what redis-rdb-tools wrote; more stands behind.
constexpr const char* kColumns[] = {"database",
                                    "type",
                                    "key",
                                    "size_in_bytes",
                                    "encoding",
                                    "num_elements",
                                    "len_largest_element",
                                    "expiry",
                                    "memory_usage",
                                    "allocated",
                                    "exact",
                                    "serialized",
                                    "ttl",
                                    "idle",
                                    "freq",
                                    "slot",
                                    "file_offset"};

// RFC 4180: quotes where they must be, doubled within.
void append_csv(rdb::OwnedBytes& line, rdb::Bytes text) {
  if (text.find_first_of(",\"\r\n") == rdb::Bytes::npos) {
    line += text;
    return;
  }
  line += '"';
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

// Tabs and line ends cannot stand in TSV: escaped as PostgreSQL and MySQL do.
void append_tsv(rdb::OwnedBytes& line, rdb::Bytes text) {
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

KeyTable::KeyTable(rdb::ByteSink& out, TableFormat format, std::int64_t now_ms,
                   rdb::ServerChoice choice)
    : KeyRows(std::move(choice)), out_(out), format_(format), now_ms_(now_ms) {
  if (format == TableFormat::ndjson) return;
  for (const char* const column : kColumns) {
    if (!line_.empty()) line_ += format == TableFormat::csv ? ',' : '\t';
    line_ += column;
  }
  line_ += '\n';
  out_.append(line_);
}

void KeyTable::cell(const char* name, rdb::Bytes text, Kind kind) {
  if (format_ == TableFormat::ndjson) {
    line_ += line_.empty() ? "{\"" : ",\"";
    line_.append(name).append("\":");
    if (kind == Kind::number) {
      line_ += text;
    } else {
      rdb::append_json_bytes(line_, text);
    }
    return;
  }
  const bool is_first = name == kColumns[0];
  if (!is_first) line_ += format_ == TableFormat::csv ? ',' : '\t';
  if (format_ == TableFormat::csv) {
    append_csv(line_, text);
  } else {
    append_tsv(line_, text);
  }
}

void KeyTable::cell(const char* name, std::uint64_t number) {
  cell(name, std::to_string(number), Kind::number);
}

void KeyTable::empty(const char* name) {
  cell(name, format_ == TableFormat::ndjson ? "null" : "", Kind::number);
}

void KeyTable::row(const rdb::KeyRow& row) {
  const rdb::Entry& entry = row.entry;
  const rdb::Attributes& attributes = entry.attributes;
  const auto optional = [this](const char* name, const std::optional<std::uint64_t>& number) {
    if (number) return cell(name, *number);
    empty(name);
  };
  line_.clear();
  cell(kColumns[0], entry.db);
  cell("type", name_of(entry.type), Kind::text);
  cell("key", entry.key, Kind::text);
  cell("size_in_bytes", row.cost.memory.memory_usage);
  cell("encoding", entry.encoding, Kind::text);
  optional("num_elements", row.elements);
  optional("len_largest_element", row.largest);
  if (attributes.has_expiry()) {
    cell("expiry", rdb::iso_text(attributes.expire_ms), Kind::text);
  } else {
    empty("expiry");
  }
  cell("memory_usage", row.cost.memory.memory_usage);
  cell("allocated", row.cost.memory.allocated);
  cell("exact", name_of(row.cost.exactness), Kind::text);
  cell("serialized", row.value_bytes);
  if (attributes.has_expiry()) {
    cell("ttl", std::to_string(attributes.expire_ms - now_ms_), Kind::number);
  } else {
    empty("ttl");
  }
  optional("idle", attributes.has_idle() ? std::optional(attributes.idle_seconds) : std::nullopt);
  optional("freq", attributes.has_frequency()
                       ? std::optional(static_cast<std::uint64_t>(attributes.frequency))
                       : std::nullopt);
  cell("slot", rdb::hash_slot(entry.key));
  cell("file_offset", entry.offset);
  line_ += format_ == TableFormat::ndjson ? "}\n" : "\n";
  out_.append(line_);
}

}  // namespace rdbmill
