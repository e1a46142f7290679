#include "tools/report_outputs.h"

#include <sys/stat.h>

#include <CLI/App.hpp>
#include <cerrno>

#include "librdb/io/byte_sink.h"
#include "librdb/report/open_metrics.h"
#include "librdb/report/report_csv.h"
#include "librdb/report/report_json.h"

namespace rdbmill {
namespace {

constexpr const char* kGroup = "Also write";

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

}  // namespace

void ReportOutputs::define(CLI::App& app) {
  app.add_option("--csv", csv_folder_, "A CSV file for each table into this folder")
      ->type_name("DIR")
      ->group(kGroup);
  app.add_option("--openmetrics", metrics_path_,
                 "Metrics for a textfile collector; replaced if it exists")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_option("--json-file", json_path_, "The JSON")->type_name("FILE")->group(kGroup);
  app.add_flag("-O,--overwrite", overwrite_, "Replace files that exist")->group(kGroup);
}

void ReportOutputs::prepare() const {
  if (!csv_folder_.empty() && ::mkdir(csv_folder_.c_str(), 0777) != 0 && errno != EEXIST) {
    throw rdb::IoError("make folder " + csv_folder_, errno);
  }
  const std::string table = csv_folder_.empty() ? "" : csv_folder_ + "/shapes.csv";
  for (const std::string& path : {json_path_, table}) {
    if (path.empty() || overwrite_ || !exists(path)) continue;
    throw rdb::Refused(rdb::escaped(path, 4096) + " exists; -O replaces it");
  }
}

void ReportOutputs::write_file(const std::string& path, const std::string& text,
                               const std::string& input, bool overwrite) const {
  const auto sink = rdb::open_byte_sink(path, {.overwrite = overwrite, .inputs = {input}});
  sink->write(text);
  sink->close();
}

void ReportOutputs::write(const rdb::DumpReport& report, const std::string& input,
                          std::size_t limit) const {
  if (!csv_folder_.empty()) {
    for (const rdb::CsvTable& table : rdb::render_report_csv(report)) {
      write_file(csv_folder_ + "/" + table.name + ".csv", table.text, input, overwrite_);
    }
  }
  // A collector reads the same file each time: it is meant to be replaced.
  if (!metrics_path_.empty()) {
    write_file(metrics_path_, rdb::render_open_metrics(report, {.limit = limit}), input, true);
  }
  if (!json_path_.empty()) {
    write_file(json_path_, rdb::render_report_json(report), input, overwrite_);
  }
}

}  // namespace rdbmill
