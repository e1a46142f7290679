// rdbmill verify: whether a regroup did what its rules say.
#include <CLI/App.hpp>
#include <algorithm>
#include <filesystem>

#include "librdb/parse/make_value_decoder.h"
#include "librdb/proof/verify.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/dump_series.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/manifest.h"
#include "tools/options.h"
#include "tools/quantities.h"
#include "tools/rule_options.h"
#include "tools/stdin_use.h"
#include "tools/terminal.h"
#include "tools/text_file.h"
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

// A pipe is read once.
bool can_be_read_again(const std::string& path) {
  std::error_code unknown;
  return path != "-" && (std::filesystem::is_regular_file(path, unknown) ||
                         std::filesystem::is_directory(path, unknown));
}

class Verify final : public Command {
 public:
  void define(CLI::App& app) override {
    reads_stdin(
        app.add_option("DUMP", dumps_,
                       "BEFORE… AFTER: the dump that regroup read, or all of them, and what it "
                       "wrote, RDB or RESP, or the dump of a server that loaded that")
            ->type_name("")
            ->required());
    rules_.define_with_manifest(app);
    app.add_option(
           "--rest", rest_,
           "What was not regrouped: pass, or drop; default: as the manifest says, else pass")
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
    if (!rest_.empty()) require_one_of("--rest", rest_, "pass", "drop");
    require_one_of("--counters", counters_, "eq", "ge");
    if (dumps_.size() < 2) {
      throw UsageError("two dumps are compared", "the one before and the one after");
    }
    result_ = dumps_.back();
    dumps_.pop_back();
    now_.setup();
    filter_.setup(now_.milliseconds());
    options_.drop_rest = rest_ == "drop";
    rules_.setup();
    setup_manifest();
    memory_.setup();
    common_.setup();
    options_.rules = rules_.rules();
    options_.can_read_again =
        can_be_read_again(result_) && std::all_of(dumps_.begin(), dumps_.end(), can_be_read_again);
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
    do {
      if (options_.result_is_commands) read_commands(verifier, spools);
      read_source(verifier, spools);
      if (!options_.result_is_commands) read_result(verifier, spools);
      is_first_reading_ = false;
    } while (verifier.must_read_again());
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
  void setup_manifest() {
    if (rules_.manifest().empty()) return;
    const Manifest manifest = manifest_in(rules_.text(), file_in_words(rules_.manifest()));
    if (rest_.empty()) options_.drop_rest = manifest.choices.drop_rest;
    if (manifest.choices.filtered && !filter_.was_used()) {
      throw UsageError("the manifest is of a run that took only some keys",
                       "give the filters that regroup was given");
    }
    inputs_ = manifest.inputs;
    if (inputs_.size() == dumps_.size()) return;
    throw UsageError("the manifest speaks of " + std::to_string(inputs_.size()) +
                         (inputs_.size() == 1 ? " dump" : " dumps") + " before, not " +
                         std::to_string(dumps_.size()),
                     "give all that regroup read, in its order");
  }

  void read_source(rdb::Verifier& verifier, rdb::SpoolFactory& spools) {
    DumpSeries series(dumps_, common_, {.spools = &spools});
    series.read_into(filter_.in_front_of(verifier.source()), /*base_only=*/false);
    if (!inputs_.empty()) require_inputs(inputs_, series.inputs());
    if (!is_first_reading_) return;
    for (const std::string& warning : series.warnings()) print_message(warning);
  }

  void read_result(rdb::Verifier& verifier, rdb::SpoolFactory& spools) const {
    DumpRun run(result_, common_, {.spools = &spools});
    run.read_into(verifier.result());
    run.refuse_unread_commands(/*base_only=*/false);
    if (is_first_reading_) run.warn_of_trailing_bytes();
  }

  void read_commands(rdb::Verifier& verifier, rdb::SpoolFactory& spools) const {
    const auto decoders = [&spools](rdb::Family family, std::uint32_t version) {
      return rdb::make_value_decoder(family, version, {.spools = &spools});
    };
    verifier.read_commands(*rdb::open_source(result_), spools, decoders);
  }

  std::vector<std::string> dumps_;  // before
  std::string result_;
  RuleOptions rules_;
  std::string rest_;
  NowOption now_;
  std::string counters_ = "eq";
  std::string limit_;
  JsonOption json_;
  FilterOptions filter_;
  MemoryOptions memory_;
  CommonOptions common_;
  rdb::VerifyOptions options_;
  std::vector<SeriesInput> inputs_;  // as the manifest names them
  bool is_first_reading_ = true;
};

}  // namespace

std::unique_ptr<Command> make_verify() { return std::make_unique<Verify>(); }

}  // namespace rdbmill
