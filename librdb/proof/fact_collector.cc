#include "librdb/proof/fact_collector.h"

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

std::size_t most_parts(const std::vector<CompiledRule>& rules) {
  std::size_t most = 0;
  for (const CompiledRule& rule : rules) most = std::max(most, rule.pattern().names().size());
  return most;
}

}  // namespace

FactCollector::FactCollector(VerifyTask& task, FactSink& facts, bool is_source)
    : task_(task),
      facts_(facts),
      is_source_(is_source),
      digest_(task.digest_key),
      stream_(task.digest_key),
      parts_(most_parts(task.rules)) {}

void FactCollector::on(const Aux& event) {
  if (event.name != "ctime") return;
  const auto time = milliseconds_of_ctime(event.value);
  if (!is_source_) {
    task_.result_time_ms = time;
  } else if (!task_.options.now_ms) {
    task_.options.now_ms = time;
  }
}

void FactCollector::on(const Function& event) {
  const Digest library = digest_.of(event.library);
  Digest& sum = task_.functions[is_source_ ? 0 : 1];
  add_to(sum, library);
}

// ---- what becomes of a key ---------------------------------------------------------------------

Interests FactCollector::enter(const Entry& entry) {
  entry_ = &entry;
  ++place_;
  Verification::Database& database = task_.database(entry.db);
  ++(is_source_ ? database.source_keys : database.result_keys);
  rule_ = nullptr;
  in_fields_ = false;
  if (is_source_ && belongs_into_a_hash(entry)) return Interest::elements;
  rule_ = nullptr;
  if (is_source_ && task_.options.drop_rest) return kSkip;
  in_fields_ = entry.type == ObjectType::hash && task_.maker_of(entry.db, entry.key) != nullptr;
  if (entry.type == ObjectType::module || entry.type == ObjectType::other) return Interest::raw;
  digest_.begin();
  // What commands cannot say is not wanted of them; what they do, they tell in their own form.
  if (entry.type == ObjectType::stream) {
    stream_.begin(is_source_ ? task_.wanted_of_stream(entry.type_byte) : StreamForm::stored);
  }
  return Interest::elements;
}

// Of a string whether the value allows it shows later. The first rule that takes a key decides.
bool FactCollector::belongs_into_a_hash(const Entry& entry) {
  if (entry.type != ObjectType::string || !entry.key_metadata.empty()) return false;
  const auto found =
      std::find_if(task_.rules.begin(), task_.rules.end(),
                   [&](const CompiledRule& rule) { return rule.takes(entry, parts_, field_); });
  if (found == task_.rules.end()) return false;
  if (!found->needs_only_field() && !found->key_template().can_render(parts_)) return false;
  if (stays_for_its_name(task_.rules, *found, entry.key)) return false;
  rule_ = &*found;
  if (!entry.attributes.has_expiry()) return true;
  if (found->rule().group_ttl == GroupTtl::leave) return false;
  if (!task_.options.now_ms) refuse_without_clock(entry.key);
  return entry.attributes.expire_ms > *task_.options.now_ms;
}

// ---- values ------------------------------------------------------------------------------------

void FactCollector::on(const StringValue& event) {
  std::int64_t integer = 0;
  if (rule_ != nullptr &&
      (rule_->rule().values == RegroupRule::Values::any || integer_of(event.value, integer))) {
    return say_matched(event.value);
  }
  if (is_source_ && task_.options.drop_rest) return;
  value_.clear();
  fact::put_value(value_, event.value, digest_);
  say_key(value_);
}

// The old key without the field, in the usual case.
void FactCollector::render_new_key() {
  const KeyTemplate& to = rule_->key_template();
  new_key_.clear();
  if (!rule_->needs_only_field()) return to.render(parts_, new_key_);
  const Bytes key = entry_->key;
  const Bytes cut = to.cut_of(field_);
  const auto before = static_cast<std::size_t>(cut.data() - key.data());
  new_key_.append(key.substr(0, before)).append(key.substr(before + cut.size()));
}

void FactCollector::say_matched(const Payload& value) {
  render_new_key();
  value_.clear();
  fact::put_value(value_, value, digest_);
  Fact fact;
  fact.kind = FactKind::matched;
  fact.db = entry_->db;
  fact.key = new_key_;
  fact.field = field_;
  fact.value = value_;
  fact.expire_ms = entry_->attributes.expire_ms;
  fact.rule = static_cast<std::size_t>(rule_ - task_.rules.data());
  fact.place = place_;
  facts_.add(fact);
  ++task_.found.pairs;
  ++task_.found.rules[fact.rule].matched;
  ++task_.database(fact.db).pairs;
}

void FactCollector::on(const RawValue& event) {
  std::uint64_t size = 0;
  const Digest digest = digest_.of(event.body, size);
  value_.clear();
  fact::put_value(value_, digest, size);
  say_key(value_);
}

void FactCollector::on(const HashField& event) {
  if (!in_fields_) return digest_.add(event);
  value_.clear();
  fact::put_value(value_, event.value, digest_);
  Fact fact;
  fact.kind = is_source_ ? FactKind::source_field : FactKind::result_field;
  fact.db = entry_->db;
  fact.key = entry_->key;
  fact.field = event.field;
  fact.value = value_;
  fact.expire_ms = event.expire_ms;
  if (!is_source_) fact.place = place_;
  facts_.add(fact);
}

void FactCollector::on(const CollectionEnd&) {
  value_.clear();
  if (entry_->type == ObjectType::stream) {
    fact::put_value(value_, stream_.value(), stream_.entries());
  } else if (!in_fields_) {
    fact::put_value(value_, digest_.value(), digest_.elements());
  }
  say_key(value_);
}

void FactCollector::say_key(Bytes value) {
  Fact fact;
  fact.kind = is_source_ ? FactKind::source_key : FactKind::result_key;
  fact.db = entry_->db;
  fact.key = entry_->key;
  fact.type = entry_->type;
  fact.in_fields = in_fields_;
  fact.has_metadata = !entry_->key_metadata.empty();
  fact.expire_ms = entry_->attributes.expire_ms;
  fact.value = value;
  fact.place = place_;
  if (is_source_) ++task_.found.passing;
  const bool is_late = task_.may_be_given_back(*entry_, parts_);
  if (is_late && !in_fields_) return facts_.add_late(fact);
  facts_.add(fact);
  if (is_late && !is_source_) {
    fact.kind = FactKind::result_also;
    facts_.add_late(fact);
  }
}

}  // namespace rdb
