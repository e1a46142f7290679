// Rules of a regroup in a file: TOML, one table `[[rule]]` each.
//
//   version = 1
//   [[rule]]
//   name = "clicks"
//   match = "{d1}:{article:[0-9]+}:{day}"
//   field = "article"
//   key-template = "{d1}:{day}"        # from here on optional
//   lossy-key = false
//   values = "int"
//   group-ttl = "same:5s"
//   on-conflict = "sum"
//   databases = [0, 3]
//
// A manifest (manifest.h) is such a file with more tables.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "librdb/transform/regroup_rule.h"

namespace rdbmill {

/// The words of the options of the same names. Throw `UsageError` that lists what is known.
rdb::RegroupRule::Values parse_values(const std::string& word);
rdb::FieldConflict parse_conflict(const std::string& word);
/// "leave", "same", "same:5s" … into the rule.
void parse_group_ttl(const std::string& text, rdb::RegroupRule& rule);
/// The other way round.
std::string group_ttl_text(rdb::GroupTtl policy, std::int64_t tolerance_ms);
std::string conflict_text(rdb::FieldConflict conflict);

/// A string as TOML writes it.
std::string toml_text(const std::string& text);

/// Reads the file, "-" is stdin. Throws `rdb::IoError`; `UsageError` naming file and line.
std::vector<rdb::RegroupRule> read_rules_file(const std::string& path);
/// The same of a text; `path` is for messages.
std::vector<rdb::RegroupRule> parse_rules(std::string_view text, const std::string& path);
/// The rules as such a file would give them.
std::string rules_text(const std::vector<rdb::RegroupRule>& rules);

}  // namespace rdbmill
