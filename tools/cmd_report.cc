// rdbmill report: memory by shape of key, type, encoding, TTL and prefix, and what to do about it;
// of one dump, of several, or of partial results.
#include <CLI/App.hpp>
#include <algorithm>
#include <optional>

#include "librdb/report/growth_text.h"
#include "librdb/report/prefix_text.h"
#include "librdb/report/report_json.h"
#include "librdb/report/report_text.h"
#include "librdb/report/screen_text.h"
#include "tools/cluster_nodes.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/options.h"
#include "tools/partial_file.h"
#include "tools/report_inputs.h"
#include "tools/report_options.h"
#include "tools/report_outputs.h"
#include "tools/stdin_use.h"
#include "tools/terminal.h"
#include "tools/threshold.h"

namespace rdbmill {
namespace {

// Kept whatever --limit says, so that partial results of different runs can be added.
constexpr std::size_t kLeastLargest = 100;

// Memory of the slots that each node serves.
std::vector<rdb::NodeTally> by_node(const rdb::DumpReport& report,
                                    const std::vector<ClusterNode>& nodes) {
  std::vector<rdb::NodeTally> tallies;
  for (const ClusterNode& node : nodes) {
    rdb::NodeTally& tally = tallies.emplace_back();
    tally.name = node.host + ":" + std::to_string(node.port);
    for (const auto& [first, last] : node.slots) {
      for (std::size_t slot = first; slot <= last; ++slot) {
        ++tally.slots;
        tally.keys += report.slots[slot].keys;
        tally.memory += report.slots[slot].memory;
      }
    }
  }
  return tallies;
}

class Report final : public Command {
 public:
  void define(CLI::App& app) override {
    inputs_.define(app);
    app.add_flag("--full", full_, "All tables, not only the first screen");
    app.add_flag("--prefixes", prefixes_, "The tree of prefixes behind the first screen");
    counting_.define(app);
    size_.define(app);
    reads_stdin(app.add_option("--nodes", nodes_path_,
                               "nodes.json or nodes.conf of a cluster: memory by the node that "
                               "serves a slot")
                    ->type_name("FILE"));
    reads_stdin(app.add_option("--since", since_path_,
                               "Growth since this partial result, of the same keys and options")
                    ->type_name("PARTIAL"));
    app.add_option("--fail-if", fail_texts_,
                   "Exit 1 if it holds, as 'prefix(session:).memory>5GiB' or (with --since) "
                   "'growth(total)>10%'; may be repeated")
        ->type_name("CONDITION")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    json_.define(app);
    outputs_.define(app);
    common_.define(app);
  }

  void setup() override {
    common_.setup();
    inputs_.setup();
    counting_.setup();
    size_.setup();
    if (const std::string option = counting_.first_given();
        inputs_.are_partials() && !option.empty()) {
      throw UsageError(option + ": partial results are counted already");
    }
    for (const std::string& text : fail_texts_) {
      thresholds_.push_back(understood("--fail-if", text, Threshold::parse));
      if (thresholds_.back().is_growth() && since_path_.empty()) {
        throw UsageError("--fail-if: growth is known with --since only");
      }
      if (inputs_.are_partials()) continue;
      const rdb::PrefixOptions& prefixes = counting_.options().prefixes;
      thresholds_.back().require_counted(prefixes.separators, prefixes.depth);
    }
  }

  int run() override {
    outputs_.prepare();
    std::vector<ClusterNode> nodes;
    if (!nodes_path_.empty()) nodes = read_cluster_nodes(nodes_path_);
    std::optional<rdb::DumpReport> before;
    if (!since_path_.empty()) before = read_partial_result(since_path_);
    DumpReading reading = inputs_.read(reading_options(), counting_.filter(), common_);
    rdb::DumpReport& report = reading.report;
    for (const Threshold& threshold : thresholds_) {
      threshold.require_counted(report.scope.separators, report.scope.depth);
    }
    if (counting_.filter().was_used()) common_.note(counting_.filter().remark());
    if (!nodes.empty() && report.slots.empty()) {
      throw UsageError("--nodes: these partial results have no slots");
    }
    outputs_.write_partial(report, files_read());
    if (!nodes.empty()) report.nodes = by_node(report, nodes);
    // Counted for --partial alone.
    if (report.inputs.size() == 1 && !full_) report.slots.clear();
    std::optional<rdb::ReportGrowth> growth;
    if (before) growth = rdb::growth_between(*before, report);
    print(report, growth ? &*growth : nullptr);
    // What the damage took from the report before would count as growth.
    const int of_growth = growth && !growth->before_is_complete ? kDamaged : kDone;
    return worse_of(worse_of(reading.exit_code, of_growth),
                    judge(thresholds_, report, before ? &*before : nullptr));
  }

 private:
  ReadingOptions reading_options() const {
    ReadingOptions reading{counting_.options(), inputs_.keep_going()};
    reading.report.largest = std::max(size_.limit(), kLeastLargest);
    reading.report.slots =
        full_ || inputs_.count() > 1 || !nodes_path_.empty() || outputs_.has_partial();
    return reading;
  }

  // All of them, which no output may replace.
  std::vector<std::string> files_read() const {
    std::vector<std::string> files = inputs_.paths();
    const std::vector<std::string>& configs = counting_.server().config_paths();
    files.insert(files.end(), configs.begin(), configs.end());
    for (const std::string& path : {since_path_, nodes_path_}) {
      if (!path.empty()) files.push_back(path);
    }
    return files;
  }

  void print(const rdb::DumpReport& report, const rdb::ReportGrowth* growth) {
    outputs_.write(report, growth, files_read(), size_.limit());
    print_text(json_.wanted() ? rdb::render_report_json(report, growth) : text_of(report, growth));
  }

  std::string text_of(const rdb::DumpReport& report, const rdb::ReportGrowth* growth) const {
    const rdb::TextStyle style = size_.style();
    const rdb::TablesOptions tables{.style = style, .limit = size_.limit()};
    std::string out = rdb::render_screen_text(
        report, {.style = style,
                 .inputs = inputs_.are_partials() ? std::vector<std::string>() : inputs_.paths(),
                 .now_ms = counting_.now().milliseconds().value_or(wall_clock_ms()),
                 .growth = growth});
    if (full_) {
      out += rdb::render_tables_text(report, tables);
      if (growth != nullptr) out += rdb::render_growth_text(*growth, tables);
    } else if (prefixes_) {
      out += rdb::render_prefixes_text(report, tables);
    }
    return out;
  }

  ReportInputs inputs_;
  bool full_ = false;
  bool prefixes_ = false;
  ReportCountOptions counting_;
  ReportSizeOptions size_;
  std::string nodes_path_;
  std::string since_path_;
  std::vector<std::string> fail_texts_;
  std::vector<Threshold> thresholds_;
  ReportOutputs outputs_;
  JsonOption json_;
  CommonOptions common_;
};

}  // namespace

std::unique_ptr<Command> make_report() { return std::make_unique<Report>(); }

}  // namespace rdbmill
