// What a RESP stream holds and what it leaves out, in one remark.
#pragma once
#include <cstdint>
#include <string>

#include "librdb/write/resp_writer.h"

namespace rdbmill {

/// "1,000 keys in 1,003 commands; 2 keys expired by … (the wall clock) were not sent".
std::string resp_summary(const rdb::RespWriter::Counts& counts, std::int64_t now_ms,
                         bool wall_clock);

/// On stderr, if a database was selected that not every server has: `redis-cli --pipe` goes on
/// after a SELECT that failed.
void warn_of_databases(const rdb::RespWriter::Counts& counts);

}  // namespace rdbmill
