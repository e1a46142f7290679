#include "librdb/report/report_csv.h"

#include <array>
#include <span>

#include "librdb/report/advice.h"
#include "librdb/report/quantity_text.h"
#include "librdb/report/report_distributions.h"

namespace rdb {
namespace {

const std::string kTallyColumns = CsvWriter::kTallyColumns;

template <typename Row, typename Cells>
CsvTable table_of(std::string name, const std::string& columns, std::span<const Row> rows,
                  Cells cells) {
  CsvWriter table(std::move(name), columns);
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
      "expiries", "expiry," + kTallyColumns, rows,
      [](CsvWriter& table, const Row& row) { table.text(row.when).tally(*row.tally); });
}

CsvTable expiry_days_table(const DumpReport& report) {
  CsvWriter table("expiry_days", "day,keys,memory");
  for (const DayTally& row : report.expiry_days) {
    table.text(day_text(row.day)).number(row.keys).number(row.memory).end_row();
  }
  if (report.expiry_later.keys != 0) {
    table.text("later").number(report.expiry_later.keys).number(report.expiry_later.memory);
    table.end_row();
  }
  return table.take();
}

CsvTable inputs_table(const DumpReport& report) {
  return table_of<ReportInput>(
      "inputs",
      "label,file,server,created,complete,dump_bytes,used_memory,used_mem," + kTallyColumns,
      report.inputs, [](CsvWriter& table, const ReportInput& input) {
        table.text(input.label).text(input.file).text(input.profile);
        table.text(input.created_ms ? iso_text(*input.created_ms) : "");
        table.number(input.is_complete ? 1 : 0).number(input.dump_bytes);
        table.number(input.predicted.used_memory);
        input.used_mem ? table.number(*input.used_mem) : table.text("");
        table.tally(input.total);
      });
}

CsvTable largest_table(const DumpReport& report) {
  return table_of<LargeKey>(
      "largest",
      "key,db,type,encoding,loaded_encoding,elements,memory,memory_usage,exactness,record_bytes,"
      "slot,offset,input,full_key_bytes",
      report.largest, [](CsvWriter& table, const LargeKey& key) {
        table.text(key.name.front).number(key.db).text(name_of(key.type)).text(key.encoding);
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
            .number(key.name.slot)
            .number(key.offset)
            .text(key.input);
        key.name.is_cut() ? table.number(key.name.bytes) : table.text("");
      });
}

CsvTable distributions_table(const DumpReport& report) {
  CsvWriter table("distributions", "of,from,to,keys,memory");
  for (const DistributionName& name : kDistributionNames) {
    const Distribution& values = report.*name.member;
    for (std::size_t i = 0; i < Distribution::kBuckets; ++i) {
      const Distribution::Bucket& bucket = values.buckets()[i];
      if (bucket.keys == 0) continue;
      table.text(name.text).number(Distribution::first_of(i)).number(Distribution::last_of(i));
      table.number(bucket.keys).number(bucket.memory).end_row();
    }
  }
  return table.take();
}

CsvTable slots_table(const DumpReport& report) {
  CsvWriter table("slots", "slot,keys,memory");
  for (std::size_t i = 0; i < report.slots.size(); ++i) {
    if (report.slots[i].keys == 0) continue;
    table.number(i).number(report.slots[i].keys).number(report.slots[i].memory).end_row();
  }
  return table.take();
}

CsvTable nodes_table(const DumpReport& report) {
  return table_of<NodeTally>("nodes", "node,slots,keys,memory", report.nodes,
                             [](CsvWriter& table, const NodeTally& row) {
                               table.text(row.name).number(row.slots);
                               table.number(row.keys).number(row.memory);
                             });
}

}  // namespace

std::vector<CsvTable> render_report_csv(const DumpReport& report) {
  const auto with_tally = [](const char* columns) { return std::string(columns) + kTallyColumns; };
  const auto encoding = [](CsvWriter& table, const EncodingTally& row) {
    table.text(name_of(row.type)).text(row.encoding).tally(row.tally);
  };
  std::vector<CsvTable> tables;
  tables.push_back(inputs_table(report));
  tables.push_back(
      table_of<DatabaseTally>("databases", with_tally("db,") + ",tables", report.databases,
                              [](CsvWriter& table, const DatabaseTally& row) {
                                table.number(row.db).tally(row.tally).number(row.tables);
                              }));
  tables.push_back(table_of<TypeTally>("types", with_tally("type,"), report.types,
                                       [](CsvWriter& table, const TypeTally& row) {
                                         table.text(name_of(row.type)).tally(row.tally);
                                       }));
  tables.push_back(table_of<EncodingTally>("encodings", with_tally("type,encoding,"),
                                           report.encodings, encoding));
  tables.push_back(table_of<EncodingTally>("loaded_encodings", with_tally("type,encoding,"),
                                           report.loaded, encoding));
  tables.push_back(expiries_table(report));
  tables.push_back(expiry_days_table(report));
  tables.push_back(table_of<ShapeRow>("shapes", with_tally("pattern,type,") + ",example",
                                      report.shapes, [](CsvWriter& table, const ShapeRow& row) {
                                        table.text(row.pattern).text(name_of(row.type));
                                        table.tally(row.tally).text(row.example);
                                      }));
  tables.push_back(table_of<PrefixRow>("prefixes",
                                       with_tally("prefix,depth,") + ",others_keys,others_memory",
                                       report.prefixes, [](CsvWriter& table, const PrefixRow& row) {
                                         table.text(row.prefix).number(row.depth).tally(row.tally);
                                         table.number(row.others.keys).number(row.others.memory);
                                       }));
  tables.push_back(largest_table(report));
  tables.push_back(distributions_table(report));
  if (!report.slots.empty()) tables.push_back(slots_table(report));
  if (!report.nodes.empty()) tables.push_back(nodes_table(report));
  return tables;
}

}  // namespace rdb
