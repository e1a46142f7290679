// What `check` finds of one dump, how it is judged, and how it is told.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/deep_check.h"
#include "librdb/report/dump_info.h"
#include "librdb/report/json_text.h"
#include "librdb/write/target_survey.h"

namespace rdbmill {

/// What is asked of a dump beyond being whole.
struct CheckRules {
  std::int64_t now_ms = 0;
  std::optional<std::int64_t> max_age_ms;
  std::optional<std::uint64_t> min_keys;
  bool require_checksum = false;
};

/// What would become of the dump on another server.
struct TargetProspect {
  std::string target;
  std::string magic;        ///< of the dump
  bool loads_file = false;  ///< the server takes it as it is
  rdb::TargetSurvey::Rows rows;
  std::uint64_t refused = 0;
};

struct CheckVerdict {
  rdb::DumpInfo info;
  int exit_code = 0;
  std::string fault;         ///< whole line, if the dump could not be read to its end
  std::string fault_reason;  ///< without the place
  std::uint64_t fault_offset = rdb::Place::kUnknown;
  std::uint64_t trailing_bytes = 0;
  std::uint64_t enterprise_numbers = 0;  ///< of Redis Enterprise, stepped over
  std::vector<std::string> problems;     ///< each makes the answer negative
  std::vector<std::string> warnings;
  std::optional<TargetProspect> prospect;  ///< if it was asked for
};

TargetProspect prospect_of(const rdb::TargetSurvey& survey);
/// One warning for each kind.
void add_warnings(CheckVerdict& verdict,
                  const std::map<std::string, rdb::DeepCheck::Warning>& warnings);

/// Fills in problems, warnings and exit code of a dump that was read to its end.
void judge(CheckVerdict& verdict, const CheckRules& rules);

/// "dump.rdb: good: REDIS0010, 12 keys, …" with a newline.
std::string verdict_line(const CheckVerdict& verdict);

/// A line that says whether it loads, and a table of what is copied, converted and refused.
std::string prospect_text(const CheckVerdict& verdict);

/// What pipelines around redis-check-rdb look for.
std::string redis_check_text(const CheckVerdict& verdict);

/// Schema "rdbmill.check/1".
void begin_check_json(rdb::JsonText& json);
void add_check_json(rdb::JsonText& json, const CheckVerdict& verdict);
std::string end_check_json(rdb::JsonText& json);

}  // namespace rdbmill
