// rdbmill regroup: flat counters become hashes.
#include <CLI/App.hpp>

#include "librdb/key/key_template.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/transform/regroup.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/options.h"
#include "tools/regroup_summary.h"
#include "tools/resp_summary.h"
#include "tools/suggest.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

// The meaning of one word of a list.
template <typename Value>
Value one_of(const char* option, const std::string& text,
             const std::vector<std::pair<const char*, Value>>& words) {
  std::string known;
  for (const auto& [word, value] : words) {
    if (text == word) return value;
    known += (known.empty() ? "" : ", ") + std::string(word);
  }
  throw UsageError(std::string(option) + ": \"" + rdb::escaped(text) + "\" is not known",
                   "it is one of: " + known);
}

class Regroup final : public Command {
 public:
  void define(CLI::App& app) override;
  void setup() override;
  int run() override;

 private:
  void setup_words();
  void setup_pattern();
  void setup_stats();
  std::unique_ptr<rdb::ByteSink> open_output(const std::string& input,
                                             rdb::SpoolFactory& spools) const;
  void run_into(rdb::EventSink& writer, rdb::TempSpoolFactory& spools, DumpRun& run);
  void run_to_rdb(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpRun& run);
  void run_to_resp(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpRun& run);
  void tell() const;

  using Options = rdb::RegroupOptions;
  InputOption input_;
  OutputOption output_;
  TargetOption target_;
  NowOption now_;
  FilterOptions filter_;
  MemoryOptions memory_;
  CommonOptions common_;
  Options options_;
  rdb::RegroupRule rule_;
  std::string values_ = "int";
  std::string group_ttl_ = "leave";
  std::string rest_ = "pass";
  std::string on_conflict_ = "fail";
  std::string format_ = "rdb";
  std::string mode_ = "commands";
  std::string stats_path_;
  bool stream_ = false;
  RegroupSummary summary_;
  std::string resp_remark_;
  std::uint64_t trailing_ = 0;
  std::string input_name_;
};

void Regroup::define(CLI::App& app) {
  input_.define_for_writer(app);
  output_.define(app);
  app.add_option("--match", rule_.pattern, "The old keys: literals and {name} placeholders")
      ->type_name("PATTERN")
      ->required();
  app.add_option("--field", rule_.field, "The placeholder that becomes the hash field")
      ->type_name("NAME")
      ->required();
  app.add_option("--key-template", rule_.key_template,
                 "The new keys; default: the pattern without the field")
      ->type_name("PATTERN");
  app.add_flag("--lossy-key", rule_.lossy_key, "Let the template lose placeholders");
  app.add_option("--values", values_, "int (default): integers only; any")->type_name("WHICH");
  app.add_option("--group-ttl", group_ttl_,
                 "Keys with an expiry: leave (default) them flat, or drop the expiry")
      ->type_name("POLICY");
  app.add_option("--rest", rest_, "What is not regrouped: pass (default), drop or fail")
      ->type_name("POLICY");
  app.add_option("--on-conflict", on_conflict_,
                 "A field given twice: fail (default), first, last or sum")
      ->type_name("POLICY");
  app.add_option("--format", format_, "rdb (default) or resp")->type_name("FORMAT");
  app.add_option("--mode", mode_, "With resp: commands (default), or restore for every type")
      ->type_name("MODE");
  target_.define(app);
  now_.define(app, "when the dump was made; with --format resp the wall clock");
  app.add_flag("--any-slot", options_.any_slot, "Let new keys belong to other cluster shards");
  app.add_flag("--allow-none", options_.allow_none, "No key matched: copy instead of refusing");
  app.add_option("--stats", stats_path_, "Statistics as JSON to a file, or \"-\"")
      ->type_name("FILE");
  app.add_flag("--stream", stream_, "To stdout at once, not only when nothing can be refused");
  filter_.define(app);
  memory_.define(app);
  common_.define(app);
}

void Regroup::setup() {
  setup_words();
  setup_pattern();
  setup_stats();
  output_.setup();
  target_.setup();
  now_.setup();
  memory_.setup();
  common_.setup();
  options_.now_ms = now_.milliseconds();
  if (format_ == "resp" && !options_.now_ms) options_.now_ms = wall_clock_ms();
  filter_.setup(options_.now_ms.value_or(wall_clock_ms()));
  options_.memory_limit = memory_.limit();
  options_.rules = {rule_};
}

void Regroup::setup_words() {
  rule_.values = one_of<rdb::RegroupRule::Values>(
      "--values", values_,
      {{"int", rdb::RegroupRule::Values::integers}, {"any", rdb::RegroupRule::Values::any}});
  rule_.group_ttl = one_of<rdb::GroupTtl>(
      "--group-ttl", group_ttl_, {{"leave", rdb::GroupTtl::leave}, {"drop", rdb::GroupTtl::drop}});
  options_.rest = one_of<Options::Rest>("--rest", rest_,
                                        {{"pass", Options::Rest::pass},
                                         {"drop", Options::Rest::drop},
                                         {"fail", Options::Rest::fail}});
  rule_.on_conflict = one_of<rdb::FieldConflict>("--on-conflict", on_conflict_,
                                                 {{"fail", rdb::FieldConflict::fail},
                                                  {"first", rdb::FieldConflict::first},
                                                  {"last", rdb::FieldConflict::last},
                                                  {"sum", rdb::FieldConflict::sum}});
  one_of<bool>("--format", format_, {{"rdb", true}, {"resp", true}});
  one_of<bool>("--mode", mode_, {{"commands", true}, {"restore", true}});
}

