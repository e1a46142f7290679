// rdbmill resp: the commands that would rebuild the data.
#include <CLI/App.hpp>

#include "librdb/report/quantity_text.h"
#include "librdb/write/resp_writer.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/options.h"
#include "tools/resp_summary.h"

namespace rdbmill {
namespace {

class Resp final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define(app);
    output_.define(app);
    app.add_option("--mode", mode_text_,
                   "commands (SET, HSET …; the default), or restore (RESTORE, for every type)")
        ->type_name("MODE");
    target_.define(app);
    now_.define(app, "the wall clock; keys expired by then are not sent");
    memory_.define(app);
    common_.define(app);
  }

  void setup() override {
    if (mode_text_ == "restore") {
      options_.mode = rdb::RespWriterOptions::Mode::restore;
    } else if (mode_text_ != "commands") {
      throw UsageError("--mode: \"" + rdb::escaped(mode_text_) + "\" is not known",
                       "it is commands or restore");
    }
    output_.setup();
    target_.setup();
    now_.setup();
    memory_.setup();
    common_.setup();
  }

  int run() override {
    rdb::TempSpoolFactory spools = memory_.spools(output_.path());
    options_.target = target_.target();
    options_.now_ms = now_.milliseconds().value_or(wall_clock_ms());
    options_.spools = &spools;
    rdb::RespWriter::Counts counts;
    {
      DumpRun run(input_.path(), common_, {.spools = &spools});
      const auto out = output_.open({input_.path()}, common_);
      rdb::RespWriter writer(*out, options_);
      run.read_into(writer);
      out->close();
      counts = writer.counts();
    }
    common_.note(resp_summary(counts, options_.now_ms, !now_.milliseconds()));
    return kDone;
  }

 private:
  InputOption input_;
  OutputOption output_;
  std::string mode_text_ = "commands";
  TargetOption target_;
  NowOption now_;
  MemoryOptions memory_;
  CommonOptions common_;
  rdb::RespWriterOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_resp() { return std::make_unique<Resp>(); }

}  // namespace rdbmill
