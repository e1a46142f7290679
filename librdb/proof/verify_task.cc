#include "librdb/proof/verify_task.h"

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdb {

bool VerifyTask::could_make(const CompiledRule& rule, std::uint32_t db, Bytes key) {
  const std::vector<std::uint32_t>& all = rule.rule().databases;
  const bool is_for = all.empty() || std::find(all.begin(), all.end(), db) != all.end();
  return is_for && rule.key_template().recognises(key);
}

const CompiledRule* VerifyTask::maker_of(std::uint32_t db, Bytes key) const {
  for (const CompiledRule& rule : rules) {
    if (could_make(rule, db, key)) return &rule;
  }
  return nullptr;
}

bool VerifyTask::may_be_given_back(const Entry& entry, std::span<Bytes> parts) const {
  return std::any_of(rules.begin(), rules.end(), [&](const CompiledRule& rule) {
    return rule.rule().group_ttl == GroupTtl::same && rule.takes(entry, parts);
  });
}

StreamForm VerifyTask::wanted_of_stream(std::uint8_t type_byte) const {
  if (!sent_streams) return StreamForm::stored;
  if (*sent_streams != StreamForm::stored) return *sent_streams;
  return form_of_stream(std::min(type_byte, restored_stream));
}

void VerifyTask::note_sent(StreamForm form) {
  if (sent_streams.value_or(form) != form) {
    throw Unsupported("streams are sent in different ways, for one server and for another");
  }
  sent_streams = form;
}

void VerifyTask::count_equal(const Fact& fact) {
  const auto add_integer = [&](Int128& sum) {
    if (const auto integer = fact::integer_of_value(fact.value)) sum += *integer;
  };
  switch (fact.kind) {
    case FactKind::matched: {
      Verification::Database& sums = database(fact.db);
      add_integer(sums.sum_source);
      return add_integer(sums.sum_expected);
    }
    case FactKind::result_field:
      ++found.fields;
      return add_integer(database(fact.db).sum_found);
    case FactKind::result_key:
      if (fact.in_fields) ++found.hashes;
      return;
    case FactKind::source_key:
      if (is_not_sent(fact.expire_ms)) ++found.expired;
      return;
    default:
      return;
  }
}

void VerifyTask::start_again() {
  Verification fresh;
  for (const Verification::Rule& rule : found.rules) fresh.rules.push_back({.name = rule.name});
  found = std::move(fresh);
  databases.clear();
  last_database = nullptr;
  functions[0] = functions[1] = {};
}

}  // namespace rdb
