#include "librdb/report/report_json.h"

#include <cmath>

#include "librdb/key/slot.h"
#include "librdb/report/advice.h"
#include "librdb/report/growth_text.h"
#include "librdb/report/json_text.h"
#include "librdb/report/quantity_text.h"
#include "librdb/report/report_distributions.h"
#include "librdb/report/report_union.h"

namespace rdb {
namespace {

void add_members(JsonText& json, const Tally& tally) {
  json.field("keys", tally.keys);
  json.field("bytes", tally.bytes);
  json.field("memory", tally.memory);
  json.field("memory_usage", tally.memory_usage);
  json.field("keys_without_ttl", tally.without_ttl);
  json.field("memory_without_ttl", tally.memory_without_ttl);
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

void add_predicted(JsonText& json, const PredictedMemory& predicted) {
  json.field("tables", predicted.tables);
  json.field("startup", predicted.startup);
  json.field("fixed", predicted.fixed);
  json.field("predicted", predicted.used_memory);
  json.field("dataset", predicted.dataset);
  json.field("overhead", predicted.overhead);
}

void add_inputs(JsonText& json, const DumpReport& report) {
  add_rows(json, "inputs", report.inputs, [&](const ReportInput& input) {
    json.field("label", input.label);
    json.field("file", input.file);
    json.field("family", input.family == Family::redis ? "redis" : "valkey");
    json.field("version", input.version);
    if (!input.server_version.empty()) json.field("server_version", input.server_version);
    if (!input.repl_id.empty()) json.field("repl_id", input.repl_id);
    if (input.created_ms) json.field("created", iso_text(*input.created_ms));
    if (input.clock_ms) json.field("clock", iso_text(*input.clock_ms));
    json.field("dump_bytes", input.dump_bytes);
    json.field("complete", input.is_complete);
    if (!input.fault.empty()) json.field("fault", input.fault);
    json.field("checksum", name_of(input.checksum));
    json.name("used_memory");
    json.begin_object();
    json.field("server", input.profile);
    json.field("server_is_checked", input.server_match == ServerMatch::measured);
    json.field("server_match", name_of(input.server_match));
    json.field("size_classes", input.size_classes);
    add_predicted(json, input.predicted);
    if (input.used_mem) json.field("when_saved", *input.used_mem);
    json.end_object();
    add_members(json, input.total);
  });
}

void add_used_memory(JsonText& json, const DumpReport& report) {
  json.name("used_memory");
  json.begin_object();
  json.field("keys", report.total.memory);
  add_predicted(json, report.predicted);
  if (const auto used_mem = report.used_mem()) json.field("when_saved", *used_mem);
  add_tally(json, "expected_values", report.inexactness.expected);
  json.field("standard_error",
             static_cast<std::uint64_t>(std::llround(report.inexactness.standard_error())));
  add_tally(json, "unknown", report.inexactness.unknown);
  json.end_object();
}

void add_expiries(JsonText& json, const DumpReport& report) {
  const ExpiryTallies& expiries = report.expiries;
  json.name("expiries");
  json.begin_object();
  if (!report.has_clock() || expiries.unknown.keys != 0) {
    add_tally(json, "unknown", expiries.unknown);
  }
  if (report.has_clock()) {
    add_tally(json, "past", expiries.past);
    add_tally(json, "within_1h", expiries.hour);
    add_tally(json, "within_24h", expiries.day);
    add_tally(json, "within_7d", expiries.week);
    add_tally(json, "later", expiries.later);
    add_rows(json, "by_day", report.expiry_days, [&](const DayTally& row) {
      json.field("day", day_text(row.day));
      json.field("keys", row.keys);
      json.field("memory", row.memory);
    });
    json.name("behind_last_day");
    json.begin_object();
    json.field("keys", report.expiry_later.keys);
    json.field("memory", report.expiry_later.memory);
    json.end_object();
  }
  json.end_object();
}

void add_shapes(JsonText& json, const DumpReport& report) {
  json.name("shapes");
  json.begin_object();
  add_tally(json, "unshaped", report.unshaped);
  add_rows(json, "rows", report.shapes, [&](const ShapeRow& row) {
    json.field("pattern", row.pattern);
    json.field("type", name_of(row.type));
    add_members(json, row.tally);
    json.field("example", row.example);
  });
  json.end_object();
}

void add_prefixes(JsonText& json, const DumpReport& report) {
  json.name("prefixes");
  json.begin_object();
  json.field("complete", report.prefixes_missing == 0);
  json.field("bound", report.scope.max_prefixes);
  json.field("memory_missing_at_most", report.prefixes_missing);
  add_rows(json, "rows", report.prefixes, [&](const PrefixRow& row) {
    json.field("prefix", row.prefix);
    json.field("depth", row.depth);
    add_members(json, row.tally);
    if (row.others.keys != 0) add_tally(json, "others", row.others);
  });
  json.end_object();
}

void add_largest(JsonText& json, const DumpReport& report) {
  add_rows(json, "largest", report.largest, [&](const LargeKey& key) {
    json.field("key", key.name.front);
    if (key.name.is_cut()) json.field("full_key_bytes", key.name.bytes);
    if (report.inputs.size() > 1) json.field("input", key.input);
    json.field("db", key.db);
    json.field("type", name_of(key.type));
    json.field("encoding", key.encoding);
    json.field("loaded_encoding", name_of(key.loaded));
    if (key.elements != kUnknownCount) json.field("elements", key.elements);
    json.field("memory", key.memory.allocated);
    json.field("memory_usage", key.memory.memory_usage);
    json.field("exactness", name_of(key.exactness));
    json.field("record_bytes", key.record_bytes);
    json.field("slot", std::uint64_t{key.name.slot});
    json.field("offset", key.offset);
  });
}

void add_distribution(JsonText& json, Bytes name, const Distribution& values) {
  if (values.keys() == 0) return;
  json.name(name);
  json.begin_object();
  json.field("keys", values.keys());
  json.field("p50", values.percentile(0.5));
  json.field("p90", values.percentile(0.9));
  json.field("p99", values.percentile(0.99));
  json.field("largest", values.largest());
  json.name("buckets");
  json.begin_array();
  for (std::size_t i = 0; i < Distribution::kBuckets; ++i) {
    const Distribution::Bucket& bucket = values.buckets()[i];
    if (bucket.keys == 0) continue;
    json.begin_object();
    json.field("from", Distribution::first_of(i));
    json.field("to", Distribution::last_of(i));
    json.field("keys", bucket.keys);
    json.field("memory", bucket.memory);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void add_distributions(JsonText& json, const DumpReport& report) {
  json.name("distributions");
  json.begin_object();
  for (const DistributionName& name : kDistributionNames) {
    add_distribution(json, name.text, report.*name.member);
  }
  json.end_object();
}

void add_slots(JsonText& json, const DumpReport& report) {
  if (report.slots.empty()) return;
  json.field("uncovered_slots", uncovered_slots(report, kSlots));
  json.name("slots");
  json.begin_array();
  for (std::size_t i = 0; i < report.slots.size(); ++i) {
    if (report.slots[i].keys == 0) continue;
    json.begin_object();
    json.field("slot", std::uint64_t{i});
    json.field("keys", report.slots[i].keys);
    json.field("memory", report.slots[i].memory);
    json.end_object();
  }
  json.end_array();
}

void add_nodes(JsonText& json, const DumpReport& report) {
  if (report.nodes.empty()) return;
  add_rows(json, "nodes", report.nodes, [&](const NodeTally& row) {
    json.field("node", row.name);
    json.field("slots", row.slots);
    json.field("keys", row.keys);
    json.field("memory", row.memory);
  });
}

void add_advice(JsonText& json, const DumpReport& report) {
  add_rows(json, "advice", advice_of(report), [&](const Advice& advice) {
    json.field("kind", name_of(advice.kind));
    json.field("saved", advice.saved);
    json.field("keys", advice.keys);
    if (!advice.pattern.empty()) {
      json.field("pattern", advice.pattern);
      json.field("type", name_of(advice.type));
    }
    if (advice.kind == Advice::Kind::regroup) {
      json.field("field", advice.field);
      json.field("hashes", advice.hashes);
      json.field("estimated", true);
    }
    if (advice.kind == Advice::Kind::skew) json.field("node", advice.node);
    if (advice.kind == Advice::Kind::raise_limit) {
      json.field("setting", advice.setting);
      json.field("from", advice.from);
      json.field("to", advice.to);
    }
  });
}

}  // namespace

std::string render_report_json(const DumpReport& report, const ReportGrowth* growth) {
  JsonText json;
  json.begin_object();
  json.field("schema", "rdbmill.report/3");
  json.field("complete", report.is_complete());
  json.field("dump_bytes", report.dump_bytes);
  add_inputs(json, report);
  add_tally(json, "total", report.total);
  add_used_memory(json, report);
  add_expiries(json, report);
  add_rows(json, "databases", report.databases, [&](const DatabaseTally& row) {
    json.field("db", row.db);
    add_members(json, row.tally);
    json.field("tables", row.tables);
  });
  add_rows(json, "types", report.types, [&](const TypeTally& row) {
    json.field("type", name_of(row.type));
    add_members(json, row.tally);
  });
  const auto add_encoding = [&](const EncodingTally& row) {
    json.field("encoding", row.encoding);
    json.field("type", name_of(row.type));
    add_members(json, row.tally);
  };
  add_rows(json, "encodings", report.encodings, add_encoding);
  add_rows(json, "loaded_encodings", report.loaded, add_encoding);
  add_shapes(json, report);
  add_prefixes(json, report);
  add_largest(json, report);
  add_distributions(json, report);
  add_slots(json, report);
  add_nodes(json, report);
  add_advice(json, report);
  if (growth != nullptr) {
    json.name("growth");
    json.begin_object();
    add_growth_members(json, *growth);
    json.end_object();
  }
  json.end_object();
  return json.take();
}

}  // namespace rdb
