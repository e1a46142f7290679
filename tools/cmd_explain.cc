// rdbmill explain: how the memory of one key comes about, or what a dump would cost elsewhere.
#include <CLI/App.hpp>
#include <algorithm>

#include "librdb/report/cost_text.h"
#include "tools/commands.h"
#include "tools/dump_run.h"
#include "tools/exit_codes.h"
#include "tools/memory_options.h"
#include "tools/options.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

class Explain final : public Command {
 public:
  void define(CLI::App& app) override {
    app.add_option("KEY FILE", words_,
                   "The key, byte for byte, and the dump (\"-\" for stdin); of the dump alone the "
                   "whole is told")
        ->type_name("")
        ->expected(1, 2)
        ->required();
    json_.define(app);
    server_.define(app, true);
    common_.define(app);
  }

  void setup() override {
    common_.setup();
    server_.setup();
    path_ = words_.back();
    if (words_.size() == 2) options_.key = words_.front();
  }

  int run() override {
    rdb::CostComparison comparison(server_.choices(), options_);
    rdb::TempSpoolFactory spools("");
    DumpRun run(path_, common_, {.spools = &spools});
    run.read_into(comparison);
    run.warn_of_unread();
    if (options_.key && comparison.keys().empty()) {
      print_message("no key \"" + rdb::escaped(*options_.key) + "\" in " +
                    rdb::escaped(run.name(), 4096));
      return kNegative;
    }
    print_text(text_of(comparison));
    return kDone;
  }

 private:
  std::string text_of(const rdb::CostComparison& comparison) const {
    if (json_.wanted()) {
      return options_.key ? render_key_costs_json(comparison, *options_.key)
                          : render_dump_costs_json(comparison);
    }
    const rdb::TextStyle style{.width = std::clamp(stdout_columns(), rdb::TextStyle::kLeastWidth,
                                                   rdb::TextStyle::kMostWidth),
                               .color = color_on_stdout()};
    return options_.key ? render_key_costs_text(comparison, *options_.key, style)
                        : render_dump_costs_text(comparison, style);
  }

  std::vector<std::string> words_;
  std::string path_;
  JsonOption json_;
  ServerMemoryOptions server_;
  CommonOptions common_;
  rdb::CostComparisonOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_explain() { return std::make_unique<Explain>(); }

}  // namespace rdbmill
