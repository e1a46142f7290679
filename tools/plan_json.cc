#include "librdb/report/json_text.h"
#include "tools/plan_text.h"
#include "tools/rules_file.h"

namespace rdbmill {
namespace {

using rdb::JsonText;

// Whole numbers: bytes, hashes and fields have no fractions that mean anything.
void add_number(JsonText& json, rdb::Bytes name, double value) {
  json.field(name, static_cast<std::int64_t>(value < 0 ? value - 0.5 : value + 0.5));
}

void add_estimate(JsonText& json, rdb::Bytes name, const rdb::Estimate& estimate) {
  json.name(name);
  json.begin_object();
  add_number(json, "value", estimate.value);
  add_number(json, "error", estimate.error);
  json.end_object();
}

void add_candidate(JsonText& json, const rdb::Plan& plan, const rdb::PlanShape& shape,
                   const rdb::PlanCandidate& candidate, const PlanTextOptions& options) {
  json.begin_object();
  json.field("field", candidate.field);
  add_number(json, "values", candidate.values);
  if (!candidate.refusal.empty()) {
    json.field("refusal", candidate.refusal);
    json.end_object();
    return;
  }
  json.field("exact", candidate.is_exact);
  json.field("keys", candidate.keys);
  if (plan.policy.group_ttl != rdb::GroupTtl::leave) {
    add_estimate(json, "disagree", candidate.left);
    add_estimate(json, "expiring_hashes", candidate.expiring_hashes);
  }
  add_estimate(json, "hashes", candidate.hashes);
  json.name("fields");
  json.begin_object();
  json.field("p50", candidate.median_fields);
  json.field("p90", candidate.p90_fields);
  json.field("p99", candidate.p99_fields);
  json.field("largest_seen", candidate.largest_fields);
  json.end_object();
  add_estimate(json, "hashtables", candidate.hashtables);
  add_estimate(json, "fields_in_hashtables", candidate.fields_in_hashtables);
  json.field("memory_before", candidate.memory_before);
  add_estimate(json, "memory_after", candidate.memory_after);
  json.field("tables_before", candidate.tables_before);
  json.field("tables_after", candidate.tables_after);
  json.field("file_before", candidate.file_before);
  add_estimate(json, "file_after", candidate.file_after);
  add_number(json, "saves", candidate.saved());
  json.field("command", plan_command(plan, shape, candidate, options));
  json.end_object();
}

void add_parts(JsonText& json, const rdb::KeyShape& shape) {
  json.name("parts");
  json.begin_array();
  for (const rdb::ShapePart& part : shape.parts) {
    json.begin_object();
    json.field(part.is_literal ? "literal" : "name", part.text);
    if (!part.is_literal) {
      json.field("class", rdb::name_of(part.column));
      add_number(json, "values", part.distinct);
    }
    json.end_object();
  }
  json.end_array();
}

void add_shape(JsonText& json, const rdb::Plan& plan, const rdb::PlanShape& shape,
               const PlanTextOptions& options) {
  json.begin_object();
  json.field("pattern", shape.shape.pattern);
  json.field("type", rdb::name_of(shape.shape.type));
  json.field("expires", shape.shape.has_expiry);
  json.field("keys", shape.shape.keys);
  json.field("key_bytes", shape.shape.key_bytes);
  json.field("integers", shape.integers);
  json.field("example", shape.shape.example);
  if (!plan.is_rule) add_parts(json, shape.shape);
  if (shape.also_matched != 0) {
    json.field("also_matched", shape.also_matched);
    json.field("also_example", shape.also_example);
  }
  if (!shape.reason.empty()) json.field("reason", shape.reason);
  if (shape.best) json.field("best", shape.candidates[*shape.best].field);
  json.name("candidates");
  json.begin_array();
  for (const rdb::PlanCandidate& candidate : shape.candidates) {
    add_candidate(json, plan, shape, candidate, options);
  }
  json.end_array();
  json.end_object();
}

}  // namespace

std::string plan_json(const rdb::Plan& plan, const PlanTextOptions& options) {
  JsonText json;
  json.begin_object();
  json.field("schema", "rdbmill.plan/1");
  json.field("file", plan.file);
  json.field("dump_bytes", plan.dump_bytes);
  json.field("server", rdb::name_of(plan.profile));
  json.field("server_is_checked", plan.server_match == rdb::ServerMatch::measured);
  json.field("server_match", rdb::name_of(plan.server_match));
  json.field("size_classes", rdb::name_of(plan.profile.allocator.classes()));
  json.field("keys", plan.keys);
  json.field("strings", plan.strings);
  json.field("expiring_strings", plan.expiring_strings);
  if (plan.policy.group_ttl != rdb::GroupTtl::leave) {
    json.field("group_ttl", group_ttl_text(plan.policy.group_ttl, plan.policy.tolerance_ms));
    json.field("expired", plan.expired);
    if (plan.policy.group_ttl == rdb::GroupTtl::field)
      json.field("not_modelled", "expiries of fields");
  }
  json.field("unshaped", plan.unshaped);
  json.field("ambiguous", plan.ambiguous);
  json.field("strings_memory", plan.strings_memory);
  json.field("tables", plan.tables);
  if (plan.best) {
    json.name("best");
    json.begin_object();
    const rdb::PlanShape& shape = plan.shapes[*plan.best];
    json.field("pattern", shape.shape.pattern);
    json.field("field", shape.candidates[*shape.best].field);
    json.end_object();
  }
  json.name("shapes");
  json.begin_array();
  for (const rdb::PlanShape& shape : plan.shapes) add_shape(json, plan, shape, options);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace rdbmill
