#include "tools/regroup_summary.h"

#include "librdb/base/errors.h"
#include "librdb/report/json_text.h"
#include "librdb/report/quantity_text.h"
#include "tools/summary_line.h"

namespace rdbmill {
namespace {

using Reason = rdb::RegroupStats::Reason;

constexpr std::size_t kLabelWidth = 18;
constexpr std::size_t kSampleShown = 40;

void add_line(std::string& out, const std::string& label, const std::string& count,
              const std::string& remark = {}) {
  out += summary_line(label, kLabelWidth, count, remark);
}

const char* described(Reason reason) {
  switch (reason) {
    case Reason::type:
      return "not a string";
    case Reason::parts:
      return "other pattern";
    case Reason::ambiguous:
      return "ambiguous parts";
    case Reason::value:
      return "no integer";
    case Reason::expiry:
      return "has an expiry";
    case Reason::expired:
      return "expired";
    case Reason::own_name:
      return "named as a new key";
    case Reason::metadata:
      return "has metadata";
    case Reason::disagree:
      return "expiries differ";
  }
  return "other";
}

std::uint64_t not_matched(const rdb::RegroupStats& stats) { return stats.keys - stats.matched; }

void add_reasons(std::string& out, const rdb::RegroupStats& stats) {
  for (std::size_t i = 0; i < rdb::RegroupStats::kReasons; ++i) {
    const auto reason = static_cast<Reason>(i);
    const rdb::RegroupStats::Unmatched& unmatched = stats.of(reason);
    if (unmatched.keys == 0) continue;
    add_line(out, std::string("  ") + described(reason), rdb::thousands(unmatched.keys),
             "e.g. \"" + rdb::escaped(unmatched.sample, kSampleShown) + "\"");
  }
}

}  // namespace

std::string regroup_text(const RegroupSummary& summary) {
  const rdb::RegroupStats& stats = summary.stats;
  std::string out;
  add_line(out, "keys read", rdb::thousands(stats.keys));
  add_line(out, "regrouped", rdb::thousands(stats.matched),
           rdb::percent(stats.matched, stats.keys));
  add_line(out, "not regrouped", rdb::thousands(not_matched(stats)),
           stats.dropped != 0 ? rdb::thousands(stats.dropped) + " of them dropped" : "");
  add_reasons(out, stats);
  add_line(out, "hashes written", rdb::thousands(stats.hashes),
           "with " + rdb::thousands(stats.fields) + (stats.fields == 1 ? " field" : " fields"));
  add_line(out, "keys written",
           rdb::thousands(not_matched(stats) - stats.dropped - stats.united + stats.hashes));
  if (stats.united != 0) {
    add_line(out, "  united", rdb::thousands(stats.united), "existing hashes");
  }
  if (summary.rules.size() > 1) {
    for (const rdb::RegroupStats::Rule& rule : stats.rules) {
      add_line(out, "  rule " + rdb::escaped(rule.name, kSampleShown), rdb::thousands(rule.matched),
               "regrouped");
    }
  }
  add_line(out, "conflicts", rdb::thousands(stats.conflicts));
  if (stats.expiry_shifted != 0) {
    add_line(
        out, "expire otherwise", rdb::thousands(stats.expiry_shifted),
        "keys, by up to " + rdb::duration_text(static_cast<std::int64_t>(stats.longest_shift_ms)));
  }
  if (stats.expiry_lost != 0) {
    add_line(out, "expire no more", rdb::thousands(stats.expiry_lost), "keys");
  }
  add_line(out, "sum of counters", rdb::grouped(rdb::to_decimal(stats.sum_in)), "in");
  add_line(out, "", rdb::grouped(rdb::to_decimal(stats.sum_out)), "out");
  add_line(out, "", rdb::grouped(rdb::to_decimal(stats.sum_discarded)), "discarded");
  add_line(out, "bytes", rdb::thousands(summary.bytes_in), "in");
  add_line(out, "", rdb::thousands(summary.bytes_out),
           "out, " + rdb::percent(summary.bytes_out, summary.bytes_in));
  if (stats.spilled_bytes != 0) {
    add_line(out, "", rdb::thousands(stats.spilled_bytes), "in temporary files");
  }
  return out;
}

std::string regroup_json(const RegroupSummary& summary) {
  const rdb::RegroupStats& stats = summary.stats;
  rdb::JsonText json;
  const auto sum = [&](const char* name, rdb::Int128 value) {
    json.name(name);
    json.raw_number(rdb::to_decimal(value));
  };
  json.begin_object();
  json.field("schema", "rdbmill.regroup/1");
  json.name("rules");
  json.begin_array();
  for (std::size_t i = 0; i < summary.rules.size(); ++i) {
    json.begin_object();
    json.field("name", stats.rules[i].name);
    json.field("pattern", summary.rules[i].pattern);
    json.field("new_keys", summary.rules[i].new_keys);
    json.field("matched", stats.rules[i].matched);
    json.field("shadowed", stats.rules[i].is_shadowed);
    json.end_object();
  }
  json.end_array();
  json.field("keys_read", stats.keys);
  json.field("strings_read", stats.strings);
  json.field("matched", stats.matched);
  json.field("not_matched", not_matched(stats));
  json.field("dropped", stats.dropped);
  json.name("not_matched_by_reason");
  json.begin_object();
  for (std::size_t i = 0; i < rdb::RegroupStats::kReasons; ++i) {
    const auto reason = static_cast<Reason>(i);
    const rdb::RegroupStats::Unmatched& unmatched = stats.of(reason);
    json.name(rdb::RegroupStats::name_of(reason));
    json.begin_object();
    json.field("keys", unmatched.keys);
    if (unmatched.keys != 0) json.field("sample", unmatched.sample);
    json.end_object();
  }
  json.end_object();
  json.field("hashes_written", stats.hashes);
  json.field("fields_written", stats.fields);
  json.field("conflicts", stats.conflicts);
  json.field("united", stats.united);
  json.field("untouched", stats.untouched);
  sum("sum_in", stats.sum_in);
  sum("sum_out", stats.sum_out);
  sum("sum_discarded", stats.sum_discarded);
  json.field("bytes_in", summary.bytes_in);
  json.field("bytes_out", summary.bytes_out);
  json.field("expiry_shifted", stats.expiry_shifted);
  json.field("longest_shift_ms", stats.longest_shift_ms);
  json.field("expiry_lost", stats.expiry_lost);
  json.field("memory_peak", stats.memory_peak);
  json.field("spilled_bytes", stats.spilled_bytes);
  json.end_object();
  return json.take();
}

}  // namespace rdbmill
