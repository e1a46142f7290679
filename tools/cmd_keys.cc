// rdbmill keys: a row for each key.
#include <CLI/App.hpp>

#include "librdb/report/quantity_text.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/key_table.h"
#include "tools/memory_options.h"
#include "tools/options.h"

namespace rdbmill {
namespace {

class Keys final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define(app);
    output_.define(app);
    app.add_option("--format", format_text_, "csv (default), tsv or ndjson")->type_name("FORMAT");
    server_.define(app);
    filter_.define(app);
    now_.define(app, "the wall clock; what ttl and --ttl count from");
    memory_.define(app);
    common_.define(app);
  }

  void setup() override {
    if (format_text_ == "tsv") {
      format_ = TableFormat::tsv;
    } else if (format_text_ == "ndjson") {
      format_ = TableFormat::ndjson;
    } else if (format_text_ != "csv") {
      throw UsageError("--format: \"" + rdb::escaped(format_text_) + "\" is not known",
                       "it is csv, tsv or ndjson");
    }
    now_.setup();
    now_ms_ = now_.milliseconds().value_or(wall_clock_ms());
    filter_.setup(now_ms_);
    server_.setup();
    memory_.setup();
    common_.setup();
  }

  int run() override {
    rdb::TempSpoolFactory spools = memory_.spools(output_.path());
    list_to(output_, [&] {
      DumpRun run(input_.path(), common_, {.spools = &spools});
      const auto out = output_.open({input_.path()}, common_);
      KeyTable table(*out, format_, now_ms_, server_.choice());
      run.read_into(filter_.in_front_of(table));
      const std::string remark = server_.remark(table.server());
      if (!remark.empty()) common_.note(remark);
      run.warn_of_unread_commands();
      out->close();
    });
    if (filter_.was_used()) common_.note(filter_.remark());
    return kDone;
  }

 private:
  InputOption input_;
  OutputOption output_;
  std::string format_text_ = "csv";
  TableFormat format_ = TableFormat::csv;
  ServerMemoryOptions server_;
  FilterOptions filter_;
  NowOption now_;
  std::int64_t now_ms_ = 0;
  MemoryOptions memory_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_keys() { return std::make_unique<Keys>(); }

}  // namespace rdbmill
