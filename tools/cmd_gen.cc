// rdbmill gen: synthetic dumps.
#include <CLI/App.hpp>

#include "librdb/write/rdb_writer.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/gen_counters.h"
#include "tools/gen_mixed.h"
#include "tools/options.h"
#include "tools/progress.h"
#include "tools/quantities.h"

namespace rdbmill {
namespace {

class Gen final : public Command {
 public:
  void define(CLI::App& app) override {
    app.add_option("KIND", kind_, "What to make: counters or mixed")->required();
    app.add_option("--keys", keys_text_, "How many keys, e.g. 1000000 or 10M; default 1M")
        ->type_name("N");
    app.add_option("--seed", seed_text_, "Another seed, another dump; default 1")->type_name("N");
    output_.define(app);
    now_.define(app, "of counters the end of the last day in the keys");
    common_.define(app);
  }

  void setup() override {
    if (kind_ != "counters" && kind_ != "mixed") {
      throw UsageError("unknown kind of dump \"" + rdb::escaped(kind_) + "\"",
                       "it is counters or mixed");
    }
    keys_ = understood("--keys", keys_text_, parse_count);
    seed_ = understood("--seed", seed_text_, parse_count);
    output_.setup();
    now_.setup();
    common_.setup();
  }

  int run() override {
    const std::unique_ptr<Generator> generator = make_generator();
    Progress progress(common_.progress(), "gen " + kind_);
    progress.expect_keys(keys_);
    rdb::TempSpoolFactory spools("");
    const auto out = output_.open({}, common_);
    rdb::RdbWriter writer(*out, {.spools = &spools});
    generator->begin(writer);
    while (const std::uint64_t made = generator->add_keys(writer, kBatch)) {
      progress.count_keys(made);
      progress.tick(writer.bytes_written(), rdb::Source::kUnknown);
    }
    generator->end(writer);
    out->close();
    return kDone;
  }

 private:
  std::unique_ptr<Generator> make_generator() const {
    std::optional<std::int64_t> ctime;
    if (now_.milliseconds()) ctime = *now_.milliseconds() / 1000;
    if (kind_ == "mixed") {
      MixedOptions options{.keys = keys_, .seed = seed_};
      if (ctime) options.ctime_seconds = *ctime;
      return std::make_unique<MixedGenerator>(options);
    }
    return std::make_unique<CounterGenerator>(
        CounterOptions{.keys = keys_, .seed = seed_, .ctime_seconds = ctime});
  }

  static constexpr std::uint64_t kBatch = 16'384;  // keys between two looks at the clock

  std::string kind_;
  std::string keys_text_ = "1000000";
  std::string seed_text_ = "1";
  std::uint64_t keys_ = 0;
  std::uint64_t seed_ = 0;
  OutputOption output_;
  NowOption now_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_gen() { return std::make_unique<Gen>(); }

}  // namespace rdbmill
