#include "tools/report_inputs.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <set>

#include "librdb/base/errors.h"
#include "librdb/report/report_union.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/failure.h"
#include "tools/partial_file.h"
#include "tools/stdin_use.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

void set_label(rdb::DumpReport& report, const std::string& label) {
  report.inputs.front().label = label;
  for (rdb::LargeKey& key : report.largest) key.input = label;
}

}  // namespace

DumpReading read_dump(const std::string& path, const std::string& label,
                      const ReadingOptions& options, FilterOptions& filter,
                      const CommonOptions& common) {
  rdb::ReportCollector collector(options.report);
  rdb::TempSpoolFactory spools("");
  // What was read is looked at once, best while it is in the near cache.
  constexpr std::size_t kWindow = std::size_t{256} << 10;
  DumpRun run(path, common, {.window_bytes = kWindow, .spools = &spools});
  DumpReading reading;
  std::string fault;
  try {
    run.read_into(filter.in_front_of(collector));
    run.warn_of_unread();
  } catch (const rdb::CorruptInput& error) {
    if (!options.keep_going) throw;
    fault = error.what();
    reading.exit_code = report_failure();
  } catch (const rdb::Unsupported& error) {
    if (!options.keep_going) throw;
    fault = error.what();
    reading.exit_code = report_failure();
  }
  reading.report = collector.result();
  rdb::ReportInput& input = reading.report.inputs.front();
  input.file = run.name();
  input.fault = fault;
  if (!fault.empty()) {
    // Also where the dump ended as it should and its compressed data did not.
    input.is_complete = false;
    input.dump_bytes = reading.report.dump_bytes = run.reader().offset();
  }
  set_label(reading.report, label.empty() ? run.name() : label);
  return reading;
}

void ReportInputs::define(CLI::App& app) {
  constexpr const char* kGroup = "Several dumps";
  reads_stdin(
      app.add_option("FILE", files_,
                     "The dumps to read, \"-\" for stdin; \"merge\" before them: partial results"));
  reads_stdin(
      app.add_option("--label", labels_, "What a dump is called; the file need not be named again")
          ->type_name("NAME=FILE")
          ->expected(1)
          ->take_all()
          ->allow_extra_args(false)
          ->group(kGroup));
  app.add_flag("--allow-overlap", allow_overlap_,
               "Dumps may be of one server, or hold keys of the same cluster slots")
      ->group(kGroup);
  app.add_flag("--keep-going", keep_going_,
               "Count what precedes the damage in a damaged dump; still exit 3")
      ->group(kGroup);
}

void ReportInputs::setup() {
  are_partials_ = !files_.empty() && files_.front() == "merge";
  for (auto file = files_.begin() + (are_partials_ ? 1 : 0); file != files_.end(); ++file) {
    inputs_.push_back({*file, {}});
  }
  if (are_partials_ && (!labels_.empty() || keep_going_)) {
    throw UsageError(labels_.empty() ? "--keep-going is for dumps, not for partial results"
                                     : "--label is for dumps: a partial result has its labels");
  }
  std::set<std::string> used;
  for (const std::string& text : labels_) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      throw UsageError("--label: \"" + rdb::escaped(text) + "\" is not NAME=FILE");
    }
    const std::string label = text.substr(0, equals);
    const std::string path = text.substr(equals + 1);
    if (!used.insert(label).second) {
      throw UsageError("--label: \"" + rdb::escaped(label) + "\" is given twice");
    }
    const auto known = std::find_if(inputs_.begin(), inputs_.end(), [&](const Input& input) {
      return input.path == path && input.label.empty();
    });
    if (known != inputs_.end()) {
      known->label = label;
    } else {
      inputs_.push_back({path, label});
    }
  }
  if (inputs_.empty()) {
    throw UsageError(are_partials_ ? "merge: which partial results?" : "FILE is required",
                     "rdbmill help report");
  }
  if (std::count_if(inputs_.begin(), inputs_.end(),
                    [](const Input& input) { return input.path == "-"; }) > 1) {
    throw UsageError("stdin (\"-\") can be read once only");
  }
}

std::vector<std::string> ReportInputs::paths() const {
  std::vector<std::string> paths;
  for (const Input& input : inputs_) paths.push_back(input.path);
  return paths;
}

DumpReading ReportInputs::read(const ReadingOptions& options, FilterOptions& filter,
                               const CommonOptions& common) const {
  DumpReading all;
  bool is_first = true;
  for (const Input& input : inputs_) {
    DumpReading one;
    if (are_partials_) {
      one.report = read_partial_result(input.path);
      // Which damage it was is not in the file.
      if (!one.report.is_complete()) one.exit_code = kDamaged;
    } else {
      one = read_dump(input.path, input.label, options, filter, common);
    }
    all.exit_code = worse_of(all.exit_code, one.exit_code);
    if (is_first) {
      all.report = std::move(one.report);
    } else {
      if (!allow_overlap_) rdb::refuse_overlap(all.report, one.report);
      rdb::unite(all.report, std::move(one.report));
    }
    is_first = false;
  }
  return all;
}

}  // namespace rdbmill
