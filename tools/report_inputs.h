// The dumps that one report is about: which, what they are called, and what is done about one that
// is damaged or seems to be there twice.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "librdb/report/dump_report.h"
#include "tools/report_options.h"

namespace rdbmill {

/// How a dump is read into a report of its own.
struct ReadingOptions {
  rdb::ReportOptions report;
  bool keep_going = false;  ///< damage ends the dump, not the run
};

struct DumpReading {
  rdb::DumpReport report;
  int exit_code = 0;  ///< of damage that was passed over
};
/// Says on stderr what was passed over. Throws what a reader throws.
DumpReading read_dump(const std::string& path, const std::string& label,
                      const ReadingOptions& options, FilterOptions& filter,
                      const CommonOptions& common);

/// FILE…, --label, --allow-overlap, --keep-going; "merge" as the first file takes partial results.
class ReportInputs {
 public:
  void define(CLI::App& app);
  /// Throws `UsageError`.
  void setup();

  bool are_partials() const { return are_partials_; }
  std::size_t count() const { return inputs_.size(); }
  std::vector<std::string> paths() const;
  bool keep_going() const { return keep_going_; }
  /// All of them as one report. Throws `rdb::Refused` for those that overlap.
  DumpReading read(const ReadingOptions& options, FilterOptions& filter,
                   const CommonOptions& common) const;

 private:
  struct Input {
    std::string path;
    std::string label;  // empty: as the file
  };

  std::vector<std::string> files_;
  std::vector<std::string> labels_;
  bool allow_overlap_ = false;
  bool keep_going_ = false;
  bool are_partials_ = false;
  std::vector<Input> inputs_;
};

}  // namespace rdbmill
