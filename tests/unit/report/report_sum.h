// Reports of several dumps, and their sum.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "librdb/report/report_union.h"
#include "tests/unit/report/report_fixture.h"

namespace rdb::testing {

inline DumpReport report_named(const std::string& label, const std::vector<ReportedKey>& keys,
                               const ReportOptions& options) {
  DumpReport report = report_of(keys, options);
  report.inputs.front().label = report.inputs.front().file = label;
  for (LargeKey& key : report.largest) key.input = label;
  return report;
}

/// Requires: at least one.
inline DumpReport sum_of_reports(const std::vector<DumpReport>& reports) {
  DumpReport sum = reports.front();
  for (std::size_t i = 1; i < reports.size(); ++i) unite(sum, reports[i]);
  return sum;
}

}  // namespace rdb::testing
