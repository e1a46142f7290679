// The distributions of a report by the names that they have in files.
#pragma once
#include <array>

#include "librdb/report/dump_report.h"

namespace rdb {

struct DistributionName {
  const char* text;
  Distribution DumpReport::*member;
};

inline constexpr std::array<DistributionName, 6> kDistributionNames = {{
    {"key_bytes", &DumpReport::key_lengths},
    {"value_bytes", &DumpReport::value_bytes},
    {"elements", &DumpReport::elements},
    {"ttl_seconds", &DumpReport::seconds_left},
    {"idle_seconds", &DumpReport::idle_seconds},
    {"frequency", &DumpReport::frequencies},
}};

}  // namespace rdb
