// rdbmill gen: synthetic dumps.
#include <CLI/App.hpp>

#include "librdb/write/rdb_writer.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/gen_counters.h"
#include "tools/gen_keyspace.h"
#include "tools/gen_mixed.h"
#include "tools/options.h"
#include "tools/progress.h"
#include "tools/quantities.h"
#include "tools/same_output.h"
#include "tools/scheme_list.h"

namespace rdbmill {
namespace {

class Gen final : public Command {
 public:
  void define(CLI::App& app) override {
    app.add_option("KIND", kind_, "What to make: counters, mixed or keyspace")->required();
    app.add_option("--keys", keys_text_, "How many keys, e.g. 1000000 or 10M; default 1M")
        ->type_name("N");
    app.add_option("--seed", seed_text_, "Another seed, another dump; default 1")->type_name("N");
    app.add_option("--schemes", products_,
                   "Of keyspace: only those of these products, e.g. rq,celery")
        ->type_name("LIST")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_flag("--list-schemes", lists_schemes_, "List the schemes of keyspace and make nothing");
    app.add_option("--truth", truth_path_,
                   "Of keyspace: write here which scheme each key is of, a line of JSON a key")
        ->type_name("FILE");
    output_.define(app);
    now_.define(app, "of counters the end of the last day in the keys");
    common_.define(app);
  }

  void setup() override {
    if (kind_ != "counters" && kind_ != "mixed" && kind_ != "keyspace") {
      throw UsageError("unknown kind of dump \"" + rdb::escaped(kind_) + "\"",
                       "it is counters, mixed or keyspace");
    }
    const bool asks_for_schemes = !products_.empty() || lists_schemes_ || !truth_path_.empty();
    if (asks_for_schemes && kind_ != "keyspace") {
      throw UsageError("--schemes, --list-schemes and --truth are for keyspace");
    }
    refuse_same_output({{"-o", output_.path()}, {"--truth", truth_path_}});
    keys_ = understood("--keys", keys_text_, parse_count);
    seed_ = understood("--seed", seed_text_, parse_count);
    if (!lists_schemes_) output_.setup();
    now_.setup();
    common_.setup();
  }

  int run() override {
    if (lists_schemes_) {
      list_to(output_, [&] {
        const auto out = output_.open({}, common_);
        out->write(scheme_table());
        out->close();
      });
      return kDone;
    }
    std::optional<SchemeList> truth;
    const std::unique_ptr<Generator> generator = make_generator();
    Progress progress(common_.progress(), "gen " + kind_);
    progress.expect_keys(keys_);
    rdb::TempSpoolFactory spools("");
    const auto out = output_.open({}, common_);
    rdb::RdbWriter writer(*out, {.spools = &spools});
    rdb::EventSink* sink = &writer;
    if (!truth_path_.empty()) {
      // setup() lets only keyspace come here with such a path.
      const auto& keyspace = static_cast<const KeyspaceGenerator&>(*generator);
      sink = &truth.emplace(keyspace, output_.open_beside(truth_path_, {}), writer);
    }
    generator->begin(*sink);
    while (const std::uint64_t made = generator->add_keys(*sink, kBatch)) {
      progress.count_keys(made);
      progress.tick(writer.bytes_written(), rdb::Source::kUnknown);
    }
    generator->end(*sink);
    rdb::close_together({truth ? &truth->finish() : nullptr, out.get()});
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
    if (kind_ == "keyspace") {
      KeyspaceOptions options{.keys = keys_, .seed = seed_, .products = products_};
      if (ctime) options.ctime_seconds = *ctime;
      return std::make_unique<KeyspaceGenerator>(options);
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
  std::vector<std::string> products_;
  bool lists_schemes_ = false;
  std::string truth_path_;
  OutputOption output_;
  NowOption now_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_gen() { return std::make_unique<Gen>(); }

}  // namespace rdbmill
