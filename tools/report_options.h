// What a report counts: options of the commands that make one of a dump.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/report/report_collector.h"
#include "librdb/report/text_table.h"
#include "tools/filter_options.h"
#include "tools/memory_options.h"
#include "tools/options.h"

namespace rdbmill {

/// --sep --depth --limit-nodes --now, those of memory and the filters.
class ReportCountOptions {
 public:
  void define(CLI::App& app);
  void setup();
  /// The first of these options that was given, as "--depth"; empty if none was.
  std::string first_given() const;

  /// `largest` and `slots` are up to the command.
  const rdb::ReportOptions& options() const { return options_; }
  FilterOptions& filter() { return filter_; }
  const ServerMemoryOptions& server() const { return server_; }
  const NowOption& now() const { return now_; }

 private:
  CLI::App* app_ = nullptr;
  std::vector<std::string> separators_;
  std::string depth_text_ = "3";
  std::string nodes_text_ = "100000";
  NowOption now_;
  ServerMemoryOptions server_;
  FilterOptions filter_;
  rdb::ReportOptions options_;
};

/// A count between `least` and `most`. Throws `UsageError` that names the option.
std::uint64_t count_of(const char* option, const std::string& text, std::uint64_t least,
                       std::uint64_t most);

/// --limit and --width: how much of a report is printed.
class ReportSizeOptions {
 public:
  void define(CLI::App& app);
  void setup();
  std::size_t limit() const { return limit_; }
  /// With colours where they are wanted.
  rdb::TextStyle style() const;

 private:
  std::string limit_text_ = "10";
  std::string width_text_;
  std::size_t limit_ = 10;
  std::size_t width_ = rdb::TextStyle::kLeastWidth;
};

}  // namespace rdbmill
