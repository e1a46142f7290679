#include "tools/ungroup_summary.h"

#include "librdb/base/errors.h"
#include "librdb/report/json_text.h"
#include "librdb/report/quantity_text.h"
#include "tools/summary_line.h"

namespace rdbmill {
namespace {

using Reason = rdb::UngroupStats::Reason;

constexpr std::size_t kLabelWidth = 22;
constexpr std::size_t kSampleShown = 40;

void add_line(std::string& out, const std::string& label, const std::string& count,
              const std::string& remark = {}) {
  out += summary_line(label, kLabelWidth, count, remark);
}

}  // namespace

std::string ungroup_text(const UngroupSummary& summary) {
  const rdb::UngroupStats& stats = summary.stats;
  std::string out;
  add_line(out, "keys read", rdb::thousands(stats.keys));
  add_line(out, "hashes ungrouped", rdb::thousands(stats.ungrouped),
           rdb::percent(stats.ungrouped, stats.keys));
  add_line(out, "left as they are", rdb::thousands(stats.keys - stats.ungrouped));
  for (std::size_t i = 0; i < rdb::UngroupStats::kReasons; ++i) {
    const auto reason = static_cast<Reason>(i);
    if (stats.of(reason).keys == 0) continue;
    add_line(out, std::string("  ") + rdb::UngroupStats::explained(reason),
             rdb::thousands(stats.of(reason).keys),
             "e.g. \"" + rdb::escaped(stats.of(reason).sample, kSampleShown) + "\"");
  }
  add_line(out, "flat keys made", rdb::thousands(stats.made),
           stats.expiring != 0 ? rdb::thousands(stats.expiring) + " of them with an expiry" : "");
  add_line(out, "keys written", rdb::thousands(stats.keys - stats.ungrouped + stats.made));
  add_line(out, "sum of counters", rdb::grouped(rdb::to_decimal(stats.sum_in)), "in");
  add_line(out, "", rdb::grouped(rdb::to_decimal(stats.sum_out)), "out");
  add_line(out, "bytes", rdb::thousands(summary.bytes_in), "in");
  add_line(out, "", rdb::thousands(summary.bytes_out),
           "out, " + rdb::percent(summary.bytes_out, summary.bytes_in));
  return out;
}

std::string ungroup_json(const UngroupSummary& summary) {
  const rdb::UngroupStats& stats = summary.stats;
  rdb::JsonText json;
  json.begin_object();
  json.field("schema", "rdbmill.ungroup/1");
  json.field("keys_read", stats.keys);
  json.field("hashes_read", stats.hashes);
  json.field("ungrouped", stats.ungrouped);
  json.name("kept_by_reason");
  json.begin_object();
  for (std::size_t i = 0; i < rdb::UngroupStats::kReasons; ++i) {
    const auto reason = static_cast<Reason>(i);
    const rdb::UngroupStats::Kept& kept = stats.of(reason);
    json.name(rdb::UngroupStats::name_of(reason));
    json.begin_object();
    json.field("keys", kept.keys);
    if (kept.keys != 0) json.field("sample", kept.sample);
    json.end_object();
  }
  json.end_object();
  json.field("ambiguous", stats.ambiguous.keys);
  json.field("keys_made", stats.made);
  json.field("expiring", stats.expiring);
  json.name("sum_in");
  json.raw_number(rdb::to_decimal(stats.sum_in));
  json.name("sum_out");
  json.raw_number(rdb::to_decimal(stats.sum_out));
  json.name("rules");
  json.begin_array();
  for (const rdb::UngroupStats::Rule& rule : stats.rules) {
    json.begin_object();
    json.field("name", rule.name);
    json.field("hashes", rule.hashes);
    json.field("keys", rule.keys);
    json.end_object();
  }
  json.end_array();
  json.field("bytes_in", summary.bytes_in);
  json.field("bytes_out", summary.bytes_out);
  json.field("spilled_bytes", stats.spilled_bytes);
  json.end_object();
  return json.take();
}

}  // namespace rdbmill
