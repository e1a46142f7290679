#include "tools/check_verdict.h"

#include <cstdio>

#include "librdb/format/opcodes.h"
#include "librdb/report/quantity_text.h"
#include "tools/exit_codes.h"

namespace rdbmill {
namespace {

bool is_protected(const rdb::DumpInfo& info) { return info.has_checksum && info.checksum != 0; }

void judge_checksum(CheckVerdict& verdict, const CheckRules& rules) {
  if (is_protected(verdict.info)) return;
  const std::string text = verdict.info.has_checksum
                               ? "not protected: it was saved with checksums off"
                               : "not protected: its version has no checksum";
  (rules.require_checksum ? verdict.problems : verdict.warnings).push_back(text);
}

void judge_version(CheckVerdict& verdict) {
  const rdb::DumpInfo& info = verdict.info;
  if (info.family == rdb::Family::redis && info.version > rdb::kNewestRedisVersion) {
    verdict.warnings.push_back("REDIS version " + std::to_string(info.version) +
                               " is read as far as it is known: to " +
                               std::to_string(rdb::kNewestRedisVersion) + " all is certain");
  }
}

void judge_age(CheckVerdict& verdict, const CheckRules& rules) {
  if (!rules.max_age_ms) return;
  const auto created = verdict.info.created_ms();
  if (!created) {
    verdict.problems.push_back("its age is unknown: it has no ctime");
    return;
  }
  const std::int64_t age = rules.now_ms - *created;
  if (age > *rules.max_age_ms) {
    verdict.problems.push_back("too old: created " + rdb::utc_text(*created) + ", " +
                               rdb::duration_text(age) + " ago");
  }
}

std::string count_of_keys(std::uint64_t keys) {
  return rdb::thousands(keys) + (keys == 1 ? " key" : " keys");
}

const char* fate_name(rdb::TargetSurvey::Fate fate) {
  using Fate = rdb::TargetSurvey::Fate;
  return fate == Fate::copied ? "copied" : fate == Fate::converted ? "converted" : "refused";
}

void add_prospect_json(rdb::JsonText& json, const TargetProspect& prospect) {
  json.name("target");
  json.begin_object();
  json.field("server", prospect.target);
  json.field("loads_as_it_is", prospect.loads_file);
  json.name("rows");
  json.begin_array();
  for (const auto& [key, row] : prospect.rows) {
    json.begin_object();
    json.field("fate", fate_name(key.first));
    json.field("what", key.second);
    json.field("keys", row.keys);
    json.field("value_bytes", row.value_bytes);
    if (row.has_key) {
      json.field("first_db", row.db);
      json.field("first_key", rdb::Bytes(row.first_key));
    }
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

TargetProspect prospect_of(const rdb::TargetSurvey& survey) {
  return {.target = survey.target().name(),
          .magic = survey.magic(),
          .loads_file = survey.loads_file(),
          .rows = survey.rows(),
          .refused = survey.refused()};
}

void add_warnings(CheckVerdict& verdict,
                  const std::map<std::string, rdb::DeepCheck::Warning>& warnings) {
  for (const auto& [what, warning] : warnings) {
    verdict.warnings.push_back(what + ": " + count_of_keys(warning.keys) + ", first \"" +
                               rdb::escaped(warning.first_key) + "\" in db " +
                               std::to_string(warning.db));
  }
}

void judge(CheckVerdict& verdict, const CheckRules& rules) {
  judge_checksum(verdict, rules);
  judge_version(verdict);
  judge_age(verdict, rules);
  const std::uint64_t keys = verdict.info.keys();
  if (rules.min_keys && keys < *rules.min_keys) {
    verdict.problems.push_back("too few keys: " + rdb::thousands(keys) + ", expected at least " +
                               rdb::thousands(*rules.min_keys));
  }
  if (verdict.enterprise_numbers != 0) {
    verdict.warnings.push_back(rdb::thousands(verdict.enterprise_numbers) +
                               " opcodes of Redis Enterprise (RAM_LRU, SLOT_NUM) were stepped "
                               "over: other servers do not load them");
  }
  if (verdict.trailing_bytes != 0) {
    verdict.warnings.push_back(rdb::thousands(verdict.trailing_bytes) +
                               " bytes follow the end of the dump at byte " +
                               std::to_string(verdict.info.dump_bytes));
  }
  if (verdict.prospect && verdict.prospect->refused != 0) {
    const std::uint64_t refused = verdict.prospect->refused;
    verdict.problems.push_back(rdb::thousands(refused) +
                               (refused == 1 ? " record has" : " records have") + " no form for " +
                               verdict.prospect->target);
  }
  if (!verdict.problems.empty()) verdict.exit_code = kNegative;
}

std::string prospect_text(const CheckVerdict& verdict) {
  const TargetProspect& prospect = *verdict.prospect;
  std::string text = rdb::escaped(verdict.info.file, 4096) + ": " + prospect.target +
                     (prospect.loads_file ? " loads it as it is" : " does not load it as it is") +
                     " (" + prospect.magic + ")\n";
  for (const auto& [key, row] : prospect.rows) {
    char line[64];
    std::snprintf(line, sizeof line, "  %-10s%14s  %10s  ", fate_name(key.first),
                  rdb::thousands(row.keys).c_str(), rdb::iec_bytes(row.value_bytes).c_str());
    text += line + key.second;
    if (row.has_key && key.first == rdb::TargetSurvey::Fate::refused) {
      text += ", first \"" + rdb::escaped(row.first_key) + "\" in db " + std::to_string(row.db);
    }
    text += '\n';
  }
  return text;
}

std::string verdict_line(const CheckVerdict& verdict) {
  const rdb::DumpInfo& info = verdict.info;
  std::string text = rdb::escaped(info.file, 4096) +
                     ": good: " + std::string(rdb::name_of(info.family)) + " version " +
                     std::to_string(info.version) + ", " + count_of_keys(info.keys()) + ", " +
                     rdb::iec_bytes(info.dump_bytes);
  text += info.checksum_verified ? ", checksum verified" : ", no checksum";
  if (const auto created = info.created_ms()) text += ", created " + rdb::utc_text(*created);
  return text + "\n";
}

std::string redis_check_text(const CheckVerdict& verdict) {
  const rdb::DumpInfo& info = verdict.info;
  std::string text = "[offset 0] Checking RDB file " + rdb::escaped(info.file, 4096) + "\n";
  std::uint64_t expires = 0;
  for (const auto& [number, database] : info.databases) expires += database.expires;
  if (verdict.fault.empty()) {
    const std::string end = "[offset " + std::to_string(info.dump_bytes) + "] ";
    if (is_protected(info)) text += end + "Checksum OK\n";
    text += end + "\\o/ RDB looks OK! \\o/\n";
  } else {
    const bool known = verdict.fault_offset != rdb::Place::kUnknown;
    text += "--- RDB ERROR DETECTED ---\n[offset " +
            std::to_string(known ? verdict.fault_offset : 0) + "] " + verdict.fault_reason + "\n";
  }
  return text + "[info] " + std::to_string(info.keys()) + " keys read\n[info] " +
         std::to_string(expires) + " expires\n";
}

void begin_check_json(rdb::JsonText& json) {
  json.begin_object();
  json.field("schema", "rdbmill.check/1");
  json.name("files");
  json.begin_array();
}

void add_check_json(rdb::JsonText& json, const CheckVerdict& verdict) {
  const auto list = [&](const char* name, const std::vector<std::string>& texts) {
    json.name(name);
    json.begin_array();
    for (const std::string& text : texts) json.bytes(text);
    json.end_array();
  };
  const rdb::DumpInfo& info = verdict.info;
  json.begin_object();
  json.field("file", info.file);
  json.field("good", verdict.exit_code == kDone);
  json.field("exit_status", verdict.exit_code);
  if (!verdict.fault.empty()) {
    json.field("fault", verdict.fault);
    if (verdict.fault_offset != rdb::Place::kUnknown) {
      json.field("fault_offset", verdict.fault_offset);
    }
  }
  list("problems", verdict.problems);
  list("warnings", verdict.warnings);
  if (verdict.prospect) add_prospect_json(json, *verdict.prospect);
  json.field("keys", info.keys());
  if (info.finished) {
    json.field("dump_bytes", info.dump_bytes);
    json.field("checksum_verified", info.checksum_verified);
    json.field("trailing_bytes", verdict.trailing_bytes);
  }
  if (const auto created = info.created_ms()) json.field("created", rdb::iso_text(*created));
  json.end_object();
}

std::string end_check_json(rdb::JsonText& json) {
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace rdbmill
