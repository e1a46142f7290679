// Files that a report is also written to: --csv, --openmetrics, --json-file.
#pragma once
#include <string>

#include "librdb/report/dump_report.h"
#include "tools/options.h"

namespace rdbmill {

class ReportOutputs {
 public:
  void define(CLI::App& app);
  /// Before the dump is read: what exists already is refused then, not at the end. Makes the
  /// folder. Throws `rdb::Refused` or `rdb::IoError`.
  void prepare() const;
  /// Writes all of them. `limit`: shapes and prefixes among the metrics.
  void write(const rdb::DumpReport& report, const std::string& input, std::size_t limit) const;

 private:
  void write_file(const std::string& path, const std::string& text, const std::string& input,
                  bool overwrite) const;

  std::string csv_folder_;
  std::string metrics_path_;
  std::string json_path_;
  bool overwrite_ = false;
};

}  // namespace rdbmill
