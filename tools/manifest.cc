#include "tools/manifest.h"

#include <toml++/toml.h>

#include <charconv>
#include <cstdio>

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"
#include "tools/rules_file.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

std::string checksum_text(std::uint64_t checksum) {
  char text[24];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(checksum));
  return text;
}

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw UsageError(rdb::escaped(path, 4096) + ": " + what,
                   "regroup --manifest writes such a file; --rules takes one for its rules alone");
}

SeriesInput read_input(const toml::node& node, const std::string& path) {
  const toml::table* const table = node.as_table();
  if (table == nullptr) fail(path, "an input is a table, [[input]]");
  const auto bytes = (*table)["bytes"].value<std::int64_t>();
  const std::string checksum = (*table)["crc64"].value_or(std::string());
  SeriesInput input;
  input.name = (*table)["file"].value_or(std::string());
  const char* const end = checksum.data() + checksum.size();
  const auto parsed = std::from_chars(checksum.data(), end, input.checksum, 16);
  if (!bytes || *bytes < 0 || checksum.empty() || parsed.ec != std::errc() || parsed.ptr != end) {
    fail(path, "an input without bytes and crc64");
  }
  input.bytes = static_cast<std::uint64_t>(*bytes);
  return input;
}

}  // namespace

std::string manifest_text(const std::vector<rdb::RegroupRule>& rules,
                          const std::vector<SeriesInput>& inputs, const RegroupSummary& summary,
                          ManifestChoices choices) {
  std::string text = rules_text(rules);
  text += "\n[made-by]\nrdbmill = " + toml_text(RDBMILL_VERSION) + '\n';
  if (choices.drop_rest) text += "rest = \"drop\"\n";
  if (choices.filtered) text += "filtered = true\n";
  for (const SeriesInput& input : inputs) {
    text += "\n[[input]]\nfile = " + toml_text(input.name) + '\n';
    text += "bytes = " + std::to_string(input.bytes) + '\n';
    text += "crc64 = " + toml_text(checksum_text(input.checksum)) + '\n';
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

Manifest manifest_in(const std::string& text, const std::string& path) {
  Manifest manifest;
  try {
    const toml::table read = toml::parse(text);
    const toml::array* const tables = read["input"].as_array();
    if (tables == nullptr || tables->empty()) fail(path, "the file names no input");
    for (const toml::node& node : *tables) manifest.inputs.push_back(read_input(node, path));
    manifest.choices.drop_rest = read["made-by"]["rest"].value_or(std::string()) == "drop";
    manifest.choices.filtered = read["made-by"]["filtered"].value_or(false);
  } catch (const toml::parse_error& error) {
    fail(path, rdb::escaped(std::string(error.description()), 512));
  }
  return manifest;
}

void require_inputs(const std::vector<SeriesInput>& named, const std::vector<SeriesInput>& read) {
  for (std::size_t i = 0; i < named.size(); ++i) {
    std::string difference;
    if (read[i].bytes != named[i].bytes) {
      difference = "it has " + rdb::thousands(read[i].bytes) + " bytes, not " +
                   rdb::thousands(named[i].bytes);
    } else if (named[i].checksum != 0 && read[i].checksum != named[i].checksum) {
      difference = "its checksum is " + checksum_text(read[i].checksum) + ", not " +
                   checksum_text(named[i].checksum);
    } else {
      continue;
    }
    rdb::Refused error("not the dump that the manifest speaks of (\"" +
                       rdb::escaped(named[i].name, 4096) + "\"): " + difference);
    rdb::Place place;
    place.file = read[i].name;
    error.at(place);
    throw error;
  }
}

}  // namespace rdbmill
