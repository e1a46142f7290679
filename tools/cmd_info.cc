// rdbmill info: what a dump says of itself.
#include <CLI/App.hpp>

#include "librdb/report/info_collector.h"
#include "librdb/report/info_text.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/filter_options.h"
#include "tools/options.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

class Info final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define(app);
    app.add_flag("--count", count_, "Count the keys by database and type, too");
    json_.define(app);
    now_.define(app, "the wall clock");
    filter_.define(app);
    common_.define(app);
  }

  void setup() override {
    now_.setup();
    common_.setup();
    filter_.setup(now_.milliseconds().value_or(wall_clock_ms()));
    count_ = count_ || filter_.was_used();  // what the dump states is of all keys
  }

  int run() override {
    rdb::InfoCollector collector;
    rdb::DumpInfo info;
    {
      rdb::TempSpoolFactory spools("");
      DumpRun run(input_.path(), common_, {.spools = &spools});
      run.read_into(filter_.in_front_of(collector));
      run.warn_of_unread();
      info = collector.info();
      info.file = run.name();
    }
    const rdb::InfoTextOptions options{.counts = count_,
                                       .now_ms = now_.milliseconds().value_or(wall_clock_ms())};
    print_text(json_.wanted() ? render_info_json(info, options) : render_info_text(info, options));
    return kDone;
  }

 private:
  InputOption input_;
  bool count_ = false;
  JsonOption json_;
  NowOption now_;
  FilterOptions filter_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_info() { return std::make_unique<Info>(); }

}  // namespace rdbmill
