// rdbmill regroup: flat counters become hashes.
#include <CLI/App.hpp>
#include <optional>

#include "librdb/parse/make_value_decoder.h"
#include "librdb/transform/regroup.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"
#include "tools/clash_list.h"
#include "tools/commands.h"
#include "tools/disk_need.h"
#include "tools/dump_series.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/manifest.h"
#include "tools/node_outputs.h"
#include "tools/options.h"
#include "tools/quantities.h"
#include "tools/regroup_summary.h"
#include "tools/resp_summary.h"
#include "tools/rule_options.h"
#include "tools/same_output.h"
#include "tools/stdin_use.h"
#include "tools/terminal.h"
#include "tools/words.h"
#include "tools/writer_options.h"

namespace rdbmill {
namespace {

class Regroup final : public Command {
 public:
  void define(CLI::App& app) override;
  void setup() override;
  int run() override;

 private:
  void setup_words();
  void setup_files();
  void refuse_same_outputs(const std::vector<std::string>& main) const;
  std::unique_ptr<rdb::ByteSink> open_output(const std::vector<std::string>& inputs,
                                             rdb::SpoolFactory& spools) const;
  std::unique_ptr<rdb::ByteSink> open_beside(const std::string& path) const;
  void open_clash_list();
  void run_into(rdb::EventSink& writer, rdb::TempSpoolFactory& spools, DumpSeries& series);
  rdb::RdbWriterOptions rdb_options(rdb::SpoolFactory& spools);
  rdb::RespWriterOptions resp_options(rdb::SpoolFactory& spools);
  void run_to_nodes(NodeOutputs& outputs, rdb::TempSpoolFactory& spools, DumpSeries& series);
  void run_to_rdb(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpSeries& series);
  void run_to_resp(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpSeries& series);
  void tell_disk_need(const std::vector<std::string>& inputs) const;
  void tell(const DumpSeries& series) const;
  void warn_of_rules() const;

