// rdbmill export: the whole content as JSON.
#include <CLI/App.hpp>

#include "librdb/report/quantity_text.h"
#include "librdb/write/json_writer.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/options.h"

namespace rdbmill {
namespace {

class Export final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define_for_writer(app);
    output_.define(app);
    app.add_option("--format", format_,
                   "ndjson (default): an object a key, one a line; json: an array with an object "
                   "for each database, as older tools write it")
        ->type_name("FORMAT");
    filter_.define(app);
    now_.define(app, "the wall clock; what --ttl counts from");
    memory_.define(app);
    common_.define(app);
  }

  void setup() override {
    if (format_ != "ndjson" && format_ != "json") {
      throw UsageError("--format: \"" + rdb::escaped(format_) + "\" is not known",
                       "it is ndjson or json");
    }
    now_.setup();
    filter_.setup(now_.milliseconds().value_or(wall_clock_ms()));
    memory_.setup();
    common_.setup();
  }

  int run() override {
    rdb::TempSpoolFactory spools = memory_.spools(output_.path());
    list_to(output_, [&] {
      DumpRun run(input_.path(), common_, {.spools = &spools});
      const auto out = output_.open({run.path()}, common_);
      const auto layout = format_ == "json" ? rdb::JsonLayout::legacy : rdb::JsonLayout::lines;
      rdb::JsonWriter writer(*out, {.layout = layout, .spools = &spools});
      run.read_into(filter_.in_front_of(writer));
      run.refuse_unread_commands(input_.base_only());
      out->close();
      run.warn_of_trailing_bytes();
    });
    if (filter_.was_used()) common_.note(filter_.remark());
    return kDone;
  }

 private:
  InputOption input_;
  OutputOption output_;
  std::string format_ = "ndjson";
  FilterOptions filter_;
  NowOption now_;
  MemoryOptions memory_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_export() { return std::make_unique<Export>(); }

}  // namespace rdbmill
