#include "librdb/report/screen_text.h"

#include <algorithm>

#include "librdb/base/errors.h"
#include "librdb/report/advice.h"
#include "librdb/report/advice_text.h"
#include "librdb/report/growth_text.h"
#include "librdb/report/key_text.h"
#include "librdb/report/quantity_text.h"
#include "librdb/report/report_union.h"

namespace rdb {
namespace {

std::string server_name(Family family, const std::string& version) {
  return std::string(family == Family::redis ? "redis " : "valkey ") + version;
}

std::string checksum_text(ChecksumState state) {
  switch (state) {
    case ChecksumState::none_in_version:
      return "no checksum in this version";
    case ChecksumState::not_stored:
      return "no checksum stored";
    case ChecksumState::verified:
      return "checksum verified";
    case ChecksumState::not_verified:
      return "checksum not verified";
  }
  return {};
}

void add_line(std::string& out, const std::string& text, const TextStyle& style) {
  out += "  " + cut_to_width(text, style.width - 2) + "\n";
}

// Above everything: what follows is not the whole.
void add_incomplete(std::string& out, const DumpReport& report, const TextStyle& style) {
  if (report.is_complete()) return;
  const auto damaged = static_cast<std::size_t>(
      std::count_if(report.inputs.begin(), report.inputs.end(),
                    [](const ReportInput& input) { return !input.is_complete; }));
  std::string text = "INCOMPLETE: what precedes the damage";
  if (report.inputs.size() > 1) {
    text += " in " + thousands(damaged) + " of " + thousands(report.inputs.size()) + " dumps";
  }
  out += emphasised(text, style) + "\n";
  for (const std::string& fault : report.faults()) add_line(out, fault, style);
}

std::string counts_text(const DumpReport& report) {
  return thousands(report.total.keys) + (report.total.keys == 1 ? " key in " : " keys in ") +
         thousands(report.databases.size()) +
         (report.databases.size() == 1 ? " database" : " databases");
}

void add_identity(std::string& out, const DumpReport& report, const ScreenOptions& options) {
  const TextStyle& style = options.style;
  const ReportInput& dump = report.inputs.front();
  out += emphasised(shown_name(dump.label, style.width), style) + "\n";
  std::string saved_by = dump.server_version.empty()
                             ? "server not stated"
                             : server_name(dump.is_valkey_server ? Family::valkey : Family::redis,
                                           escaped(dump.server_version, 24));
  saved_by += ", " + std::string(name_of(dump.family)) + " version " + std::to_string(dump.version);
  if (dump.created_ms) {
    saved_by += ", saved " + utc_text(*dump.created_ms);
    if (options.now_ms)
      saved_by += ", " + duration_text(*options.now_ms - *dump.created_ms) + " ago";
  }
  add_line(out, saved_by, style);
  add_line(out,
           iec_bytes(report.dump_bytes) + ", " +
               (dump.is_complete ? checksum_text(dump.checksum) : "INCOMPLETE") + ", " +
               counts_text(report),
           style);
  std::string memory = "used_memory " + iec_bytes(report.predicted.used_memory) +
                       " predicted for " + server_text(dump.profile, dump.server_match);
  if (dump.used_mem) memory += "; " + iec_bytes(*dump.used_mem) + " when saved (used-mem)";
  add_line(out, memory, style);
}

// "redis 7.0", or how many servers there are.
std::string servers_text(const DumpReport& report) {
  std::string text;
  for (const std::string& profile : report.profiles()) {
    text += (text.empty() ? "" : ", ") + server_text(profile, ServerMatch::measured);
  }
  return text;
}

void add_identities(std::string& out, const DumpReport& report, const ScreenOptions& options) {
  const TextStyle& style = options.style;
  out += emphasised(thousands(report.inputs.size()) + " dumps", style) + "\n";
  add_line(out, iec_bytes(report.dump_bytes) + ", " + counts_text(report), style);
  std::string memory = "used_memory " + iec_bytes(report.predicted.used_memory) +
                       " predicted together, for " + servers_text(report);
  if (const auto used_mem = report.used_mem()) {
    memory += "; " + iec_bytes(*used_mem) + " when saved";
  }
  add_line(out, memory, style);
  constexpr std::size_t kShownRanges = 5;
  if (const std::string slots = uncovered_slots(report, kShownRanges);
      are_shards(report) && !slots.empty()) {
    add_line(out, "cluster slots without a key: " + slots, style);
  }
}

void add_inputs(std::string& out, const DumpReport& report, const ScreenOptions& options) {
  TextTable table(
      options.style, "Dumps",
      {{"memory", 9}, {"share", 6}, {"keys", 12}, {"used-mem", 9}, {"saved (UTC)", 18}});
  for (const ReportInput& input : report.inputs) {
    const std::string saved = input.created_ms ? utc_text(*input.created_ms).substr(0, 16) : "-";
    table.add(shown_name(input.label, table.name_width()),
              {iec_bytes(input.total.memory), percent(input.total.memory, report.total.memory),
               thousands(input.total.keys), input.used_mem ? iec_bytes(*input.used_mem) : "-",
               input.is_complete ? saved : "INCOMPLETE"});
  }
  out += table.text();
}

// Columns that grow with the screen.
std::size_t bar_width(const TextStyle& style) {
  return 6 + std::min<std::size_t>((style.width - TextStyle::kLeastWidth) / 4, 14);
}

void add_shapes(std::string& out, const DumpReport& report, const ScreenOptions& options) {
  const std::size_t bar = bar_width(options.style);
  const ReportGrowth* const growth = options.growth;
  const TextTable::Column third =
      growth == nullptr ? TextTable::Column{"", bar + 2, true} : TextTable::Column{"growth", 11};
  TextTable table(
      options.style, "Heaviest shapes of keys",
      {{"memory", 9}, {"share", 6}, third, {"keys", 12}, {"average", 9}, {"no TTL", 7}});
  // In place of the bar.
  const auto growth_text = [&](const ShapeRow* row) -> std::string {
    return row == nullptr ? ""
                          : signed_bytes(GrowthLookup(growth->shapes).memory(shape_name(*row)));
  };
  const auto add = [&](const std::string& name, const Tally& tally, const ShapeRow* row) {
    table.add(
        name,
        {iec_bytes(tally.memory), percent(tally.memory, report.total.memory),
         growth != nullptr ? growth_text(row) : bar_text(tally.memory, report.total.memory, bar),
         thousands(tally.keys), iec_bytes(tally.keys == 0 ? 0 : tally.memory / tally.keys),
         percent(tally.without_ttl, tally.keys)});
  };
  const std::size_t shown = std::min(options.shapes, report.shapes.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const ShapeRow& row = report.shapes[i];
    add(shown_name(row.pattern, table.name_width()), row.tally, &row);
  }
  Tally rest = report.unshaped;
  for (std::size_t i = shown; i < report.shapes.size(); ++i) rest += report.shapes[i].tally;
  if (rest.keys != 0)
    add("(" + thousands(report.shapes.size() - shown) + " more and others)", rest, nullptr);
  if (!table.empty()) out += table.text();
}

void add_largest(std::string& out, const DumpReport& report, const ScreenOptions& options) {
  TextTable table(options.style, "Largest keys",
                  {{"memory", 9}, {"type", 8, true}, {"elements", 13}, {"db", 4}, {"slot", 7}});
  const std::size_t shown = std::min(options.largest, report.largest.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const LargeKey& key = report.largest[i];
    table.add(shown_key(key.name, table.name_width()),
              {iec_bytes(key.memory.allocated), std::string(name_of(key.type)),
               key.elements == kUnknownCount ? "?" : thousands(key.elements),
               std::to_string(key.db), std::to_string(key.name.slot)});
  }
  if (!table.empty()) out += table.text();
}

void add_expiries(std::string& out, const DumpReport& report, const ScreenOptions& options) {
  const std::size_t bar = bar_width(options.style);
  TextTable table(options.style, "Expiries",
                  {{"memory", 9}, {"share", 6}, {"", bar + 2, true}, {"keys", 12}});
  const auto add = [&](const std::string& name, std::uint64_t memory, std::uint64_t keys) {
    table.add(name, {iec_bytes(memory), percent(memory, report.total.memory),
                     bar_text(memory, report.total.memory, bar), thousands(keys)});
  };
  const ExpiryTallies& expiries = report.expiries;
  add("never", report.total.memory_without_ttl, report.total.without_ttl);
  if (!report.has_clock() || expiries.unknown.keys != 0) {
    add("some time (no clock: --now)", expiries.unknown.memory, expiries.unknown.keys);
  }
  if (report.has_clock()) {
    add("expired, still there", expiries.past.memory, expiries.past.keys);
    Tally sum = expiries.hour;
    add("freed within 1 h", sum.memory, sum.keys);
    sum += expiries.day;
    add("freed within 24 h", sum.memory, sum.keys);
    sum += expiries.week;
    add("freed within 7 d", sum.memory, sum.keys);
    sum += expiries.later;
    add("freed some time", sum.memory, sum.keys);
  }
  out += table.text();
}

void add_advice(std::string& out, const DumpReport& report, const ScreenOptions& options) {
  const std::vector<Advice> list = advice_of(report);
  if (list.empty()) return;
  out += "\n" + emphasised("What to do", options.style) + "\n";
  unsigned regroups = 0;
  for (std::size_t i = 0; i < std::min(options.advice, list.size()); ++i) {
    out += render_advice_text(list[i], options.style, options.inputs, regroups);
    if (list[i].kind == Advice::Kind::regroup) ++regroups;
  }
}

}  // namespace

std::string render_screen_text(const DumpReport& report, const ScreenOptions& options) {
  std::string out;
  add_incomplete(out, report, options.style);
  if (options.growth != nullptr) out += render_before_incomplete(*options.growth, options.style);
  if (report.inputs.size() == 1) {
    add_identity(out, report, options);
  } else {
    add_identities(out, report, options);
    add_inputs(out, report, options);
  }
  if (options.growth != nullptr) {
    add_line(out, render_growth_line(*options.growth), options.style);
  }
  add_shapes(out, report, options);
  add_largest(out, report, options);
  add_expiries(out, report, options);
  add_advice(out, report, options);
  return out;
}

}  // namespace rdb
