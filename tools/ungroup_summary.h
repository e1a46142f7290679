// What an ungroup did, for people and for programs.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/transform/regroup_rule.h"
#include "librdb/transform/ungroup_stats.h"

namespace rdbmill {

struct UngroupSummary {
  rdb::UngroupStats stats;
  std::uint64_t bytes_in = 0;   ///< of the dump, uncompressed
  std::uint64_t bytes_out = 0;  ///< of the RDB or RESP
};

/// Aligned lines, names escaped.
std::string ungroup_text(const UngroupSummary& summary);

/// Schema "rdbmill.ungroup/1"; sums as integers of any size.
std::string ungroup_json(const UngroupSummary& summary);

}  // namespace rdbmill
