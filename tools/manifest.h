// What a regroup did, for ungroup, verify and whoever asks later: a rules file with more tables.
#pragma once
#include <string>
#include <vector>

#include "librdb/transform/regroup_rule.h"
#include "tools/dump_series.h"
#include "tools/regroup_summary.h"

namespace rdbmill {

/// What else decided which keys the result has.
struct ManifestChoices {
  bool drop_rest = false;  ///< --rest drop
  bool filtered = false;   ///< some filter was used; which one is not recorded
};

std::string manifest_text(const std::vector<rdb::RegroupRule>& rules,
                          const std::vector<SeriesInput>& inputs, const RegroupSummary& summary,
                          ManifestChoices choices);

struct Manifest {
  std::vector<SeriesInput> inputs;
  ManifestChoices choices;
};

/// What such a text says besides its rules. Throws `UsageError` naming the file, `path`, if it is
/// none, or names inputs without what identifies them.
Manifest manifest_in(const std::string& text, const std::string& path);

/// Whether what was read is what the manifest speaks of: length and checksum of each dump, in its
/// order and as far as it has a checksum; names do not count. Throws `rdb::Refused` naming the
/// dump. Requires: as many of each.
void require_inputs(const std::vector<SeriesInput>& named, const std::vector<SeriesInput>& read);

}  // namespace rdbmill
