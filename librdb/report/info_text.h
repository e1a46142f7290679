// What `InfoCollector` noted, as text for people and as JSON for programs.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "librdb/report/dump_info.h"

namespace rdb {

struct InfoTextOptions {
  bool counts = false;                 ///< counted keys beside the stated ones
  std::optional<std::int64_t> now_ms;  ///< to tell the dump's age; none: not told
};

/// Fits 80 columns but for long AUX values; names and values are escaped.
std::string render_info_text(const DumpInfo& info, const InfoTextOptions& options);

/// Schema "rdbmill.info/1".
std::string render_info_json(const DumpInfo& info, const InfoTextOptions& options);

}  // namespace rdb
