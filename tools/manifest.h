// What a regroup did, for ungroup, verify and whoever asks later: a rules file with more tables.
#pragma once
#include <string>
#include <vector>

#include "librdb/transform/regroup_rule.h"
#include "tools/dump_series.h"
#include "tools/regroup_summary.h"

namespace rdbmill {

std::string manifest_text(const std::vector<rdb::RegroupRule>& rules,
                          const std::vector<SeriesInput>& inputs, const RegroupSummary& summary);

}  // namespace rdbmill
