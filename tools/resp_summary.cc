#include "tools/resp_summary.h"

#include "librdb/report/quantity_text.h"

namespace rdbmill {

std::string resp_summary(const rdb::RespWriter::Counts& counts, std::int64_t now_ms,
                         bool wall_clock) {
  std::string text = rdb::thousands(counts.keys) + (counts.keys == 1 ? " key in " : " keys in ") +
                     rdb::thousands(counts.commands) +
                     (counts.commands == 1 ? " command" : " commands");
  if (counts.functions != 0) {
    text += ", with " + rdb::thousands(counts.functions) + " function libraries";
  }
  const auto left_out = [&](std::uint64_t count, const std::string& what) {
    if (count != 0) text += "; not sent: " + rdb::thousands(count) + " " + what;
  };
  // The wall clock changes from run to run: the time is told only where it mattered.
  left_out(counts.expired, "expired by " + rdb::utc_text(now_ms) +
                               (wall_clock ? " (the wall clock; see --now)" : " (--now)"));
  left_out(counts.expired_fields, "fields of hashes that had expired by then");
  left_out(counts.empty, "without elements");
  left_out(counts.functions_not_sent, "function libraries, which the target does not know");
  left_out(counts.module_records_not_sent, "module records, which have no command");
  return text;
}

}  // namespace rdbmill
