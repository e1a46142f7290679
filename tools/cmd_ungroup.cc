// rdbmill ungroup: hashes become flat counters again.
#include <CLI/App.hpp>
#include <optional>

#include "librdb/parse/make_value_decoder.h"
#include "librdb/transform/ungroup.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/options.h"
#include "tools/resp_summary.h"
#include "tools/rule_options.h"
#include "tools/same_output.h"
#include "tools/terminal.h"
#include "tools/ungroup_summary.h"
#include "tools/words.h"

namespace rdbmill {
namespace {

class Ungroup final : public Command {
 public:
  void define(CLI::App& app) override;
  void setup() override;
  int run() override;

 private:
  std::unique_ptr<rdb::ByteSink> open_output(const std::string& input,
                                             rdb::SpoolFactory& spools) const;
  void run_into(rdb::EventSink& writer, rdb::TempSpoolFactory& spools, DumpRun& run);
  void run_to_rdb(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpRun& run);
  void run_to_resp(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpRun& run);
  void tell() const;

  InputOption input_;
  OutputOption output_;
  RuleOptions rules_;
  TargetOption target_;
  NowOption now_;
  FilterOptions filter_;
  MemoryOptions memory_;
  CommonOptions common_;
  rdb::UngroupOptions options_;
  std::int64_t now_ms_ = 0;
  std::string format_ = "rdb";
  std::string mode_;
  std::string stats_path_;
  bool stream_ = false;
  UngroupSummary summary_;
  std::string resp_remark_;
  std::string trailing_;  // what is said of the bytes behind the end
};

void Ungroup::define(CLI::App& app) {
  input_.define_for_writer(app);
  output_.define(app);
  rules_.define(app);
  app.add_option("--format", format_, "rdb (default) or resp")->type_name("FORMAT");
  app.add_option("--mode", mode_, "With resp: commands (default), or restore for every type")
      ->type_name("MODE");
  target_.define(app);
  now_.define(app, "the wall clock, which only --format resp and --ttl look at");
  app.add_flag("--any-slot", options_.any_slot, "Let flat keys belong to other cluster shards");
  app.add_flag("--allow-none", options_.allow_none, "No hash matched: copy instead of refusing");
  app.add_option("--stats", stats_path_, "Statistics as JSON to a file, or \"-\"")
      ->type_name("FILE");
  app.add_flag("--stream", stream_, "To stdout at once, not only when nothing can be refused");
  filter_.define(app);
  memory_.define(app);
  common_.define(app);
}

void Ungroup::setup() {
  require_one_of("--format", format_, "rdb", "resp");
  require_mode(mode_, format_);
  if (stream_) output_.require_stdout("--stream");
  rules_.setup();
  if (stats_path_ == "-" && output_.is_stdout()) {
    throw UsageError("--stats -: stdout is where the data goes", "name a file, or use -o");
  }
  output_.setup();
  target_.setup();
  now_.setup();
  memory_.setup();
  common_.setup();
  now_ms_ = now_.milliseconds().value_or(wall_clock_ms());
  filter_.setup(now_ms_);
  options_.rules = rules_.rules();
  options_.memory_limit = memory_.limit();
  options_.spill.folder = memory_.folder(output_.path());
}

std::unique_ptr<rdb::ByteSink> Ungroup::open_output(const std::string& input,
                                                    rdb::SpoolFactory& spools) const {
  auto out = output_.open({input}, common_);
  if (!output_.is_stdout() || stream_) return out;
  return rdb::hold_back(std::move(out), spools.make());
}

int Ungroup::run() {
  refuse_same_output({{"-o", output_.path()}, {"--stats", stats_path_}});
  rdb::TempSpoolFactory spools = memory_.spools(output_.path());
  {
    std::optional<DumpRun> run(std::in_place, input_.path(), common_,
                               rdb::ReaderOptions{.spools = &spools});
    const auto out = open_output(run->path(), spools);
    std::unique_ptr<rdb::ByteSink> stats_out;
    if (!stats_path_.empty() && stats_path_ != "-") {
      stats_out = output_.open_beside(stats_path_, {input_.path()});
    }
    if (format_ == "resp") {
      run_to_resp(*out, spools, *run);
    } else {
      run_to_rdb(*out, spools, *run);
    }
    summary_.bytes_in = run->reader().offset();
    trailing_ = run->trailing_warning();
    run.reset();  // and with it the line of progress
    if (stats_out != nullptr) stats_out->write(ungroup_json(summary_));
    if (stats_path_ == "-") print_aside(ungroup_json(summary_));
    rdb::close_together({stats_out.get(), out.get()});
  }
  tell();
  return kDone;
}

void Ungroup::run_into(rdb::EventSink& writer, rdb::TempSpoolFactory& spools, DumpRun& run) {
  const auto decoders = [&spools](rdb::Family family, std::uint32_t version) {
    return rdb::make_value_decoder(family, version, {.spools = &spools});
  };
  rdb::UngroupStage stage(writer, options_, decoders, spools);
  for (const rdb::CompiledRule& rule : stage.rules()) {
    common_.note("hashes " + rdb::escaped(rule.key_template().text(), 256) + " become keys " +
                 rdb::escaped(rule.rule().pattern, 256));
  }
  run.read_into(filter_.in_front_of(stage));
  run.refuse_unread_commands(input_.base_only());
  summary_.stats = stage.stats();
}

void Ungroup::run_to_rdb(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpRun& run) {
  rdb::RdbWriter writer(out, {.target = target_.target(), .spools = &spools});
  run_into(writer, spools, run);
  summary_.bytes_out = writer.bytes_written();
}

void Ungroup::run_to_resp(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpRun& run) {
  using Mode = rdb::RespWriterOptions::Mode;
  rdb::RespWriter writer(out, {.mode = mode_ == "restore" ? Mode::restore : Mode::commands,
                               .target = target_.target(),
                               .now_ms = now_ms_,
                               .spools = &spools});
  run_into(writer, spools, run);
  summary_.bytes_out = writer.bytes_written();
  resp_remark_ = resp_summary(writer.counts(), now_ms_, !now_.milliseconds());
  warn_of_databases(writer.counts());
}

void Ungroup::tell() const {
  if (!common_.quiet()) print_stderr(ungroup_text(summary_));
  if (!resp_remark_.empty()) common_.note(resp_remark_);
  if (!summary_.stats.warning.empty()) print_message("warning: " + summary_.stats.warning);
  if (!trailing_.empty()) print_message(trailing_);
}

}  // namespace

std::unique_ptr<Command> make_ungroup() { return std::make_unique<Ungroup>(); }

}  // namespace rdbmill
