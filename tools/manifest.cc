#include "tools/manifest.h"

#include <cstdio>

#include "tools/rules_file.h"

namespace rdbmill {

std::string manifest_text(const std::vector<rdb::RegroupRule>& rules,
                          const std::vector<SeriesInput>& inputs, const RegroupSummary& summary) {
  std::string text = rules_text(rules);
  text += "\n[made-by]\nrdbmill = " + toml_text(RDBMILL_VERSION) + '\n';
  for (const SeriesInput& input : inputs) {
    char checksum[24];
    std::snprintf(checksum, sizeof checksum, "%016llx",
                  static_cast<unsigned long long>(input.checksum));
    text += "\n[[input]]\nfile = " + toml_text(input.name) + '\n';
    text += "bytes = " + std::to_string(input.bytes) + '\n';
    text += "crc64 = " + toml_text(checksum) + '\n';
  }
  const rdb::RegroupStats& stats = summary.stats;
  const auto count = [&](const char* name, std::uint64_t value) {
    text += std::string(name) + " = " + std::to_string(value) + '\n';
  };
  text += "\n[counts]\n";
  count("keys-read", stats.keys);
  count("regrouped", stats.matched);
  count("hashes", stats.hashes);
  count("fields", stats.fields);
  count("conflicts", stats.conflicts);
  count("united", stats.united);
  text += "sum-in = " + toml_text(rdb::to_decimal(stats.sum_in)) + '\n';
  text += "sum-out = " + toml_text(rdb::to_decimal(stats.sum_out)) + '\n';
  text += "sum-discarded = " + toml_text(rdb::to_decimal(stats.sum_discarded)) + '\n';
  return text;
}

}  // namespace rdbmill