  std::vector<std::string> inputs_;
  bool base_only_ = false;
  OutputOption output_;
  RuleOptions rules_;
  ConversionOptions conversion_;
  NowOption now_;
  FilterOptions filter_;
  MemoryOptions memory_;
  ThreadsOption threads_;
  CommonOptions common_;
  rdb::RegroupOptions options_;
  std::string rest_ = "pass";
  std::string format_ = "rdb";
  std::string mode_;
  std::string spill_codec_ = "auto";
  std::string stats_path_, clashes_path_, manifest_path_, nodes_path_;
  std::string limit_;
  std::uint64_t clash_limit_ = 1000;
  bool stream_ = false;
  bool dry_run_ = false;
  std::optional<ClashList> clashes_;
  RegroupSummary summary_;
  std::vector<std::string> remarks_;
};

void Regroup::define(CLI::App& app) {
  reads_stdin(app.add_option("FILE", inputs_,
                             "The dump to read, \"-\" for stdin; or the shards of a cluster")
                  ->required());
  app.add_flag("--base-only", base_only_,
               "Of an append-only file take the dump it begins with, not the commands behind it");
  output_.define(app);
  rules_.define(app);
  app.add_option("--rest", rest_, "What is not regrouped: pass (default), drop or fail")
      ->type_name("POLICY");
  app.add_option("--format", format_, "rdb (default) or resp")->type_name("FORMAT");
  app.add_option("--mode", mode_, "With resp: commands (default), or restore for every type")
      ->type_name("MODE");
  conversion_.define(app);
  now_.define(app, "when the dump was made; with --format resp the wall clock");
  app.add_flag("--any-slot", options_.any_slot, "Let new keys belong to other cluster shards");
  reads_stdin(app.add_option("--nodes", nodes_path_,
                             "An output for each master of a cluster, by the slots in its "
                             "nodes.json or nodes.conf; -o has {node} in it")
                  ->type_name("FILE"));
  app.add_flag("--allow-none", options_.allow_none, "No key matched: copy instead of refusing");
  app.add_flag("--dry-run", dry_run_, "Do everything but write");
  app.add_option("--stats", stats_path_, "Statistics as JSON to a file, or \"-\"")
      ->type_name("FILE");
  app.add_option("--conflicts", clashes_path_,
                 "List all conflicts, one JSON object a line, instead of stopping at the first")
      ->type_name("FILE");
  app.add_option("--limit", limit_, "Of conflicts listed; default 1000")->type_name("N");
  app.add_option("--manifest", manifest_path_,
                 "Rules, inputs and counts of this run (TOML), which --rules understands")
      ->type_name("FILE");
  app.add_flag("--stream", stream_, "To stdout at once, not only when nothing can be refused");
  filter_.define(app);
  memory_.define(app);
  threads_.define(app);
  app.add_option(
         "--spill-codec", spill_codec_,
         "What memory has no room for: auto (default; lz4 beyond the page cache), none, lz4")
      ->type_name("CODEC");
  common_.define(app);
}

void Regroup::setup() {
  setup_words();
  rules_.setup();
  setup_files();
  conversion_.setup();
  now_.setup();
  memory_.setup();
  threads_.setup();
  common_.setup();
  options_.rules = rules_.rules();
  options_.now_ms = now_.milliseconds();
  if (format_ == "resp" && !options_.now_ms) options_.now_ms = wall_clock_ms();
  filter_.setup(options_.now_ms);
  options_.memory_limit = memory_.limit();
  options_.threads = threads_.count();
  options_.spill.folder = memory_.folder(output_.path());
  if (!conversion_.target().same) {
    options_.fields_can_expire =
        rdb::TargetFormat(conversion_.target(), rdb::Family::redis, 0).field_expiry() !=
        rdb::FieldExpiry::none;
  }
}

void Regroup::setup_words() {
  using Rest = rdb::RegroupOptions::Rest;
  using Codec = rdb::SpillCodec;
  options_.rest = understood("--rest", rest_, [](const std::string& word) {
    return one_of<Rest>(word, {{"pass", Rest::pass}, {"drop", Rest::drop}, {"fail", Rest::fail}});
  });
  options_.spill.codec = understood("--spill-codec", spill_codec_, [](const std::string& word) {
    return one_of<Codec>(word,
                         {{"auto", Codec::automatic}, {"none", Codec::none}, {"lz4", Codec::lz4}});
  });
  understood("--format", format_, [](const std::string& word) {
    return one_of<bool>(word, {{"rdb", true}, {"resp", true}});
  });
  require_mode(mode_, format_);
  if (limit_.empty()) return;
  clash_limit_ = understood("--limit", limit_, parse_count);
  if (clash_limit_ == 0) throw UsageError("--limit: 0 would list nothing");
  if (clashes_path_.empty()) {
    throw UsageError("--limit is about the list of conflicts", "add --conflicts FILE");
  }
}

void Regroup::setup_files() {
  if (dry_run_) {
    if (!output_.is_stdout()) throw UsageError("--dry-run writes no output", "leave out -o");
    if (!manifest_path_.empty()) {
      throw UsageError("--dry-run makes nothing that a manifest could describe");
    }
  } else {
    output_.setup();
  }
  if (stream_ && dry_run_) throw UsageError("--dry-run writes no output", "leave out --stream");
  if (stream_) output_.require_stdout("--stream");
  if (stats_path_ == "-" && output_.is_stdout() && !dry_run_) {
    throw UsageError("--stats -: stdout is where the data goes", "name a file, or use -o");
  }
  if (!nodes_path_.empty()) {
    if (dry_run_) throw UsageError("--dry-run and --nodes exclude each other");
    options_.any_slot = true;  // every new key goes where its slot is
  }
  for (const std::string* path : {&clashes_path_, &manifest_path_}) {
    if (*path == "-") throw UsageError("stdout is where the data goes", "name a file");
  }
}

void Regroup::refuse_same_outputs(const std::vector<std::string>& main) const {
  std::vector<NamedOutput> outputs;
  if (!dry_run_) {
    for (const std::string& path : main) outputs.push_back({"-o", path});
  }
  outputs.push_back({"--stats", stats_path_});
  outputs.push_back({"--conflicts", clashes_path_});
  outputs.push_back({"--manifest", manifest_path_});
  outputs.push_back(conversion_.list_output());
  refuse_same_output(outputs);
}

std::unique_ptr<rdb::ByteSink> Regroup::open_output(const std::vector<std::string>& inputs,
                                                    rdb::SpoolFactory& spools) const {
  if (dry_run_) return rdb::make_discarding_sink();
  auto out = output_.open(inputs, common_);
  if (!output_.is_stdout() || stream_) return out;
  return rdb::hold_back(std::move(out), spools.make());
}

std::unique_ptr<rdb::ByteSink> Regroup::open_beside(const std::string& path) const {
  if (path.empty() || path == "-") return nullptr;
  return output_.open_beside(path, inputs_);
}

void Regroup::open_clash_list() {
  if (clashes_path_.empty()) return;
  clashes_.emplace(open_beside(clashes_path_), clash_limit_);
  options_.on_clash = [this](const rdb::FieldClash& clash) { return clashes_->add(clash); };
}

int Regroup::run() {
  std::optional<NodeOutputs> nodes;
  if (!nodes_path_.empty()) nodes.emplace(read_cluster_nodes(nodes_path_), output_.path());
  refuse_same_outputs(nodes ? nodes->paths() : std::vector<std::string>{output_.path()});
  rdb::TempSpoolFactory spools = memory_.spools(output_.path());
  DumpSeries series(inputs_, common_, {.spools = &spools});
  {
    std::vector<std::string> inputs = inputs_;
    inputs.front() = series.first_path();
    std::unique_ptr<rdb::ByteSink> out;
    if (nodes) {
      nodes->open(output_, inputs, common_);
    } else {
      out = open_output(inputs, spools);
    }
    const auto stats_out = open_beside(stats_path_);
    const auto manifest_out = open_beside(manifest_path_);
    conversion_.open_list(output_, inputs);
    open_clash_list();
    tell_disk_need(inputs);
    try {
      if (nodes) {
        run_to_nodes(*nodes, spools, series);
      } else if (format_ == "resp") {
        run_to_resp(*out, spools, series);
      } else {
        run_to_rdb(*out, spools, series);
      }
    } catch (const rdb::Refused&) {  // the list of what was refused is its reason
      if (clashes_) clashes_->sink().close();
      throw;
    }
    summary_.bytes_in = series.bytes();
    if (stats_out != nullptr) stats_out->write(regroup_json(summary_));
    if (stats_path_ == "-") print_aside(regroup_json(summary_));
    if (manifest_out != nullptr) {
      manifest_out->write(
          manifest_text(options_.rules, series.inputs(), summary_,
                        {.drop_rest = rest_ == "drop", .filtered = filter_.was_used()}));
    }
    std::vector<rdb::ByteSink*> sinks = {stats_out.get(), manifest_out.get(),
                                         clashes_ ? &clashes_->sink() : nullptr,
                                         conversion_.list_sink()};
    if (nodes) {
      remarks_ = nodes->remarks();
      for (rdb::ByteSink* const sink : nodes->sinks()) sinks.push_back(sink);
    } else {
      sinks.push_back(out.get());
    }
    rdb::close_together(sinks);
  }
  tell(series);
  return kDone;
}

void Regroup::tell_disk_need(const std::vector<std::string>& inputs) const {
  const std::string need = disk_need(
      inputs, {dry_run_ ? "" : output_.path(), options_.spill.folder}, options_.memory_limit);
  if (!need.empty()) common_.note(need);
}

void Regroup::run_into(rdb::EventSink& writer, rdb::TempSpoolFactory& spools, DumpSeries& series) {
  const auto decoders = [&spools](rdb::Family family, std::uint32_t version) {
    return rdb::make_value_decoder(family, version, {.spools = &spools});
  };
  options_.on_progress = [&series](std::uint64_t done, std::uint64_t total) {
    series.tick_phase("writing hashes", done, total);
  };
  rdb::RegroupStage stage(writer, options_, decoders, spools);
  for (const rdb::CompiledRule& rule : stage.rules()) {
    summary_.rules.push_back({rule.rule().pattern, rule.key_template().text()});
    common_.note("keys " + rdb::escaped(rule.rule().pattern, 256) + " become hashes " +
                 rdb::escaped(rule.key_template().text(), 256));
  }
  series.read_into(filter_.in_front_of(stage), base_only_);
  summary_.stats = stage.stats();
}

rdb::RdbWriterOptions Regroup::rdb_options(rdb::SpoolFactory& spools) {
  rdb::RdbWriterOptions options{.spools = &spools};
  options.now_ms = now_.milliseconds();
  conversion_.apply(options);
  return options;
}

rdb::RespWriterOptions Regroup::resp_options(rdb::SpoolFactory& spools) {
  using Mode = rdb::RespWriterOptions::Mode;
  rdb::RespWriterOptions options{.mode = mode_ == "restore" ? Mode::restore : Mode::commands};
  options.now_ms = *options_.now_ms;
  options.spools = &spools;
  conversion_.apply(options);
  return options;
}

void Regroup::run_to_nodes(NodeOutputs& outputs, rdb::TempSpoolFactory& spools,
                           DumpSeries& series) {
  run_into(format_ == "resp" ? outputs.to_resp(resp_options(spools), spools)
                             : outputs.to_rdb(rdb_options(spools), spools),
           spools, series);
  summary_.bytes_out = outputs.bytes();
}

void Regroup::run_to_rdb(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpSeries& series) {
  rdb::RdbWriter writer(out, rdb_options(spools));
  run_into(writer, spools, series);
  summary_.bytes_out = writer.bytes_written();
  remarks_ = {ConversionOptions::remark(writer.left_out())};
}

void Regroup::run_to_resp(rdb::ByteSink& out, rdb::TempSpoolFactory& spools, DumpSeries& series) {
  rdb::RespWriter writer(out, resp_options(spools));
  run_into(writer, spools, series);
  summary_.bytes_out = writer.bytes_written();
  remarks_ = {ConversionOptions::remark(writer.counts().left_out),
              resp_summary(writer.counts(), *options_.now_ms, !now_.milliseconds())};
  warn_of_databases(writer.counts());
}

void Regroup::warn_of_rules() const {
  for (const rdb::RegroupStats::Rule& rule : summary_.stats.rules) {
    if (rule.matched + rule.given_back != 0) continue;
    if (summary_.stats.rules.size() == 1) return;  // --allow-none said so
    print_message(
        "warning: rule " + rdb::escaped(rule.name, 256) +
        (rule.is_shadowed ? " matched only keys that an earlier rule took" : " matched nothing"));
  }
}

void Regroup::tell(const DumpSeries& series) const {
  if (!common_.quiet()) print_stderr(regroup_text(summary_));
  for (const std::string& remark : remarks_) {
    if (remark.starts_with("warning:")) {
      print_message(remark);
    } else if (!remark.empty()) {
      common_.note(remark);
    }
  }
  if (!summary_.stats.warning.empty()) print_message("warning: " + summary_.stats.warning);
  warn_of_rules();
  for (const std::string& warning : series.warnings()) print_message(warning);
}

}  // namespace

std::unique_ptr<Command> make_regroup() { return std::make_unique<Regroup>(); }

}  // namespace rdbmill
