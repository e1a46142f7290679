// rdbmill resp: the commands that would rebuild the data.
#include <CLI/App.hpp>

#include "librdb/report/quantity_text.h"
#include "librdb/write/resp_writer.h"
#include "librdb/write/unlink_writer.h"
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

class Resp final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define_for_writer(app);
    output_.define(app);
    app.add_option("--emit", emit_, "data (default), or unlink: UNLINK for the chosen keys")
        ->type_name("WHAT");
    commands_.define(app);
    conversion_.define(app);
    filter_.define(app);
    memory_.define(app);
    common_.define(app);
  }

  void setup() override {
    if (emit_ != "data" && emit_ != "unlink") {
      throw UsageError("--emit: \"" + rdb::escaped(emit_) + "\" is not known",
                       "it is data or unlink");
    }
    output_.setup();
    commands_.setup();
    conversion_.setup();
    filter_.setup(commands_.now_ms());
    memory_.setup();
    common_.setup();
  }

  int run() override {
    refuse_same_output({{"-o", output_.path()}, conversion_.list_output()});
    rdb::TempSpoolFactory spools = memory_.spools(output_.path());
    {
      DumpRun run(input_.path(), common_, {.spools = &spools});
      const auto out = output_.open({run.path()}, common_);
      conversion_.open_list(output_, {run.path()});
      if (emit_ == "unlink") {
        send_unlinks(run, *out);
      } else {
        send_data(run, *out, spools);
      }
      rdb::close_together({conversion_.list_sink(), out.get()});
      run.warn_of_trailing_bytes();
    }
    if (!left_out_.empty()) print_message(left_out_);
    common_.note(summary_);
    return kDone;
  }

 private:
  void send_data(DumpRun& run, rdb::ByteSink& out, rdb::SpoolFactory& spools) {
    rdb::RespWriterOptions options{.spools = &spools};
    commands_.apply(options);
    conversion_.apply(options);
    rdb::RespWriter writer(out, options);
    run.read_into(filter_.in_front_of(writer));
    run.refuse_unread_commands(input_.base_only());
    const rdb::RespWriter::Counts counts = writer.counts();
    left_out_ = ConversionOptions::remark(counts.left_out);
    summary_ = commands_.summary(counts);
    warn_of_databases(counts);
  }

  void send_unlinks(DumpRun& run, rdb::ByteSink& out) {
    rdb::UnlinkWriter writer(out);
    run.read_into(filter_.in_front_of(writer));
    run.refuse_unread_commands(input_.base_only());
    summary_ = "UNLINK for " + rdb::thousands(writer.keys()) +
               (writer.keys() == 1 ? " key in " : " keys in ") + rdb::thousands(writer.commands()) +
               (writer.commands() == 1 ? " command" : " commands");
  }

  InputOption input_;
  OutputOption output_;
  std::string emit_ = "data";
  RespOptions commands_;
  ConversionOptions conversion_;
  FilterOptions filter_;
  MemoryOptions memory_;
  CommonOptions common_;
  std::string left_out_;
  std::string summary_;
};

}  // namespace

std::unique_ptr<Command> make_resp() { return std::make_unique<Resp>(); }

}  // namespace rdbmill
