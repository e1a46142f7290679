#include "librdb/write/target_survey.h"

#include "librdb/write/value_policy.h"

namespace rdb {

void TargetSurvey::on(const Header& event) {
  family_ = event.family;
  target_ = TargetFormat(server_, event.family, event.version);
  magic_ = TargetFormat({}, event.family, event.version).magic();
  loads_file_ = target_.loads_version(event.family, event.version);
  Stage::on(event);
}

void TargetSurvey::count(Fate fate, const std::string& what, const Entry* entry) {
  Row& row = rows_[{fate, what}];
  row_ = &row;
  if (fate == Fate::refused) ++refused_;
  if (fate != Fate::copied) loads_file_ = false;
  if (row.keys++ != 0 || entry == nullptr) return;
  row.has_key = true;
  row.db = entry->db;
  row.first_key = entry->key;
}

Interests TargetSurvey::enter(const Entry& entry) {
  Stage::enter(entry);
  if (!entry.key_metadata.empty() && !target_.is_same()) {
    count(Fate::refused, "key with metadata of a module", &entry);
    return kSkip;
  }
  const Interests wish = stored_or_encoded(target_, family_, entry);
  if (wish.empty()) {
    count(Fate::refused, reason_to_leave_out(family_, entry), &entry);
  } else {
    const bool copied = wish == Interest::raw;
    count(copied ? Fate::copied : Fate::converted, std::string(entry.encoding), &entry);
  }
  return kSkip;
}

void TargetSurvey::on(const Function& event) {
  const bool loads =
      event.pre_release ? target_.loads_pre_release_functions() : target_.has_functions();
  count(loads ? Fate::copied : Fate::refused, "function library", nullptr);
  Stage::on(event);
}

void TargetSurvey::on(const Leave& event) {
  row_->value_bytes += event.value_bytes;
  if (next().needs().leave) Stage::on(event);
}

}  // namespace rdb
