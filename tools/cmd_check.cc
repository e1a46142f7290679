// rdbmill check: whether dumps are whole.
#include <CLI/App.hpp>
#include <optional>

#include "librdb/event/deep_check.h"
#include "librdb/report/info_collector.h"
#include "librdb/report/json_text.h"
#include "librdb/write/target_survey.h"
#include "tools/check_verdict.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/failure.h"
#include "tools/filter_options.h"
#include "tools/options.h"
#include "tools/quantities.h"
#include "tools/stdin_use.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

class Check final : public Command {
 public:
  void define(CLI::App& app) override {
    reads_stdin(app.add_option("FILE", paths_, "The dumps to check, \"-\" for stdin")->required());
    app.add_option("--max-age", max_age_text_, "Older ones are bad, by their ctime; e.g. 26h, 7d")
        ->type_name("SPAN");
    app.add_option("--min-keys", min_keys_text_, "Fewer keys are bad")->type_name("N");
    app.add_flag("--require-checksum", rules_.require_checksum,
                 "A dump without a checksum is bad, not only warned of");
    app.add_flag("--deep", deep_,
                 "Also look at every element: what only some servers refuse, and what they load "
                 "although it is wrong");
    app.add_option("--target", target_text_,
                   "Also tell whether this server loads it, what would be converted, what refused")
        ->type_name("SERVER");
    app.add_flag("--redis-check-rdb", like_redis_, "Print what redis-check-rdb prints");
    json_.define(app);
    filter_.define(app);
    now_.define(app, "the wall clock");
    common_.define(app);
  }

  void setup() override {
    now_.setup();
    common_.setup();
    if (!max_age_text_.empty()) {
      rules_.max_age_ms = understood("--max-age", max_age_text_, parse_span);
    }
    if (!min_keys_text_.empty()) {
      rules_.min_keys = understood("--min-keys", min_keys_text_, parse_count);
    }
    if (!target_text_.empty()) target_ = target_named(target_text_);
    filter_.setup(now_.milliseconds().value_or(wall_clock_ms()));
    if (json_.wanted() && like_redis_) {
      throw UsageError("--json and --redis-check-rdb exclude each other");
    }
  }

  int run() override {
    rules_.now_ms = now_.milliseconds().value_or(wall_clock_ms());
    int worst = kDone;
    rdb::JsonText json;
    if (json_.wanted()) begin_check_json(json);
    for (const std::string& path : paths_) {
      const CheckVerdict verdict = check(path);
      print(verdict);
      if (json_.wanted()) add_check_json(json, verdict);
      worst = worst == kDone ? verdict.exit_code : worse_of(worst, verdict.exit_code);
    }
    if (json_.wanted()) print_text(end_check_json(json));
    return worst;
  }

 private:
  // One bad file does not keep the others from being judged.
  CheckVerdict check(const std::string& path) {
    CheckVerdict verdict;
    rdb::InfoCollector collector;
    try {
      rdb::TempSpoolFactory spools("");
      DumpRun run(path, common_, {.spools = &spools});
      verdict.info.file = run.name();
      read(run, collector, verdict);
      verdict.trailing_bytes = run.trailing_bytes();
      const std::string unread = run.unread_commands();
      if (!unread.empty()) verdict.warnings.push_back(unread);
    } catch (const rdb::Error& error) {
      const Failure failure = describe_failure();
      verdict.exit_code = failure.exit_code;
      verdict.fault = failure.message;
      verdict.fault_reason = error.reason();
      verdict.fault_offset = error.place().offset;
    }
    const std::string name = verdict.info.file.empty() ? path : verdict.info.file;
    verdict.info = collector.info();
    verdict.info.file = name;
    if (verdict.exit_code == kDone) judge(verdict, rules_);
    return verdict;
  }

  // The collector counts; in front of it stands what else was asked for.
  void read(DumpRun& run, rdb::InfoCollector& collector, CheckVerdict& verdict) {
    rdb::EventSink* sink = &collector;
    std::optional<rdb::TargetSurvey> survey;
    if (target_) sink = &survey.emplace(*sink, *target_);
    std::optional<rdb::DeepCheck> deep;
    if (deep_) sink = &deep.emplace(*sink);
    run.read_into(filter_.in_front_of(*sink));
    verdict.enterprise_numbers = run.reader().enterprise_numbers();
    if (deep) add_warnings(verdict, deep->warnings());
    if (survey) verdict.prospect = prospect_of(*survey);
  }

  void print(const CheckVerdict& verdict) const {
    if (!verdict.fault.empty()) print_message(verdict.fault);
    for (const std::string& problem : verdict.problems) {
      print_message(rdb::escaped(verdict.info.file, 4096) + ": " + problem);
    }
    for (const std::string& warning : verdict.warnings) {
      print_message(rdb::escaped(verdict.info.file, 4096) + ": warning: " + warning);
    }
    if (verdict.prospect && !json_.wanted()) print_text(prospect_text(verdict));
    if (like_redis_) {
      print_text(redis_check_text(verdict));
    } else if (common_.verbose() && !json_.wanted() && verdict.exit_code == kDone) {
      print_text(verdict_line(verdict));
    }
  }

  std::vector<std::string> paths_;
  std::string max_age_text_;
  std::string min_keys_text_;
  CheckRules rules_;
  bool like_redis_ = false;
  bool deep_ = false;
  std::string target_text_;
  std::optional<rdb::TargetServer> target_;
  JsonOption json_;
  FilterOptions filter_;
  NowOption now_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_check() { return std::make_unique<Check>(); }

}  // namespace rdbmill
