// rdbmill growth: what has changed from one dump, or partial result, to another.
#include <CLI/App.hpp>
#include <algorithm>

#include "librdb/report/growth_text.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/options.h"
#include "tools/partial_file.h"
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
    // Of two partial results it is not known before they are read.
    if (!thresholds_.empty() && (!is_partial_result(before_) || !is_partial_result(after_))) {
      const rdb::PrefixOptions& prefixes = counting_.options().prefixes;
      require_counted(prefixes.separators, prefixes.depth);
    }
    const rdb::DumpReport before = read(before_);
    require_counted(before.scope.separators, before.scope.depth);
    const rdb::DumpReport after = read(after_);
    const rdb::ReportGrowth growth = rdb::growth_between(before, after);
    std::vector<std::string> files = counting_.server().config_paths();
    files.insert(files.end(), {before_, after_});
    csv_.write(rdb::render_growth_csv(growth), files);
    print_text(json_.wanted() ? render_growth_json(growth) : text_of(growth));
    const int answer = thresholds_.empty() ? (growth.is_none() ? kDone : kNegative)
                                           : judge(thresholds_, after, &before);
    return growth.is_complete() ? answer : worse_of(kDamaged, answer);
  }

 private:
  void require_counted(const std::vector<rdb::OwnedBytes>& separators, std::uint32_t depth) const {
    for (const Threshold& threshold : thresholds_) threshold.require_counted(separators, depth);
  }

  rdb::DumpReport read(const std::string& path) {
    if (is_partial_result(path)) return read_partial_result(path);
    return read_dump(path, {}, {counting_.options(), false}, counting_.filter(), common_).report;
  }

  std::string text_of(const rdb::ReportGrowth& growth) const {
    return rdb::render_growth_incomplete(growth, size_.style()) + rdb::render_growth_line(growth) +
           "\n" + rdb::render_growth_text(growth, {.style = size_.style(), .limit = size_.limit()});
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
