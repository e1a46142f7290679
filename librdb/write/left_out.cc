#include "librdb/write/left_out.h"

#include "librdb/base/errors.h"

namespace rdb {

void LeftOut::add(const Entry* entry, const std::string& reason) {
  Reason& row = reasons_[reason];
  if (row.count++ != 0 || entry == nullptr) return;
  row.has_key = true;
  row.db = entry->db;
  row.first_key = entry->key;
}

std::uint64_t LeftOut::count() const {
  std::uint64_t all = 0;
  for (const auto& [text, row] : reasons_) all += row.count;
  return all;
}

void LeftOut::refuse_if_any(const std::string& target) const {
  if (empty()) return;
  std::string reason = std::to_string(count()) + (count() == 1 ? " record has" : " records have") +
                       " no form for " + target;
  const char* separator = ": ";
  for (const auto& [text, row] : reasons_) {
    reason.append(separator).append(std::to_string(row.count)).append(" ").append(text);
    if (row.has_key) {
      reason += " (first \"" + escaped(row.first_key) + "\" in db " + std::to_string(row.db) + ")";
    }
    separator = "; ";
  }
  throw Refused(reason + "; --skip-unsupported leaves such records out");
}

}  // namespace rdb
