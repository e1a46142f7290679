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

/// The inputs that such a text names. Throws `UsageError` naming the file, `path`, if it is none,
/// or names inputs without what identifies them.
std::vector<SeriesInput> manifest_inputs(const std::string& text, const std::string& path);

/// Whether what was read is what the manifest speaks of: length and checksum of each dump, in its
/// order and as far as it has a checksum; names do not count. Throws `rdb::Refused` naming the
/// dump. Requires: as many of each.
void require_inputs(const std::vector<SeriesInput>& named, const std::vector<SeriesInput>& read);

}  // namespace rdbmill
