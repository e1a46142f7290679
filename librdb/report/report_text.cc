#include "librdb/report/report_text.h"

#include <algorithm>
#include <numeric>

#include "librdb/base/errors.h"
#include "librdb/report/advice_text.h"
#include "librdb/report/key_text.h"
#include "librdb/report/prefix_text.h"
#include "librdb/report/quantity_text.h"

namespace rdb {
namespace {

const std::vector<TextTable::Column> kTallyColumns = {
    {"memory", 9}, {"share", 6}, {"keys", 13}, {"average", 9}, {"no TTL", 7}, {"in dump", 10}};

std::vector<std::string> cells_of(const Tally& tally, const Tally& total) {
  return {iec_bytes(tally.memory),
          percent(tally.memory, total.memory),
          thousands(tally.keys),
          iec_bytes(tally.keys == 0 ? 0 : tally.memory / tally.keys),
          percent(tally.without_ttl, tally.keys),
          iec_bytes(tally.bytes)};
}

template <typename Row, typename Name>
void add_list(std::string& out, const std::string& title, const std::vector<Row>& rows,
              const DumpReport& report, const TablesOptions& options, Name name) {
  if (rows.empty()) return;
  TextTable table(options.style, title, kTallyColumns);
  const std::size_t shown = std::min(options.limit, rows.size());
  for (std::size_t i = 0; i < shown; ++i) {
    table.add(shown_name(name(rows[i]), table.name_width()), cells_of(rows[i].tally, report.total));
  }
  if (shown != rows.size()) {
    Tally rest;
    for (std::size_t i = shown; i < rows.size(); ++i) rest += rows[i].tally;
    table.add("(" + thousands(rows.size() - shown) + " more)", cells_of(rest, report.total));
  }
  out += table.text();
}

// "type encoding", but once where both are called the same.
std::string encoding_name(const EncodingTally& row) {
  const std::string type(name_of(row.type));
  return row.encoding == type ? type : type + " " + row.encoding;
}

void add_reconciliation(std::string& out, const DumpReport& report, const TablesOptions& options) {
  TextTable table(options.style, "used_memory after loading", {{"bytes", 19}, {"", 11}});
  const auto add = [&table](const std::string& name, std::uint64_t bytes) {
    table.add(name, {thousands(bytes), iec_bytes(bytes)});
  };
  add("keys and values", report.total.memory);
  for (const DatabaseTally& row : report.databases) {
    add("tables of database " + std::to_string(row.db), row.tables);
  }
  add(report.inputs.size() == 1 ? "an empty server" : "empty servers", report.predicted.startup);
  add("a client and its buffers", report.predicted.fixed);
  add("= predicted", report.predicted.used_memory);
  add("  of that used_memory_overhead", report.predicted.overhead);
  add("  of that used_memory_dataset", report.predicted.dataset);
  if (const auto used_mem = report.used_mem()) {
    add("used-mem of the dump, when it was saved", *used_mem);
  }
  add("sum of MEMORY USAGE … SAMPLES 0", report.total.memory_usage);
  out += table.text();
  const Inexactness& inexact = report.inexactness;
  if (inexact.expected.keys != 0) {
    out += "  " + iec_bytes(inexact.expected.memory) + " in " + thousands(inexact.expected.keys) +
           " keys are expected values; standard error of their sum " +
           iec_bytes(static_cast<std::uint64_t>(inexact.standard_error())) + "\n";
  }
  if (inexact.unknown.keys != 0) {
    out += "  " + iec_bytes(inexact.unknown.memory) + " in " + thousands(inexact.unknown.keys) +
           " keys of modules are not known: their bytes in the dump stand for them\n";
  }
}

void add_largest(std::string& out, const DumpReport& report, const TablesOptions& options) {
  TextTable table(options.style, "Largest keys",
                  {{"MEMORY USAGE", 14},
                   {"elements", 12},
                   {"type", 8, true},
                   {"encoding", 12, true},
                   {"db", 4},
                   {"slot", 6}});
  const std::size_t shown = std::min(options.limit, report.largest.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const LargeKey& key = report.largest[i];
    table.add(shown_key(key.name, table.name_width()),
              {(key.exactness == Exactness::exact ? "" : "~") + thousands(key.memory.memory_usage),
               key.elements == kUnknownCount ? "?" : thousands(key.elements),
               std::string(name_of(key.type)), std::string(name_of(key.loaded)),
               std::to_string(key.db), std::to_string(key.name.slot)});
  }
  if (!table.empty()) out += table.text();
}

void add_distributions(std::string& out, const DumpReport& report, const TablesOptions& options) {
  // "47 h 59 min", and the longest name beside four of them.
  const std::size_t room = options.style.width < TextStyle::kLeastWidth + 8 ? 12 : 14;
  TextTable table(
      options.style, "Distributions",
      {{"keys", 13}, {"half", room}, {"90 %", room}, {"99 %", room}, {"largest", room}});
  const auto add = [&table](const std::string& name, const Distribution& values, auto text) {
    if (values.keys() == 0) return;
    table.add(name,
              {thousands(values.keys()), text(values.percentile(0.5)), text(values.percentile(0.9)),
               text(values.percentile(0.99)), text(values.largest())});
  };
  const auto time = [](std::uint64_t seconds) {
    constexpr std::uint64_t kMost = 9'999'999;  // days that fit
    const std::uint64_t days = seconds / 86'400;
    if (days > kMost) return ">" + std::to_string(kMost) + " d";
    if (days >= 10'000) return std::to_string(days) + " d";  // nobody asks for their hours
    return duration_text(static_cast<std::int64_t>(seconds * 1000));
  };
  add("bytes of a name", report.key_lengths, thousands);
  add("value in the dump", report.value_bytes, iec_bytes);
  add("elements", report.elements, thousands);
  add("time to live", report.seconds_left, time);
  add("idle for", report.idle_seconds, time);
  add("LFU frequency", report.frequencies, thousands);
  if (table.empty()) return;
  out += table.text() + "  (so much or less; percentiles are up to 6 % too high, never too low)\n";
}

void add_expiry_days(std::string& out, const DumpReport& report, const TablesOptions& options) {
  if (report.expiry_days.empty() && report.expiry_later.keys == 0) return;
  TextTable table(options.style, "Freed by expiry on (UTC)",
                  {{"memory", 9}, {"share", 6}, {"keys", 13}, {"so far", 9}});
  std::uint64_t so_far = 0;
  const auto add = [&](const std::string& name, const DayTally& row) {
    so_far += row.memory;
    table.add(name, {iec_bytes(row.memory), percent(row.memory, report.total.memory),
                     thousands(row.keys), iec_bytes(so_far)});
  };
  const std::size_t shown = std::min(options.limit, report.expiry_days.size());
  DayTally rest = report.expiry_later;
  for (std::size_t i = shown; i < report.expiry_days.size(); ++i) {
    rest.keys += report.expiry_days[i].keys;
    rest.memory += report.expiry_days[i].memory;
  }
  for (std::size_t i = 0; i < shown; ++i) {
    add(day_text(report.expiry_days[i].day), report.expiry_days[i]);
  }
  if (rest.keys != 0) add("(later)", rest);
  out += table.text();
}

// Per mille of the mean, and the slots that are farthest above it.
void add_slots(std::string& out, const DumpReport& report, const TablesOptions& options) {
  if (report.slots.empty() || report.total.keys == 0) return;
  std::vector<std::size_t> order(report.slots.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t shown = std::min(options.limit, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      const SlotTally& left = report.slots[a];
                      const SlotTally& right = report.slots[b];
                      return left.memory != right.memory ? left.memory > right.memory : a < b;
                    });
  const auto used = std::count_if(report.slots.begin(), report.slots.end(),
                                  [](const SlotTally& slot) { return slot.keys != 0; });
  TextTable table(options.style, "Heaviest slots",
                  {{"memory", 9}, {"share", 6}, {"keys", 13}, {"of the mean", 13}});
  const std::uint64_t mean =
      report.total.memory / std::max<std::uint64_t>(1, static_cast<std::uint64_t>(used));
  for (std::size_t i = 0; i < shown && report.slots[order[i]].keys != 0; ++i) {
    const SlotTally& slot = report.slots[order[i]];
    table.add(std::to_string(order[i]),
              {iec_bytes(slot.memory), percent(slot.memory, report.total.memory),
               thousands(slot.keys), percent(slot.memory, mean)});
  }
  out += table.text() + "  " + thousands(static_cast<std::uint64_t>(used)) +
         " of 16,384 slots hold keys\n";
}

void add_nodes(std::string& out, const DumpReport& report, const TablesOptions& options) {
  if (report.nodes.empty()) return;
  TextTable table(options.style, "Nodes of the cluster",
                  {{"memory", 9}, {"share", 6}, {"keys", 13}, {"slots", 8}, {"of the mean", 13}});
  std::uint64_t sum = 0;
  for (const NodeTally& node : report.nodes) sum += node.memory;
  for (const NodeTally& node : report.nodes) {
    table.add(
        shown_name(node.name, table.name_width()),
        {iec_bytes(node.memory), percent(node.memory, report.total.memory), thousands(node.keys),
         thousands(node.slots), percent(node.memory, sum / report.nodes.size())});
  }
  out += table.text();
}

void add_advice(std::string& out, const DumpReport& report, const TablesOptions& options) {
  if (report.limits.empty()) return;
  TextTable table(options.style, "Limits twice as high",
                  {{"keys", 13}, {"memory", 10}, {"saved", 10}});
  for (const LimitTally& limit : report.limits) {
    table.add(std::string(limit.setting) + " " + std::to_string(limit.raised),
              {thousands(limit.keys), iec_bytes(limit.memory), iec_bytes(limit.saved)});
  }
  out += table.text();
}

}  // namespace

std::string render_tables_text(const DumpReport& report, const TablesOptions& options) {
  std::string out;
  add_list(out, "Databases", report.databases, report, options,
           [](const DatabaseTally& row) { return std::to_string(row.db); });
  add_list(out, "Types", report.types, report, options,
           [](const TypeTally& row) { return std::string(name_of(row.type)); });
  add_list(out, "Encodings in the dump", report.encodings, report, options,
           [](const EncodingTally& row) { return row.encoding; });
  add_list(out, "Encodings after loading", report.loaded, report, options, encoding_name);
  add_reconciliation(out, report, options);
  add_list(out, "Shapes", report.shapes, report, options,
           [](const ShapeRow& row) { return row.pattern; });
  out += render_prefixes_text(report, options);
  add_largest(out, report, options);
  add_expiry_days(out, report, options);
  add_distributions(out, report, options);
  add_slots(out, report, options);
  add_nodes(out, report, options);
  add_advice(out, report, options);
  return out;
}

}  // namespace rdb
