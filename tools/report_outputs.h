// Files that a report is also written to: --partial, --csv, --openmetrics, --json-file.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "librdb/report/csv_table.h"
#include "librdb/report/report_growth.h"
#include "tools/options.h"

namespace rdbmill {

class ReportOutputs {
 public:
  void define(CLI::App& app);
  /// Before the dump is read: what exists already is refused then, not at the end, and so are two
  /// names of one file. Makes the folder. Throws `UsageError`, `rdb::Refused` or `rdb::IoError`.
  void prepare() const;
  /// --partial, with all that was counted.
  bool has_partial() const { return !partial_path_.empty(); }
  void write_partial(const rdb::DumpReport& report, const std::vector<std::string>& inputs);
  /// Writes all others; then all appear. `growth` may be null. `limit`: shapes and prefixes among
  /// the metrics.
  void write(const rdb::DumpReport& report, const rdb::ReportGrowth* growth,
             const std::vector<std::string>& inputs, std::size_t limit);

 private:
  void refuse_same() const;
  rdb::ByteSink& open(const std::string& path, rdb::OutputOptions options);
  std::string table_path(const rdb::CsvTable& table) const;

  std::string partial_path_;
  std::string csv_folder_;
  std::string metrics_path_;
  std::string json_path_;
  std::vector<std::unique_ptr<rdb::ByteSink>> written_;
  bool overwrite_ = false;
};

/// --csv FILE and -O: one table besides what is printed.
class TableOutput {
 public:
  void define(CLI::App& app);
  /// As of ReportOutputs.
  void prepare() const;
  void write(const rdb::CsvTable& table, const std::vector<std::string>& inputs) const;

 private:
  std::string path_;
  bool overwrite_ = false;
};

}  // namespace rdbmill
