// rdbmill gen: synthetic dumps.
#include <CLI/App.hpp>

#include "librdb/write/rdb_writer.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/gen_counters.h"
#include "tools/options.h"
#include "tools/progress.h"
#include "tools/quantities.h"

namespace rdbmill {
namespace {

class Gen final : public Command {
 public:
  void define(CLI::App& app) override {
    app.add_option("KIND", kind_, "What to make: counters")->required();
    app.add_option("--keys", keys_text_, "How many keys, e.g. 1000000 or 10M; default 1M")
        ->type_name("N");
    app.add_option("--seed", seed_text_, "Another seed, another dump; default 1")->type_name("N");
    output_.define(app);
    now_.define(app, "the end of the last day in the keys");
    common_.define(app);
  }

  void setup() override {
    if (kind_ != "counters") {
      throw UsageError("unknown kind of dump \"" + rdb::escaped(kind_) + "\"",
                       "there is one so far: counters");
    }
    options_.keys = understood("--keys", keys_text_, parse_count);
    options_.seed = understood("--seed", seed_text_, parse_count);
    output_.setup();
    now_.setup();
    common_.setup();
    if (now_.milliseconds()) options_.ctime_seconds = *now_.milliseconds() / 1000;
  }

  int run() override {
    CounterGenerator generator(options_);
    Progress progress(common_.progress(), "gen counters");
    progress.expect_keys(options_.keys);
    const auto out = output_.open({}, common_);
    rdb::RdbWriter writer(*out, {});
    generator.begin(writer);
    while (const std::uint64_t made = generator.add_keys(writer, kBatch)) {
      progress.count_keys(made);
      progress.tick(writer.bytes_written(), rdb::Source::kUnknown);
    }
    generator.end(writer);
    out->close();
    return kDone;
  }

 private:
  static constexpr std::uint64_t kBatch = 16'384;  // keys between two looks at the clock

  std::string kind_;
  std::string keys_text_ = "1000000";
  std::string seed_text_ = "1";
  CounterOptions options_;
  OutputOption output_;
  NowOption now_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_gen() { return std::make_unique<Gen>(); }

}  // namespace rdbmill
