#include "tools/report_outputs.h"

#include <sys/stat.h>

#include <CLI/App.hpp>
#include <cerrno>

#include "librdb/io/byte_sink.h"
#include "librdb/report/growth_text.h"
#include "librdb/report/open_metrics.h"
#include "librdb/report/report_csv.h"
#include "librdb/report/report_json.h"
#include "librdb/report/report_partial.h"
#include "tools/same_output.h"

namespace rdbmill {
namespace {

constexpr const char* kGroup = "Also write";

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

void refuse_existing(const std::string& path, bool overwrite) {
  if (path.empty() || overwrite || !exists(path)) return;
  throw rdb::Refused(rdb::escaped(path, 4096) + " exists; -O replaces it");
}

}  // namespace

void ReportOutputs::define(CLI::App& app) {
  app.add_option("--partial", partial_path_,
                 "A partial result, for report merge, --since and growth")
      ->type_name("FILE")
      ->group(kGroup);
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

void ReportOutputs::refuse_same() const {
  std::vector<NamedOutput> outputs = {{"what is printed to", "-"},
                                      {"--partial", partial_path_},
                                      {"--openmetrics", metrics_path_},
                                      {"--json-file", json_path_}};
  if (!csv_folder_.empty()) {
    rdb::DumpReport largest;  // all tables that there can be
    largest.slots.resize(1);
    largest.nodes.resize(1);
    std::vector<rdb::CsvTable> tables = rdb::render_report_csv(largest);
    tables.push_back(rdb::render_growth_csv({}));
    for (const rdb::CsvTable& table : tables) outputs.push_back({"--csv", table_path(table)});
  }
  refuse_same_output(outputs);
}

std::string ReportOutputs::table_path(const rdb::CsvTable& table) const {
  return csv_folder_ + '/' + table.name + ".csv";
}

void ReportOutputs::prepare() const {
  refuse_same();
  if (!csv_folder_.empty() && ::mkdir(csv_folder_.c_str(), 0777) != 0 && errno != EEXIST) {
    throw rdb::IoError("make folder " + csv_folder_, errno);
  }
  const std::string table = csv_folder_.empty() ? "" : csv_folder_ + "/shapes.csv";
  for (const std::string& path : {partial_path_, json_path_, table}) {
    refuse_existing(path, overwrite_);
  }
}

void ReportOutputs::write_partial(const rdb::DumpReport& report,
                                  const std::vector<std::string>& inputs) {
  if (partial_path_.empty()) return;
  rdb::ByteSink& sink = open(partial_path_, {.overwrite = overwrite_, .inputs = inputs});
  rdb::write_partial(report, [&](rdb::Bytes line) { sink.write(line); });
}

rdb::ByteSink& ReportOutputs::open(const std::string& path, rdb::OutputOptions options) {
  return *written_.emplace_back(rdb::open_byte_sink(path, options));
}

void ReportOutputs::write(const rdb::DumpReport& report, const rdb::ReportGrowth* growth,
                          const std::vector<std::string>& inputs, std::size_t limit) {
  if (!csv_folder_.empty()) {
    std::vector<rdb::CsvTable> tables = rdb::render_report_csv(report);
    if (growth != nullptr) tables.push_back(rdb::render_growth_csv(*growth));
    for (const rdb::CsvTable& table : tables) {
      open(table_path(table), {.overwrite = overwrite_, .inputs = inputs}).write(table.text);
    }
  }
  // A collector, as another user perhaps, reads the same file each time: it is meant to be
  // replaced.
  if (!metrics_path_.empty()) {
    open(metrics_path_, {.overwrite = true, .inputs = inputs, .keep_mode = true})
        .write(rdb::render_open_metrics(report, {.limit = limit}));
  }
  if (!json_path_.empty()) {
    open(json_path_, {.overwrite = overwrite_, .inputs = inputs})
        .write(rdb::render_report_json(report, growth));
  }
  std::vector<rdb::ByteSink*> sinks;
  for (const auto& sink : written_) sinks.push_back(sink.get());
  rdb::close_together(sinks);
}

void TableOutput::define(CLI::App& app) {
  app.add_option("--csv", path_, "All rows as CSV into this file")
      ->type_name("FILE")
      ->group(kGroup);
  app.add_flag("-O,--overwrite", overwrite_, "Replace a file that exists")->group(kGroup);
}

void TableOutput::prepare() const {
  refuse_same_output({{"what is printed to", "-"}, {"--csv", path_}});
  refuse_existing(path_, overwrite_);
}

void TableOutput::write(const rdb::CsvTable& table, const std::vector<std::string>& inputs) const {
  if (path_.empty()) return;
  const auto sink = rdb::open_byte_sink(path_, {.overwrite = overwrite_, .inputs = inputs});
  sink->write(table.text);
  sink->close();
}

}  // namespace rdbmill
