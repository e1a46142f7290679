// A CostComparison as text for people and as JSON for programs.
#pragma once
#include <string>

#include "librdb/report/cost_comparison.h"
#include "librdb/report/text_table.h"

namespace rdb {

/// The key in each database: what it costs in each server, then the terms of each figure.
std::string render_key_costs_text(const CostComparison& comparison, Bytes key,
                                  const TextStyle& style);

/// What INFO memory would say in each server after loading the dump.
std::string render_dump_costs_text(const CostComparison& comparison, const TextStyle& style);

/// Schema "rdbmill.explain/1": `servers`, and `keys` of one key or `predicted` of the dump.
std::string render_key_costs_json(const CostComparison& comparison, Bytes key);
std::string render_dump_costs_json(const CostComparison& comparison);

}  // namespace rdb
