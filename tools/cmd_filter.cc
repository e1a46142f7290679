// rdbmill filter: a copy, byte for byte. What to keep and what to drop comes later.
#include <CLI/App.hpp>

#include "librdb/report/quantity_text.h"
#include "librdb/write/rdb_writer.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/options.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

class Filter final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define(app);
    output_.define(app);
    memory_.define(app);
    common_.define(app);
  }

  void setup() override {
    output_.setup();
    memory_.setup();
    common_.setup();
  }

  int run() override {
    rdb::TempSpoolFactory spools = memory_.spools(output_.path());
    std::uint64_t trailing = 0;
    std::string name;
    {
      DumpRun run(input_.path(), common_, {.spools = &spools});
      const auto out = output_.open({input_.path()}, common_);
      rdb::RdbWriter writer(*out, {.verbatim = true, .spools = &spools});
      run.read_into(writer);
      trailing = run.trailing_bytes();
      name = run.name();
      out->close();
    }
    if (trailing != 0) {
      print_message(rdb::escaped(name, 4096) + ": warning: " + rdb::thousands(trailing) +
                    " bytes behind the end of the dump were not copied");
    }
    return kDone;
  }

 private:
  InputOption input_;
  OutputOption output_;
  MemoryOptions memory_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_filter() { return std::make_unique<Filter>(); }

}  // namespace rdbmill
