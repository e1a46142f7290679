// rdbmill report: keys and serialized bytes by database, type, encoding, TTL and prefix.
#include <CLI/App.hpp>

#include "librdb/report/report_collector.h"
#include "librdb/report/report_text.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/options.h"
#include "tools/quantities.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

class Report final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define(app);
    app.add_option("--sep", separators_,
                   "What separates the parts of a key; may be repeated; \":\"")
        ->type_name("TEXT")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--depth", depth_text_, "Levels of prefixes, 0 to 16; default 2")
        ->type_name("N");
    app.add_option("--limit", limit_text_, "Rows of each list; default 10")->type_name("N");
    json_.define(app);
    now_.define(app, "when the dump was made");
    filter_.define(app);
    common_.define(app);
  }

  void setup() override {
    now_.setup();
    common_.setup();
    filter_.setup(now_.milliseconds().value_or(wall_clock_ms()));
    if (!separators_.empty()) options_.prefixes.separators = separators_;
    for (const std::string& separator : options_.prefixes.separators) {
      if (separator.empty()) throw UsageError("--sep: a separator needs at least one byte");
    }
    const std::uint64_t depth = understood("--depth", depth_text_, parse_count);
    if (depth > rdb::kMaxPrefixDepth) throw UsageError("--depth: it is 0 to 16");
    options_.prefixes.depth = static_cast<std::uint32_t>(depth);
    limit_ = understood("--limit", limit_text_, parse_count);
    if (limit_ < 1 || limit_ > kMostRows) throw UsageError("--limit: it is 1 to 1,000,000");
    options_.largest = limit_;
    options_.now_ms = now_.milliseconds();
  }

  int run() override {
    rdb::ReportCollector collector(options_);
    rdb::DumpReport report;
    {
      rdb::TempSpoolFactory spools("");
      DumpRun run(input_.path(), common_, {.spools = &spools});
      run.read_into(filter_.in_front_of(collector));
      run.warn_of_unread_commands();
      report = collector.result();
      report.file = run.name();
    }
    if (filter_.was_used()) common_.note(filter_.remark());
    print_text(json_.wanted() ? render_report_json(report)
                              : render_report_text(report, {.limit = limit_}));
    return kDone;
  }

 private:
  InputOption input_;
  std::vector<std::string> separators_;
  static constexpr std::size_t kMostRows = 1'000'000;
  std::string depth_text_ = "2";
  std::string limit_text_ = "10";
  std::size_t limit_ = 10;
  JsonOption json_;
  NowOption now_;
  FilterOptions filter_;
  CommonOptions common_;
  rdb::ReportOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_report() { return std::make_unique<Report>(); }

}  // namespace rdbmill