// The stage would find the same faults; here they are found before anything is opened, and told
// with the option's name.
void Regroup::setup_pattern() {
  const rdb::KeyPattern pattern = understood("--match", rule_.pattern, rdb::KeyPattern::compile);
  const auto field = pattern.index_of(rule_.field);
  if (!field) {
    const std::string best = nearest(rule_.field, {pattern.names().begin(), pattern.names().end()});
    throw UsageError("--field: the pattern has no {" + rdb::escaped(rule_.field) + "}",
                     best.empty() ? "" : "did you mean \"" + best + "\"?");
  }
  if (rule_.key_template.empty()) {
    understood("--field", rule_.pattern, [&](const std::string&) {
      return rdb::KeyTemplate::without_field(pattern, *field);
    });
  } else {
    understood("--key-template", rule_.key_template, [&](const std::string& text) {
      return rdb::KeyTemplate::compile(text, pattern, *field, rule_.lossy_key);
    });
  }
}

void Regroup::setup_stats() {
  if (stats_path_ == "-" && output_.is_stdout()) {
    throw UsageError("--stats -: stdout is where the data goes", "name a file, or use -o");
  }
}

std::unique_ptr<rdb::ByteSink> Regroup::open_output(const std::string& input,
                                                    rdb::SpoolFactory& spools) const {
  auto out = output_.open({input}, common_);
  if (!output_.is_stdout() || stream_) return out;
  return rdb::hold_back(std::move(out), spools.make());
}

int Regroup::run() {
  rdb::TempSpoolFactory spools = memory_.spools(output_.path());
  {
    DumpRun run(input_.path(), common_, {.spools = &spools});
    input_name_ = run.name();
    const auto out = open_output(run.path(), spools);
    std::unique_ptr<rdb::ByteSink> stats_out;
    if (!stats_path_.empty() && stats_path_ != "-") {
      stats_out = output_.open_beside(stats_path_, {input_.path()});
    }
    if (format_ == "resp") {
      run_to_resp(*out, spools, run);
    } else {
      run_to_rdb(*out, spools, run);
    }
    summary_.bytes_in = run.reader().offset();
    trailing_ = run.trailing_bytes();
    out->close();
    if (stats_out != nullptr) {
      stats_out->write(regroup_json(summary_));
      stats_out->close();
    }
  }
  tell();
  return kDone;
}

void Regroup::run_into(rdb::EventSink& writer, rdb::TempSpoolFactory& spools, DumpRun& run) {
  const auto decoders = [&spools](rdb::Family family, std::uint32_t version) {
    return rdb::make_value_decoder(family, version, {.spools = &spools});
  };
  rdb::RegroupStage stage(writer, options_, decoders, spools);
  summary_.source_shape = stage.rules().front().pattern().text();
  summary_.group_shape = stage.rules().front().key_template().text();
  common_.note("keys " + rdb::escaped(summary_.source_shape, 256) + " become hashes " +
               rdb::escaped(summary_.group_shape, 256));
  run.read_into(filter_.in_front_of(stage));
  run.refuse_unread_commands(input_.base_only());
  summary_.stats = stage.stats();
}

void Regroup::run_to_rdb(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpRun& run) {
  rdb::RdbWriter writer(out, {.target = target_.target(), .spools = &spools});
  run_into(writer, spools, run);
  summary_.bytes_out = writer.bytes_written();
}

void Regroup::run_to_resp(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpRun& run) {
  using Mode = rdb::RespWriterOptions::Mode;
  rdb::RespWriter writer(out, {.mode = mode_ == "restore" ? Mode::restore : Mode::commands,
                               .target = target_.target(),
                               .now_ms = *options_.now_ms,
                               .spools = &spools});
  run_into(writer, spools, run);
  summary_.bytes_out = writer.bytes_written();
  resp_remark_ = resp_summary(writer.counts(), *options_.now_ms, !now_.milliseconds());
}

void Regroup::tell() const {
  if (!common_.quiet()) print_stderr(regroup_text(summary_));
  if (!resp_remark_.empty()) common_.note(resp_remark_);
  if (!summary_.stats.warning.empty()) print_message("warning: " + summary_.stats.warning);
  if (trailing_ != 0) {
    print_message(rdb::escaped(input_name_, 4096) + ": warning: " + std::to_string(trailing_) +
                  " bytes behind the end of the dump were not read");
  }
  if (stats_path_ == "-") print_text(regroup_json(summary_));
}

}  // namespace

std::unique_ptr<Command> make_regroup() { return std::make_unique<Regroup>(); }

}  // namespace rdbmill
