#include "tools/report_options.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <array>

#include "librdb/report/quantity_text.h"
#include "tools/quantities.h"
#include "tools/terminal.h"

namespace rdbmill {

std::uint64_t count_of(const char* option, const std::string& text, std::uint64_t least,
                       std::uint64_t most) {
  const std::uint64_t value = understood(option, text, parse_count);
  if (value >= least && value <= most) return value;
  throw UsageError(std::string(option) + ": it is " + rdb::thousands(least) + " to " +
                   rdb::thousands(most));
}

void ReportCountOptions::define(CLI::App& app) {
  app_ = &app;
  app.add_option("--sep", separators_,
                 "What separates the parts of a prefix; may be repeated; \":\"")
      ->type_name("TEXT")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--depth", depth_text_, "Levels of prefixes, 0 to 16; default 3")->type_name("N");
  app.add_option("--limit-nodes", nodes_text_,
                 "Prefixes kept; of more, the lighter ones are united; default 100,000")
      ->type_name("N");
  now_.define(app, "when the dump was made");
  server_.define(app);
  filter_.define(app);
}

void ReportCountOptions::setup() {
  now_.setup();
  server_.setup();
  filter_.setup(now_.milliseconds());
  if (!separators_.empty()) options_.prefixes.separators = separators_;
  for (const std::string& separator : options_.prefixes.separators) {
    if (separator.empty()) throw UsageError("--sep: a separator needs at least one byte");
  }
  options_.prefixes.depth =
      static_cast<std::uint32_t>(count_of("--depth", depth_text_, 0, rdb::kMaxPrefixDepth));
  options_.prefixes.max_prefixes =
      count_of("--limit-nodes", nodes_text_, rdb::kLeastPrefixes, 10'000'000);
  options_.now_ms = now_.milliseconds();
  options_.server = server_.choice();
  options_.filter = filter_.description();
}

std::string ReportCountOptions::first_given() const {
  constexpr std::array kNames = {"--sep",    "--depth",     "--limit-nodes",   "--now",
                                 "--target", "--allocator", "--server-config", "--server-limit"};
  for (const char* const name : kNames) {
    if (app_->count(name) != 0) return name;
  }
  return filter_.was_used() ? "a filter" : "";
}

void ReportSizeOptions::define(CLI::App& app) {
  app.add_option("--limit", limit_text_, "Rows of each list; default 10")->type_name("N");
  app.add_option("--width", width_text_, "Columns, 80 to 140; default: those of the terminal")
      ->type_name("N");
}

void ReportSizeOptions::setup() {
  constexpr std::size_t kLeast = rdb::TextStyle::kLeastWidth;
  constexpr std::size_t kMost = rdb::TextStyle::kMostWidth;
  limit_ = count_of("--limit", limit_text_, 1, 1'000'000);
  width_ = width_text_.empty() ? std::clamp(stdout_columns(), kLeast, kMost)
                               : count_of("--width", width_text_, kLeast, kMost);
}

rdb::TextStyle ReportSizeOptions::style() const {
  return {.width = width_, .color = color_on_stdout()};
}

}  // namespace rdbmill
