#include "tools/resp_summary.h"

#include "librdb/report/quantity_text.h"
#include "tools/terminal.h"

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
  return text;
}

void warn_of_databases(const rdb::RespWriter::Counts& counts) {
  constexpr std::uint32_t kUsual = 16;  // a server's, if its configuration does not say more
  if (counts.highest_db < kUsual) return;
  print_message("warning: database " + std::to_string(counts.highest_db) +
                " is selected: a server with fewer databases, 16 by default, refuses that and puts "
                "the keys that follow into the one before");
}

}  // namespace rdbmill
