// rdbmill report: memory by shape of key, type, encoding, TTL and prefix, and what to do about it.
#include <CLI/App.hpp>
#include <algorithm>

#include "librdb/report/prefix_text.h"
#include "librdb/report/quantity_text.h"
#include "librdb/report/report_collector.h"
#include "librdb/report/report_json.h"
#include "librdb/report/report_text.h"
#include "librdb/report/screen_text.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/memory_options.h"
#include "tools/options.h"
#include "tools/quantities.h"
#include "tools/report_outputs.h"
#include "tools/terminal.h"
#include "tools/threshold.h"

namespace rdbmill {
namespace {

class Report final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define(app);
    app.add_flag("--full", full_, "All tables, not only the first screen");
    app.add_flag("--prefixes", prefixes_, "The tree of prefixes behind the first screen");
    app.add_option("--sep", separators_,
                   "What separates the parts of a prefix; may be repeated; \":\"")
        ->type_name("TEXT")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--depth", depth_text_, "Levels of prefixes, 0 to 16; default 3")
        ->type_name("N");
    app.add_option("--limit-nodes", nodes_text_,
                   "Prefixes kept; of more, the lighter ones are united; default 100,000")
        ->type_name("N");
    app.add_option("--limit", limit_text_, "Rows of each list; default 10")->type_name("N");
    app.add_option("--width", width_text_, "Columns, 80 to 140; default: those of the terminal")
        ->type_name("N");
    app.add_option("--fail-if", fail_texts_,
                   "Exit 1 if it holds, as 'prefix(session:).memory>5GiB'; may be repeated")
        ->type_name("CONDITION")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    json_.define(app);
    outputs_.define(app);
    now_.define(app, "when the dump was made");
    server_.define(app);
    filter_.define(app);
    common_.define(app);
  }

  void setup() override {
    now_.setup();
    common_.setup();
    server_.setup();
    filter_.setup(now_.milliseconds().value_or(wall_clock_ms()));
    setup_prefixes();
    for (const std::string& text : fail_texts_) {
      thresholds_.push_back(understood("--fail-if", text, Threshold::parse));
    }
    limit_ = number("--limit", limit_text_, 1, 1'000'000);
    style_.width = setup_width();
    options_.largest = std::max<std::size_t>(limit_, 5);
    options_.slots = full_;
    options_.now_ms = now_.milliseconds();
    options_.server = server_.choice();
  }

  int run() override {
    outputs_.prepare();
    rdb::ReportCollector collector(options_);
    rdb::DumpReport report;
    {
      // What was read is looked at once, best while it is in the near cache.
      constexpr std::size_t kWindow = std::size_t{256} << 10;
      rdb::TempSpoolFactory spools("");
      DumpRun run(input_.path(), common_, {.window_bytes = kWindow, .spools = &spools});
      run.read_into(filter_.in_front_of(collector));
      run.warn_of_unread_commands();
      report = collector.result();
      report.file = run.name();
    }
    if (filter_.was_used()) common_.note(filter_.remark());
    outputs_.write(report, input_.path(), limit_);
    print_text(json_.wanted() ? render_report_json(report) : text_of(report));
    return judged(report);
  }

 private:
  static std::uint64_t number(const char* option, const std::string& text, std::uint64_t least,
                              std::uint64_t most) {
    const std::uint64_t value = understood(option, text, parse_count);
    if (value >= least && value <= most) return value;
    throw UsageError(std::string(option) + ": it is " + rdb::thousands(least) + " to " +
                     rdb::thousands(most));
  }

  void setup_prefixes() {
    if (!separators_.empty()) options_.prefixes.separators = separators_;
    for (const std::string& separator : options_.prefixes.separators) {
      if (separator.empty()) throw UsageError("--sep: a separator needs at least one byte");
    }
    options_.prefixes.depth =
        static_cast<std::uint32_t>(number("--depth", depth_text_, 0, rdb::kMaxPrefixDepth));
    options_.prefixes.max_prefixes =
        number("--limit-nodes", nodes_text_, rdb::kLeastPrefixes, 10'000'000);
  }

  std::size_t setup_width() const {
    constexpr std::size_t kLeast = rdb::TextStyle::kLeastWidth;
    constexpr std::size_t kMost = rdb::TextStyle::kMostWidth;
    if (!width_text_.empty()) return number("--width", width_text_, kLeast, kMost);
    return std::clamp(stdout_columns(), kLeast, kMost);
  }

  int judged(const rdb::DumpReport& report) const {
    int result = kDone;
    for (const Threshold& threshold : thresholds_) {
      if (!threshold.holds(report)) continue;
      print_message(threshold.remark(report));
      result = kNegative;
    }
    return result;
  }

  std::string text_of(const rdb::DumpReport& report) const {
    const rdb::TextStyle style{.width = style_.width, .color = color_on_stdout()};
    const rdb::TablesOptions tables{.style = style, .limit = limit_};
    std::string out =
        rdb::render_screen_text(report, {.style = style,
                                         .input = input_.path(),
                                         .now_ms = now_.milliseconds().value_or(wall_clock_ms())});
    if (full_) {
      out += rdb::render_tables_text(report, tables);
    } else if (prefixes_) {
      out += rdb::render_prefixes_text(report, tables);
    }
    return out;
  }

  InputOption input_;
  bool full_ = false;
  bool prefixes_ = false;
  std::vector<std::string> separators_;
  std::string depth_text_ = "3";
  std::string nodes_text_ = "100000";
  std::string limit_text_ = "10";
  std::string width_text_;
  std::size_t limit_ = 10;
  rdb::TextStyle style_;
  std::vector<std::string> fail_texts_;
  std::vector<Threshold> thresholds_;
  ReportOutputs outputs_;
  JsonOption json_;
  NowOption now_;
  ServerMemoryOptions server_;
  FilterOptions filter_;
  CommonOptions common_;
  rdb::ReportOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_report() { return std::make_unique<Report>(); }

}  // namespace rdbmill
