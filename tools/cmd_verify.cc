// rdbmill verify: whether a regroup did what its rules say.
#include <CLI/App.hpp>

#include "librdb/proof/verify.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/options.h"
#include "tools/quantities.h"
#include "tools/rule_options.h"
#include "tools/terminal.h"
#include "tools/verify_text.h"
#include "tools/words.h"

namespace rdbmill {
namespace {

// An empty file is a stream of no commands.
bool begins_like_commands(const std::string& path) {
  if (path == "-") return false;
  char first = 0;
  const auto source = rdb::open_source(path);
  return source->read(&first, 1) == 0 || first == '*';
}

class Verify final : public Command {
 public:
  void define(CLI::App& app) override {
    app.add_option("BEFORE", source_, "The dump that regroup read")->type_name("")->required();
    app.add_option("AFTER", result_,
                   "What it wrote, RDB or RESP, or the dump of a server that loaded it")
        ->type_name("")
        ->required();
    rules_.define(app);
    app.add_option("--rest", rest_, "What was not regrouped: pass (default), or drop")
        ->type_name("POLICY");
    now_.define(app, "when the dump before was made");
    app.add_option("--counters", counters_, "eq (default): unchanged; ge: they may have grown")
        ->type_name("RELATION");
    app.add_flag("--ignore-added", options_.ignore_added,
                 "Keys and fields may have been added since");
    app.add_option("--limit", limit_, "Differences to list; default 10")->type_name("N");
    json_.define(app);
    filter_.define(app);
    memory_.define(app);
    common_.define(app);
  }

  void setup() override {
    require_one_of("--rest", rest_, "pass", "drop");
    require_one_of("--counters", counters_, "eq", "ge");
    if (source_ == "-" && result_ == "-") throw UsageError("only one of the dumps can be stdin");
    rules_.setup();
    now_.setup();
    memory_.setup();
    common_.setup();
    filter_.setup(now_.milliseconds().value_or(wall_clock_ms()));
    options_.rules = rules_.rules();
    options_.drop_rest = rest_ == "drop";
    options_.counters_may_grow = counters_ == "ge";
    options_.now_ms = now_.milliseconds();
    if (!limit_.empty()) options_.most_differences = understood("--limit", limit_, parse_count);
    options_.memory_limit = memory_.limit();
    options_.spill.folder = memory_.folder("-");
  }

  int run() override {
    rdb::TempSpoolFactory spools = memory_.spools("-");
    options_.result_is_commands = begins_like_commands(result_);
    rdb::Verifier verifier(options_);
    read(source_, filter_.in_front_of(verifier.source()), spools);
    if (options_.result_is_commands) {
      verifier.read_commands(*rdb::open_source(result_), spools);
    } else {
      read(result_, verifier.result(), spools);
    }
    const rdb::Verification found = verifier.finish();
    if (json_.wanted()) {
      print_text(verification_json(found));
    } else {
      print_text(differences_text(found));
      if (found.count > found.differences.size()) {
        common_.note(std::to_string(found.differences.size()) + " differences of " +
                     std::to_string(found.count) + " are listed: --limit");
      }
      if (!common_.quiet()) print_stderr(verification_text(found));
    }
    return found.is_proved() ? kDone : kNegative;
  }

 private:
  void read(const std::string& path, rdb::EventSink& sink, rdb::SpoolFactory& spools) const {
    DumpRun run(path, common_, {.spools = &spools});
    run.read_into(sink);
    run.refuse_unread_commands(/*base_only=*/false);
    if (run.trailing_bytes() != 0) {
      print_message(rdb::escaped(run.name(), 4096) +
                    ": warning: " + std::to_string(run.trailing_bytes()) +
                    " bytes behind the end of the dump were not read");
    }
  }

  std::string source_;
  std::string result_;
  RuleOptions rules_;
  std::string rest_ = "pass";
  NowOption now_;
  std::string counters_ = "eq";
  std::string limit_;
  JsonOption json_;
  FilterOptions filter_;
  MemoryOptions memory_;
  CommonOptions common_;
  rdb::VerifyOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_verify() { return std::make_unique<Verify>(); }

}  // namespace rdbmill
