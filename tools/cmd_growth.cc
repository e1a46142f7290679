// rdbmill growth: what has changed from one dump, or partial result, to another.
#include <CLI/App.hpp>
#include <algorithm>

#include "librdb/report/growth_text.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/options.h"
#include "tools/report_inputs.h"
#include "tools/report_options.h"
#include "tools/report_outputs.h"
#include "tools/stdin_use.h"
#include "tools/terminal.h"
#include "tools/threshold.h"

namespace rdbmill {
namespace {

class Growth final : public Command {
 public:
  void define(CLI::App& app) override {
    reads_stdin(app.add_option("BEFORE", before_, "A dump, or a partial result of report --partial")
                    ->type_name("")
                    ->required());
    reads_stdin(app.add_option("AFTER", after_, "A later one")->type_name("")->required());
    counting_.define(app);
    size_.define(app);
    app.add_option("--fail-if", fail_texts_,
                   "Exit 1 if it holds, as 'growth(prefix(session:))>10%', and only then; may be "
                   "repeated")
        ->type_name("CONDITION")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    json_.define(app);
    csv_.define(app);
    common_.define(app);
  }

  void setup() override {
    common_.setup();
    counting_.setup();
    size_.setup();
    for (const std::string& text : fail_texts_) {
      thresholds_.push_back(understood("--fail-if", text, Threshold::parse));
    }
  }

  int run() override {
    csv_.prepare();
    const rdb::DumpReport before = read(before_);
    const rdb::DumpReport after = read(after_);
    const rdb::ReportGrowth growth = rdb::growth_between(before, after);
    csv_.write(rdb::render_growth_csv(growth), {before_, after_});
    print_text(json_.wanted() ? render_growth_json(growth) : text_of(growth));
    if (thresholds_.empty()) return growth.is_none() ? kDone : kNegative;
    return judge(thresholds_, after, &before);
  }

 private:
  rdb::DumpReport read(const std::string& path) {
    if (is_partial_result(path)) return read_partial_result(path);
    return read_dump(path, {}, {counting_.options(), false}, counting_.filter(), common_).report;
  }

  std::string text_of(const rdb::ReportGrowth& growth) const {
    return rdb::render_growth_line(growth) + "\n" +
           rdb::render_growth_text(growth, {.style = size_.style(), .limit = size_.limit()});
  }

  std::string before_;
  std::string after_;
  ReportCountOptions counting_;
  ReportSizeOptions size_;
  std::vector<std::string> fail_texts_;
  std::vector<Threshold> thresholds_;
  JsonOption json_;
  TableOutput csv_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_growth() { return std::make_unique<Growth>(); }

}  // namespace rdbmill
