#include "librdb/report/json_text.h"
#include "librdb/report/quantity_text.h"
#include "librdb/report/report_text.h"

namespace rdb {
namespace {

void add_members(JsonText& json, const Tally& tally) {
  json.field("keys", tally.keys);
  json.field("bytes", tally.bytes);
  json.field("keys_without_ttl", tally.without_ttl);
}

void add_tally(JsonText& json, Bytes name, const Tally& tally) {
  json.name(name);
  json.begin_object();
  add_members(json, tally);
  json.end_object();
}

template <typename Row, typename Members>
void add_rows(JsonText& json, Bytes name, const std::vector<Row>& rows, Members members) {
  json.name(name);
  json.begin_array();
  for (const Row& row : rows) {
    json.begin_object();
    members(row);
    json.end_object();
  }
  json.end_array();
}

void add_prefixes(JsonText& json, const DumpReport& report) {
  json.name("prefixes");
  json.begin_object();
  json.field("complete", report.prefixes_complete);
  json.field("bound", std::uint64_t{report.prefix_bound});
  add_rows(json, "rows", report.prefixes, [&](const PrefixTally& row) {
    json.field("prefix", row.prefix);
    json.field("depth", row.depth);
    add_members(json, row.tally);
    if (row.not_kept.keys != 0) add_tally(json, "not_kept", row.not_kept);
  });
  json.end_object();
}

void add_largest(JsonText& json, const DumpReport& report) {
  add_rows(json, "largest", report.largest, [&](const LargeKey& key) {
    json.field("key", key.key);
    json.field("db", key.db);
    json.field("type", name_of(key.type));
    json.field("encoding", key.encoding);
    json.field("record_bytes", key.record_bytes);
    json.field("offset", key.offset);
  });
}

}  // namespace

std::string render_report_json(const DumpReport& report) {
  JsonText json;
  json.begin_object();
  json.field("schema", "rdbmill.report/1");
  json.field("bytes_are", "serialized records in the dump");
  json.field("file", report.file);
  json.field("family", report.family == Family::redis ? "redis" : "valkey");
  json.field("version", report.version);
  if (!report.server_version.empty()) json.field("server_version", report.server_version);
  if (report.created_ms) json.field("created", iso_text(*report.created_ms));
  if (report.clock_ms) json.field("clock", iso_text(*report.clock_ms));
  json.field("dump_bytes", report.dump_bytes);
  add_tally(json, "total", report.total);
  add_tally(json, "expiring", report.expiring);
  if (report.clock_ms) add_tally(json, "expired", report.expired);
  add_rows(json, "databases", report.databases, [&](const DatabaseTally& row) {
    json.field("db", row.db);
    add_members(json, row.tally);
  });
  add_rows(json, "types", report.types, [&](const TypeTally& row) {
    json.field("type", name_of(row.type));
    add_members(json, row.tally);
  });
  add_rows(json, "encodings", report.encodings, [&](const EncodingTally& row) {
    json.field("encoding", row.encoding);
    json.field("type", name_of(row.type));
    add_members(json, row.tally);
  });
  add_prefixes(json, report);
  add_largest(json, report);
  json.end_object();
  return json.take();
}

}  // namespace rdb
