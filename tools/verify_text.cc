#include "tools/verify_text.h"

#include "librdb/base/errors.h"
#include "librdb/report/json_text.h"
#include "librdb/report/quantity_text.h"

namespace rdbmill {
namespace {

constexpr std::size_t kLabelWidth = 20;
constexpr std::size_t kCountWidth = 15;

void add_line(std::string& out, const std::string& label, const std::string& count,
              const std::string& remark = {}) {
  out +=
      "  " + label + std::string(label.size() < kLabelWidth ? kLabelWidth - label.size() : 1, ' ');
  out += std::string(count.size() < kCountWidth ? kCountWidth - count.size() : 0, ' ') + count;
  if (!remark.empty()) out += "  " + remark;
  out += "\n";
}

std::string sum_text(rdb::Int128 sum) { return rdb::grouped(rdb::to_decimal(sum)); }

void add_growth(std::string& out, const rdb::Verification& found) {
  for (const rdb::Verification::Rule& rule : found.rules) {
    const std::string of_rule = found.rules.size() > 1 ? "rule " + rdb::escaped(rule.name, 64) : "";
    if (rule.grown != 0) {
      add_line(out, "counters grown", rdb::thousands(rule.grown),
               "by " + sum_text(rule.growth) + (of_rule.empty() ? "" : ", " + of_rule));
    }
    if (rule.added != 0) {
      add_line(out, "fields added", rdb::thousands(rule.added),
               "with " + sum_text(rule.added_sum) + (of_rule.empty() ? "" : ", " + of_rule));
    }
  }
  if (found.grown_keys != 0) {
    add_line(out, "flat counters grown", rdb::thousands(found.grown_keys),
             "by " + sum_text(found.growth_of_keys));
  }
  if (found.added_keys != 0) add_line(out, "keys added", rdb::thousands(found.added_keys));
  if (found.expired != 0) add_line(out, "expired since", rdb::thousands(found.expired));
}

void add_difference(rdb::JsonText& json, const rdb::Difference& difference) {
  json.begin_object();
  json.field("kind", rdb::Difference::name_of(difference.kind));
  json.field("db", difference.db);
  json.field("key", difference.key);
  if (difference.has_field) json.field("field", difference.field);
  if (!difference.expected.empty()) json.field("expected", difference.expected);
  if (!difference.found.empty()) json.field("found", difference.found);
  json.end_object();
}

void add_sum(rdb::JsonText& json, const char* name, rdb::Int128 sum) {
  json.name(name);
  json.raw_number(rdb::to_decimal(sum));
}

void add_rules(rdb::JsonText& json, const rdb::Verification& found) {
  json.name("rules");
  json.begin_array();
  for (const rdb::Verification::Rule& rule : found.rules) {
    json.begin_object();
    json.field("name", rule.name);
    json.field("pairs", rule.matched);
    json.field("grown", rule.grown);
    add_sum(json, "growth", rule.growth);
    json.field("added", rule.added);
    add_sum(json, "added_sum", rule.added_sum);
    json.end_object();
  }
  json.end_array();
}

void add_databases(rdb::JsonText& json, const rdb::Verification& found) {
  json.name("databases");
  json.begin_array();
  for (const rdb::Verification::Database& database : found.databases) {
    json.begin_object();
    json.field("db", database.db);
    json.field("source_keys", database.source_keys);
    json.field("result_keys", database.result_keys);
    json.field("pairs", database.pairs);
    add_sum(json, "sum_source", database.sum_source);
    add_sum(json, "sum_expected", database.sum_expected);
    add_sum(json, "sum_found", database.sum_found);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string differences_text(const rdb::Verification& found) {
  std::string out;
  for (const rdb::Difference& difference : found.differences) {
    if (difference.kind != rdb::Difference::Kind::functions) {
      out += "db " + std::to_string(difference.db) + " key \"" + rdb::escaped(difference.key) + '"';
      if (difference.has_field) out += " field \"" + rdb::escaped(difference.field) + '"';
      out += ": ";
    }
    out += std::string(rdb::Difference::name_of(difference.kind));
    if (!difference.expected.empty()) out += ": expected " + difference.expected;
    if (!difference.found.empty()) {
      out += (difference.expected.empty() ? ": found " : ", found ") + difference.found;
    }
    out += "\n";
  }
  return out;
}

std::string verification_text(const rdb::Verification& found) {
  std::string out;
  add_line(out, "counters", rdb::thousands(found.pairs),
           "in " + rdb::thousands(found.hashes) +
               (found.hashes == 1 ? " hash with " : " hashes with ") +
               rdb::thousands(found.fields) + (found.fields == 1 ? " field" : " fields"));
  add_line(out, "keys that pass", rdb::thousands(found.passing));
  for (const rdb::Verification::Database& database : found.databases) {
    const std::string db = "db " + std::to_string(database.db);
    add_line(out, db + " keys", rdb::thousands(database.source_keys), "before");
    add_line(out, "", rdb::thousands(database.result_keys), "after");
    if (database.pairs == 0 && database.sum_found == 0) continue;
    add_line(out, db + " sum", sum_text(database.sum_source), "before");
    if (database.sum_expected != database.sum_source) {
      add_line(out, "", sum_text(database.sum_expected), "by the policy on conflicts");
    }
    add_line(out, "", sum_text(database.sum_found), "after");
  }
  add_growth(out, found);
  add_line(out, "differences", rdb::thousands(found.count));
  for (std::size_t i = 0; i < rdb::Difference::kKinds; ++i) {
    if (found.by_kind[i] == 0) continue;
    add_line(out,
             "  " + std::string(rdb::Difference::name_of(static_cast<rdb::Difference::Kind>(i))),
             rdb::thousands(found.by_kind[i]));
  }
  return out;
}

std::string verification_json(const rdb::Verification& found) {
  rdb::JsonText json;
  json.begin_object();
  json.field("schema", "rdbmill.verify/1");
  json.field("proved", found.is_proved());
  json.field("pairs", found.pairs);
  json.field("hashes", found.hashes);
  json.field("fields", found.fields);
  json.field("passing", found.passing);
  json.field("grown_keys", found.grown_keys);
  add_sum(json, "growth_of_keys", found.growth_of_keys);
  json.field("added_keys", found.added_keys);
  json.field("expired", found.expired);
  add_rules(json, found);
  add_databases(json, found);
  json.field("difference_count", found.count);
  json.name("differences_by_kind");
  json.begin_object();
  for (std::size_t i = 0; i < rdb::Difference::kKinds; ++i) {
    if (found.by_kind[i] == 0) continue;
    json.field(rdb::Difference::name_of(static_cast<rdb::Difference::Kind>(i)), found.by_kind[i]);
  }
  json.end_object();
  json.name("differences");
  json.begin_array();
  for (const rdb::Difference& difference : found.differences) add_difference(json, difference);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace rdbmill
