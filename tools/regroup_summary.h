// What a regroup did, for people and for programs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "librdb/transform/regroup_stats.h"

namespace rdbmill {

struct RegroupSummary {
  struct Rule {
    std::string pattern;
    std::string new_keys;
  };
  rdb::RegroupStats stats;
  std::vector<Rule> rules;      ///< as many as in `stats`
  std::uint64_t bytes_in = 0;   ///< of the dump, uncompressed
  std::uint64_t bytes_out = 0;  ///< of the RDB or RESP
};

/// Aligned lines, names escaped.
std::string regroup_text(const RegroupSummary& summary);

/// Schema "rdbmill.regroup/1"; sums as integers of any size.
std::string regroup_json(const RegroupSummary& summary);

}  // namespace rdbmill
