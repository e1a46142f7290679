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
#include "tools/quantities.h"
#include "tools/words.h"

namespace rdbmill {
namespace {

class Keys final : public Command {
 public:
  void define(CLI::App& app) override {
    input_.define(app);
    output_.define(app);
    define_table(app);
    server_.define(app);
    filter_.define(app);
    now_.define(app, "the wall clock; what ttl and --ttl count from");
    memory_.define(app);
    common_.define(app);
  }

  void setup() override {
    setup_columns();
    setup_format();
    setup_rows();
    now_.setup();
    table_.now_ms = now_.milliseconds().value_or(wall_clock_ms());
    filter_.setup(table_.now_ms);
    server_.setup();
    table_.server = server_.choice();
    memory_.setup();
    table_.memory_limit = memory_.limit();
    common_.setup();
  }

  int run() override {
    rdb::TempSpoolFactory spools = memory_.spools(output_.path());
    list_to(output_, [&] {
      DumpRun run(input_.path(), common_, {.spools = &spools});
      const auto out = output_.open({input_.path()}, common_);
      KeyTable table(*out, table_);
      read(run, table);
      table.finish();
      if (table.parts().cost) note_server(table.server());
      run.warn_of_unread();
      out->close();
    });
    for (const std::string& remark : remarks_) common_.note(remark);
    return kDone;
  }

 private:
  void define_table(CLI::App& app) {
    app_ = &app;
    app.add_option(
           "--columns", columns_text_,
           "Which columns, in which order, separated by commas: " + listed(key_column_names()))
        ->type_name("LIST");
    app.add_option("--style", style_text_,
                   "Columns that scripts around another tool know: rdbtools (default), or hdt "
                   "(HDT3213/rdb)")
        ->type_name("NAME");
    app.add_option("--format", format_text_, "csv (default), tsv or ndjson")->type_name("FORMAT");
    app.add_flag("--csv-guard", table_.guards,
                 "An apostrophe before text that a spreadsheet would take for a formula");
    app.add_option("--sort", sort_text_,
                   "The rows with the largest figure first: memory, or a column with figures; "
                   "smallest first with \":asc\" behind it. Needs --limit")
        ->type_name("COLUMN");
    app.add_option("--limit", limit_text_,
                   "So many rows. With --sort these are held in memory; without it they are the "
                   "first of the dump, and what follows is not read")
        ->type_name("N");
  }

  void setup_columns() {
    if (app_->count("--columns") != 0 && app_->count("--style") != 0) {
      throw UsageError("--columns and --style both say which columns", "leave one of them out");
    }
    const std::string& style = app_->count("--style") == 0 ? "rdbtools" : style_text_;
    require_one_of("--style", style, "rdbtools", "hdt");
    table_.columns = columns_of(style == "hdt" ? KeyStyle::hdt : KeyStyle::rdbtools);
    if (app_->count("--columns") == 0) return;
    table_.columns = understood("--columns", columns_text_, parse_key_columns);
  }

  void setup_format() {
    if (format_text_ == "tsv") {
      table_.format = TableFormat::tsv;
    } else if (format_text_ == "ndjson") {
      table_.format = TableFormat::ndjson;
    } else if (format_text_ != "csv") {
      throw UsageError("--format: \"" + rdb::escaped(format_text_) + "\" is not known",
                       "it is csv, tsv or ndjson");
    }
    if (table_.guards && table_.format != TableFormat::csv) {
      throw UsageError("--csv-guard: only CSV is guarded", "leave --format out");
    }
  }

  void setup_rows() {
    if (app_->count("--limit") != 0) {
      table_.limit = understood("--limit", limit_text_, parse_count);
      if (table_.limit == 0) throw UsageError("--limit: it is 1 or more");
    }
    if (app_->count("--sort") == 0) return;
    table_.sort = understood("--sort", sort_text_, parse_key_sort);
    if (app_->count("--limit") == 0) {
      throw UsageError("--sort needs --limit: the rows it chooses are held in memory",
                       "e.g. --limit 100");
    }
  }

  // A filter's remark counts keys of the whole dump: it would mislead if not all was read.
  void read(DumpRun& run, KeyTable& table) {
    rdb::EventSink& sink = filter_.in_front_of(table);
    if (table_.sort || table_.limit == KeyTableOptions::kNoLimit) {
      run.read_into(sink);
    } else if (run.read_until(sink, [&] { return table.is_full(); })) {
      remarks_.push_back("stopped after " + rdb::thousands(table.rows()) +
                         (table.rows() == 1 ? " row" : " rows") +
                         ": what follows was neither read nor verified");
      return;
    }
    if (filter_.was_used()) remarks_.push_back(filter_.remark());
  }

  void note_server(const rdb::DumpServer& server) const {
    const std::string remark = server_.remark(server);
    if (!remark.empty()) common_.note(remark);
  }

  CLI::App* app_ = nullptr;  // whether an option was given: an empty value is none
  InputOption input_;
  OutputOption output_;
  std::string columns_text_;
  std::string style_text_;
  std::string format_text_ = "csv";
  std::string sort_text_;
  std::string limit_text_;
  KeyTableOptions table_;
  ServerMemoryOptions server_;
  FilterOptions filter_;
  NowOption now_;
  MemoryOptions memory_;
  CommonOptions common_;
  std::vector<std::string> remarks_;
};

}  // namespace

std::unique_ptr<Command> make_keys() { return std::make_unique<Keys>(); }

}  // namespace rdbmill
