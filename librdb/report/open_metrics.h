// A report for the textfile collector of Prometheus' node exporter, or anything that reads
// OpenMetrics.
//
//   write("/var/lib/node_exporter/rdbmill.prom", render_open_metrics(report, {.limit = 20}));
//
// The number of series is bounded: rows of databases, types and encodings, and of shapes and first
// prefixes the heaviest `limit`, with the rest in one more. Labels are UTF-8: names that are not
// are escaped as for people.
#pragma once
#include <string>

#include "librdb/report/dump_report.h"

namespace rdb {

struct OpenMetricsOptions {
  std::size_t limit = 20;  ///< shapes, and first prefixes
};

/// Ends with "# EOF". All are gauges; memory is in bytes.
std::string render_open_metrics(const DumpReport& report, const OpenMetricsOptions& options);

}  // namespace rdb
