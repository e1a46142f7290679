// rdbmill filter: a dump from a dump: all of it byte for byte, the keys that fit, for another
// server.
#include <CLI/App.hpp>

#include "librdb/report/quantity_text.h"
#include "librdb/write/rdb_writer.h"
#include "librdb/write/resp_writer.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/options.h"
#include "tools/resp_summary.h"
#include "tools/same_output.h"
#include "tools/terminal.h"
#include "tools/writer_options.h"

namespace rdbmill {
namespace {

class Filter final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define_for_writer(app);
    output_.define(app);
    app.add_option("--format", format_, "rdb (default) or resp: commands for redis-cli --pipe")
        ->type_name("FORMAT");
    conversion_.define(app);
    commands_.define(app);
    filter_.define(app);
    memory_.define(app);
    common_.define(app);
  }

  void setup() override {
    if (format_ != "rdb" && format_ != "resp") {
      throw UsageError("--format: \"" + rdb::escaped(format_) + "\" is not known",
                       "it is rdb or resp");
    }
    if (format_ == "rdb" && commands_.was_used()) {
      throw UsageError("--mode and --exists are about commands", "add --format resp");
    }
    output_.setup();
    conversion_.setup();
    commands_.setup();
    filter_.setup(commands_.now_ms());
    memory_.setup();
    common_.setup();
  }

  int run() override {
    refuse_same_output({{"-o", output_.path()}, conversion_.list_output()});
    rdb::TempSpoolFactory spools = memory_.spools(output_.path());
    std::string trailing;
    {
      DumpRun run(input_.path(), common_, {.spools = &spools});
      const auto out = output_.open({run.path()}, common_);
      conversion_.open_list(output_, {run.path()});
      if (format_ == "resp") {
        run_to_resp(run, *out, spools);
      } else {
        run_to_rdb(run, *out, spools);
      }
      trailing = run.trailing_warning("copied");
      rdb::close_together({conversion_.list_sink(), out.get()});
    }
    tell();
    if (!trailing.empty()) print_message(trailing);
    return kDone;
  }

 private:
  void run_to_rdb(DumpRun& run, rdb::ByteSink& out, rdb::SpoolFactory& spools) {
    rdb::RdbWriterOptions options{.spools = &spools};
    options.verbatim = !filter_.was_used() && !conversion_.converts();
    options.now_ms = commands_.given_now_ms();
    conversion_.apply(options);
    rdb::RdbWriter writer(out, options);
    run.read_into(filter_.in_front_of(writer));
    run.refuse_unread_commands(input_.base_only());
    left_out_ = ConversionOptions::remark(writer.left_out());
    if (options.verbatim) return;
    if (const std::uint64_t count = run.reader().enterprise_numbers(); count != 0) {
      print_message(rdb::escaped(run.name(), 4096) + ": warning: " + rdb::thousands(count) +
                    " opcodes of Redis Enterprise were not copied");
    }
    if (const std::uint64_t count = writer.expired_fields(); count != 0) {
      print_message("warning: " + rdb::thousands(count) +
                    " fields of hashes had expired and were left out with their expiry");
    }
    summary_ = filter_.remark();
  }

  void run_to_resp(DumpRun& run, rdb::ByteSink& out, rdb::SpoolFactory& spools) {
    rdb::RespWriterOptions options{.spools = &spools};
    commands_.apply(options);
    conversion_.apply(options);
    rdb::RespWriter writer(out, options);
    run.read_into(filter_.in_front_of(writer));
    run.refuse_unread_commands(input_.base_only());
    left_out_ = ConversionOptions::remark(writer.counts().left_out);
    const std::string kept = filter_.remark();
    summary_ = (kept.empty() ? "" : kept + ": ") + commands_.summary(writer.counts());
    warn_of_databases(writer.counts());
  }

  void tell() const {
    if (!left_out_.empty()) print_message(left_out_);
    if (!summary_.empty()) common_.note(summary_);
  }

  InputOption input_;
  OutputOption output_;
  std::string format_ = "rdb";
  ConversionOptions conversion_;
  RespOptions commands_;
  FilterOptions filter_;
  MemoryOptions memory_;
  CommonOptions common_;
  std::string left_out_;
  std::string summary_;
};

}  // namespace

std::unique_ptr<Command> make_filter() { return std::make_unique<Filter>(); }

}  // namespace rdbmill
