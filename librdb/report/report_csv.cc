#include "librdb/report/report_csv.h"

#include <array>
#include <span>

#include "librdb/key/slot.h"
#include "librdb/report/advice.h"

namespace rdb {
namespace {

constexpr const char* kTallyColumns =
    "keys,bytes,memory,memory_usage,keys_without_ttl,memory_without_ttl";

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

class Table {
 public:
  Table(std::string name, const std::string& columns) : table_{std::move(name), columns + "\n"} {}

  Table& text(Bytes value) { return cell(csv_text(value)); }
  Table& number(std::uint64_t value) { return cell(std::to_string(value)); }
  Table& tally(const Tally& tally) {
    return number(tally.keys)
        .number(tally.bytes)
        .number(tally.memory)
        .number(tally.memory_usage)
        .number(tally.without_ttl)
        .number(tally.memory_without_ttl);
  }
  void end_row() {
    table_.text += '\n';
    is_first_ = true;
  }
  CsvTable take() { return std::move(table_); }

 private:
  Table& cell(const std::string& text) {
    if (!is_first_) table_.text += ',';
    is_first_ = false;
    table_.text += text;
    return *this;
  }

  CsvTable table_;
  bool is_first_ = true;
};

template <typename Row, typename Cells>
CsvTable table_of(std::string name, const std::string& columns, std::span<const Row> rows,
                  Cells cells) {
  Table table(std::move(name), columns);
  for (const Row& row : rows) {
    cells(table, row);
    table.end_row();
  }
  return table.take();
}

CsvTable expiries_table(const DumpReport& report) {
  const ExpiryTallies& expiries = report.expiries;
  struct Row {
    const char* when;
    const Tally* tally;
  };
  const std::array<Row, 6> rows = {Row{"past", &expiries.past},   {"within_1h", &expiries.hour},
                                   {"within_24h", &expiries.day}, {"within_7d", &expiries.week},
                                   {"later", &expiries.later},    {"unknown", &expiries.unknown}};
  return table_of<Row>(
      "expiries", std::string("expiry,") + kTallyColumns, rows,
      [](Table& table, const Row& row) { table.text(row.when).tally(*row.tally); });
}

CsvTable largest_table(const DumpReport& report) {
  return table_of<LargeKey>(
      "largest",
      "key,db,type,encoding,loaded_encoding,elements,memory,memory_usage,exactness,record_bytes,"
      "slot,offset",
      report.largest, [](Table& table, const LargeKey& key) {
        table.text(key.key).number(key.db).text(name_of(key.type)).text(key.encoding);
        table.text(name_of(key.loaded));
        if (key.elements == kUnknownCount) {
          table.text("");
        } else {
          table.number(key.elements);
        }
        table.number(key.memory.allocated)
            .number(key.memory.memory_usage)
            .text(name_of(key.exactness))
            .number(key.record_bytes)
            .number(hash_slot(key.key))
            .number(key.offset);
      });
}

CsvTable distributions_table(const DumpReport& report) {
  Table table("distributions", "of,from,to,keys,memory");
  const auto add = [&table](const char* name, const Distribution& values) {
    for (std::size_t i = 0; i < Distribution::kBuckets; ++i) {
      const Distribution::Bucket& bucket = values.buckets()[i];
      if (bucket.keys == 0) continue;
      table.text(name).number(Distribution::first_of(i)).number(Distribution::last_of(i));
      table.number(bucket.keys).number(bucket.memory).end_row();
    }
  };
  add("key_bytes", report.key_lengths);
  add("value_bytes", report.value_bytes);
  add("elements", report.elements);
  add("ttl_seconds", report.seconds_left);
  add("idle_seconds", report.idle_seconds);
  add("frequency", report.frequencies);
  return table.take();
}

CsvTable slots_table(const DumpReport& report) {
  Table table("slots", "slot,keys,memory");
  for (std::size_t i = 0; i < report.slots.size(); ++i) {
    if (report.slots[i].keys == 0) continue;
    table.number(i).number(report.slots[i].keys).number(report.slots[i].memory).end_row();
  }
  return table.take();
}

}  // namespace

std::vector<CsvTable> render_report_csv(const DumpReport& report) {
  const auto with_tally = [](const char* columns) { return std::string(columns) + kTallyColumns; };
  const auto encoding = [](Table& table, const EncodingTally& row) {
    table.text(name_of(row.type)).text(row.encoding).tally(row.tally);
  };
  std::vector<CsvTable> tables;
  tables.push_back(
      table_of<DatabaseTally>("databases", with_tally("db,") + ",tables", report.databases,
                              [](Table& table, const DatabaseTally& row) {
                                table.number(row.db).tally(row.tally).number(row.tables);
                              }));
  tables.push_back(table_of<TypeTally>(
      "types", with_tally("type,"), report.types,
      [](Table& table, const TypeTally& row) { table.text(name_of(row.type)).tally(row.tally); }));
  tables.push_back(table_of<EncodingTally>("encodings", with_tally("type,encoding,"),
                                           report.encodings, encoding));
  tables.push_back(table_of<EncodingTally>("loaded_encodings", with_tally("type,encoding,"),
                                           report.loaded, encoding));
  tables.push_back(expiries_table(report));
  tables.push_back(table_of<ShapeRow>("shapes", with_tally("pattern,type,") + ",example",
                                      report.shapes, [](Table& table, const ShapeRow& row) {
                                        table.text(row.pattern).text(name_of(row.type));
                                        table.tally(row.tally).text(row.example);
                                      }));
  tables.push_back(table_of<PrefixRow>("prefixes",
                                       with_tally("prefix,depth,") + ",others_keys,others_memory",
                                       report.prefixes, [](Table& table, const PrefixRow& row) {
                                         table.text(row.prefix).number(row.depth).tally(row.tally);
                                         table.number(row.others.keys).number(row.others.memory);
                                       }));
  tables.push_back(largest_table(report));
  tables.push_back(distributions_table(report));
  if (!report.slots.empty()) tables.push_back(slots_table(report));
  return tables;
}

}  // namespace rdb
