#include "librdb/report/open_metrics.h"

#include <algorithm>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

// Rows of a dump with more databases are one.
constexpr std::size_t kMostDatabases = 64;
constexpr std::size_t kMostInputs = 256;

using Labels = std::vector<std::pair<const char*, std::string>>;

// escaped() leaves valid UTF-8 without control bytes, quotes and backslashes already with a
// backslash: what the format asks for, but for escapes it does not know, whose backslash is
// doubled.
std::string label_value(Bytes name) {
  constexpr std::size_t kMost = 200;
  std::string value;
  for (const char c : escaped(name, kMost)) {
    if (c == '\\' || c == '"') value += '\\';
    value += c;
  }
  return value;
}

struct Row {
  Labels labels;
  Tally tally;
};

class Metrics {
 public:
  void gauge(const std::string& name, const char* help) {
    name_ = "rdbmill_" + name;
    out_ += "# TYPE " + name_ + " gauge\n# HELP " + name_ + " " + help + "\n";
  }
  void sample(const Labels& labels, std::uint64_t value) {
    out_ += name_;
    const char* before = "{";
    for (const auto& [label, text] : labels) {
      out_.append(before).append(label).append("=\"").append(text).append("\"");
      before = ",";
    }
    if (!labels.empty()) out_ += '}';
    out_ += ' ' + std::to_string(value) + '\n';
  }
  // The three figures that every table has; rows with the same labels are one.
  void tallies(const std::string& of, const std::vector<Row>& rows) {
    gauge(of + "_keys", "Keys in the dump");
    for (const Row& row : rows) sample(row.labels, row.tally.keys);
    gauge(of + "_memory_bytes", "Memory of these keys after loading");
    for (const Row& row : rows) sample(row.labels, row.tally.memory);
    gauge(of + "_memory_without_ttl_bytes", "Memory of those that never expire");
    for (const Row& row : rows) sample(row.labels, row.tally.memory_without_ttl);
  }
  std::string take() { return std::move(out_) + "# EOF\n"; }

 private:
  std::string name_;
  std::string out_;
};

// Two names may be escaped to the same label: their figures are added.
void add(std::vector<Row>& rows, Labels labels, const Tally& tally) {
  const auto known =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.labels == labels; });
  if (known != rows.end()) {
    known->tally += tally;
  } else {
    rows.push_back({std::move(labels), tally});
  }
}

void add_rest(std::vector<Row>& rows, Labels labels, const Tally& rest) {
  if (rest.keys != 0) add(rows, std::move(labels), rest);
}

std::vector<Row> shape_rows(const DumpReport& report, std::size_t limit) {
  std::vector<Row> rows;
  Tally rest = report.unshaped;
  for (std::size_t i = 0; i < report.shapes.size(); ++i) {
    const ShapeRow& shape = report.shapes[i];
    if (i < limit) {
      add(rows,
          {{"pattern", label_value(shape.pattern)}, {"type", std::string(name_of(shape.type))}},
          shape.tally);
    } else {
      rest += shape.tally;
    }
  }
  add_rest(rows, {{"pattern", "(others)"}, {"type", ""}}, rest);
  return rows;
}

std::vector<Row> prefix_rows(const DumpReport& report, std::size_t limit) {
  std::vector<Row> rows;
  Tally rest = report.total;
  for (const PrefixRow& prefix : report.prefixes) {  // siblings come heaviest first
    if (prefix.depth != 1 || rows.size() == limit) continue;
    add(rows, {{"prefix", label_value(prefix.prefix)}}, prefix.tally);
    rest -= prefix.tally;
  }
  add_rest(rows, {{"prefix", "(others)"}}, rest);
  return rows;
}

std::vector<Row> expiry_rows(const DumpReport& report) {
  const ExpiryTallies& expiries = report.expiries;
  std::vector<Row> rows;
  if (!report.has_clock() || expiries.unknown.keys != 0) {
    rows.push_back({{{"expiry", "unknown"}}, expiries.unknown});
  }
  if (!report.has_clock()) return rows;
  rows.push_back({{{"expiry", "past"}}, expiries.past});
  rows.push_back({{{"expiry", "within_1h"}}, expiries.hour});
  rows.push_back({{{"expiry", "within_24h"}}, expiries.day});
  rows.push_back({{{"expiry", "within_7d"}}, expiries.week});
  rows.push_back({{{"expiry", "later"}}, expiries.later});
  return rows;
}

// Of several inputs one row each; what is beyond the bound is one row.
std::vector<Row> input_rows(const DumpReport& report) {
  std::vector<Row> rows;
  for (const ReportInput& input : report.inputs) {
    const bool fits = rows.size() < kMostInputs;
    add(rows, {{"input", fits ? label_value(input.label) : "(others)"}}, input.total);
  }
  return rows;
}

void add_created(Metrics& metrics, const DumpReport& report) {
  const auto is_known = [](const ReportInput& input) {
    return input.created_ms && *input.created_ms >= 0;
  };
  if (std::none_of(report.inputs.begin(), report.inputs.end(), is_known)) return;
  metrics.gauge("dump_created_seconds", "When the dump was made, since 1970");
  Labels last;
  for (std::size_t i = 0; i < std::min(kMostInputs, report.inputs.size()); ++i) {
    const ReportInput& input = report.inputs[i];
    if (!is_known(input)) continue;
    Labels labels;
    if (report.inputs.size() > 1) labels = {{"input", label_value(input.label)}};
    if (i != 0 && labels == last) continue;  // one label, one sample
    metrics.sample(labels, static_cast<std::uint64_t>(*input.created_ms) / 1000);
    last = labels;
  }
}

void add_dump(Metrics& metrics, const DumpReport& report) {
  metrics.gauge("dump_bytes", "Size of the dump, uncompressed");
  metrics.sample({}, report.dump_bytes);
  metrics.gauge("dump_complete", "Whether the dump was read to its end");
  metrics.sample({}, report.is_complete());
  add_created(metrics, report);
  metrics.gauge("used_memory_predicted_bytes", "used_memory after loading the dump");
  metrics.sample({}, report.predicted.used_memory);
  if (const auto used_mem = report.used_mem()) {
    metrics.gauge("used_memory_when_saved_bytes", "used-mem of the dump");
    metrics.sample({}, *used_mem);
  }
}

}  // namespace

std::string render_open_metrics(const DumpReport& report, const OpenMetricsOptions& options) {
  Metrics metrics;
  add_dump(metrics, report);
  metrics.tallies("total", {{{}, report.total}});
  if (report.inputs.size() > 1) metrics.tallies("input", input_rows(report));
  std::vector<Row> rows;
  for (const DatabaseTally& row : report.databases) {
    rows.size() < kMostDatabases ? add(rows, {{"db", std::to_string(row.db)}}, row.tally)
                                 : add(rows, {{"db", "(others)"}}, row.tally);
  }
  metrics.tallies("database", rows);
  rows.clear();
  for (const TypeTally& row : report.types) {
    add(rows, {{"type", std::string(name_of(row.type))}}, row.tally);
  }
  metrics.tallies("type", rows);
  rows.clear();
  for (const EncodingTally& row : report.loaded) {
    add(rows, {{"type", std::string(name_of(row.type))}, {"encoding", label_value(row.encoding)}},
        row.tally);
  }
  metrics.tallies("encoding", rows);
  metrics.tallies("expiry", expiry_rows(report));
  metrics.tallies("shape", shape_rows(report, options.limit));
  metrics.tallies("prefix", prefix_rows(report, options.limit));
  return metrics.take();
}

}  // namespace rdb
