#include "librdb/report/report_text.h"

#include <algorithm>

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"

namespace rdb {
namespace {

constexpr std::size_t kNameWidth = 33;
constexpr std::size_t kBarWidth = 10;

// Characters of a UTF-8 text; a rough measure of columns, good for what escaped() lets through.
std::size_t columns(Bytes text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string cut_to(std::string text, std::size_t width) {
  if (columns(text) <= width) return text;
  std::size_t end = 0;
  for (std::size_t shown = 0; end < text.size(); ++end) {
    const bool starts = (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
    if (starts && ++shown == width) break;
  }
  return text.substr(0, end) + "…";
}

std::string left(const std::string& text, std::size_t width) {
  const std::size_t used = columns(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

std::string right(const std::string& text, std::size_t width) {
  const std::size_t used = columns(text);
  return used < width ? std::string(width - used, ' ') + text : text;
}

std::string bar(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return {};
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  const auto filled = static_cast<std::size_t>(share * kBarWidth + 0.5);
  return std::string(std::min(filled, kBarWidth), '#');
}

void add_heading(std::string& out, const std::string& title, bool with_ttl) {
  out += "\n" + left(title, kNameWidth) + right("keys", 14) + right("bytes", 11) +
         right("share", 7) + (with_ttl ? right("no TTL", 8) : std::string()) + "\n";
}

void add_row(std::string& out, const std::string& name, const Tally& tally, const Tally& total,
             bool with_ttl) {
  std::string row = left(cut_to(name, kNameWidth), kNameWidth) + right(thousands(tally.keys), 14) +
                    right(iec_bytes(tally.bytes), 11) + right(percent(tally.bytes, total.bytes), 7);
  if (with_ttl) {
    row += right(percent(tally.without_ttl, tally.keys), 8);
  } else {
    const std::string filled = bar(tally.bytes, total.bytes);
    if (!filled.empty()) row += "  " + filled;
  }
  out += row + "\n";
}

void add_head(std::string& out, const DumpReport& report) {
  if (!report.file.empty()) out += escaped(report.file, 4096) + ": ";
  out += std::string(name_of(report.family)) + " version " + std::to_string(report.version);
  if (!report.server_version.empty()) out += ", server " + escaped(report.server_version, 32);
  if (report.created_ms) out += ", created " + utc_text(*report.created_ms);
  out += "\n" + thousands(report.total.keys) + " keys in " + iec_bytes(report.total.bytes) +
         ": serialized bytes in the dump, not memory in the server\n";
}

void add_ttl(std::string& out, const DumpReport& report) {
  add_heading(out, "TTL", false);
  Tally without = report.total;
  without -= report.expiring;
  without -= report.expired;
  add_row(out, "  none", without, report.total, false);
  add_row(out, report.clock_ms ? "  expiring" : "  with expiry", report.expiring, report.total,
          false);
  if (report.clock_ms) {
    add_row(out, "  expired by " + utc_text(*report.clock_ms).substr(0, 19), report.expired,
            report.total, false);
  }
}

std::string rows_not_shown(std::size_t count) { return "  (" + thousands(count) + " more)"; }

template <typename Row, typename Name>
void add_list(std::string& out, const std::string& title, const std::vector<Row>& rows,
              const DumpReport& report, std::size_t limit, Name name) {
  if (rows.empty()) return;
  add_heading(out, title, false);
  const std::size_t shown = std::min(limit, rows.size());
  for (std::size_t i = 0; i < shown; ++i) {
    add_row(out, "  " + name(rows[i]), rows[i].tally, report.total, false);
  }
  if (shown == rows.size()) return;
  Tally rest;
  for (std::size_t i = shown; i < rows.size(); ++i) rest += rows[i].tally;
  add_row(out, rows_not_shown(rows.size() - shown), rest, report.total, false);
}

// The tree comes depth first with the largest sibling first: what is beyond the limit at its level
// is summed up in one row when its parent is left, together with what was never kept apart.
class PrefixRows {
 public:
  PrefixRows(const DumpReport& report, std::size_t limit) : report_(report), limit_(limit) {}

  std::string text() {
    for (const PrefixTally& prefix : report_.prefixes) {
      while (levels_.size() > prefix.depth) leave();
      enter(prefix);
    }
    while (!levels_.empty()) leave();
    return out_;
  }

 private:
  struct Level {
    std::size_t children = 0;
    std::size_t hidden = 0;
    Tally rest;  // of the children that are not shown
    bool shown = true;
    Tally not_kept;
  };

  void enter(const PrefixTally& prefix) {
    Level level;
    level.not_kept = prefix.not_kept;
    if (!levels_.empty()) {
      Level& parent = levels_.back();
      const bool large = prefix.depth == 1 || prefix.tally.bytes >= report_.total.bytes / 100;
      level.shown = parent.shown && large && parent.children++ < limit_;
      if (parent.shown && !level.shown) {
        ++parent.hidden;
        parent.rest += prefix.tally;
      }
      if (level.shown) {
        add_row(out_, indent() + escaped(prefix.prefix), prefix.tally, report_.total, true);
      }
    }
    levels_.push_back(level);
  }

  void leave() {
    const Level level = levels_.back();
    levels_.pop_back();
    if (!level.shown) return;
    Tally rest = level.rest;
    rest += level.not_kept;
    if (rest.keys == 0) return;
    levels_.push_back({});  // the row stands among the children
    std::string name = indent() + "(" + thousands(level.hidden) + " more";
    if (level.not_kept.keys != 0) name += " and others";
    add_row(out_, name + ")", rest, report_.total, true);
    levels_.pop_back();
  }

  std::string indent() const { return std::string(2 * levels_.size(), ' '); }

  const DumpReport& report_;
  std::size_t limit_;
  std::vector<Level> levels_;
  std::string out_;
};

void add_prefixes(std::string& out, const DumpReport& report, std::size_t limit) {
  const std::string rows = PrefixRows(report, limit).text();
  if (rows.empty()) return;
  add_heading(out, "Prefixes", true);
  out += rows;
  if (!report.prefixes_complete) {
    out += "  (the first " + thousands(report.prefix_bound) +
           " prefixes met were kept apart; the rest is in \"others\")\n";
  }
}

void add_largest(std::string& out, const DumpReport& report, std::size_t limit) {
  const std::size_t shown = std::min(limit, report.largest.size());
  if (shown == 0) return;
  out += "\n" + left("Largest keys", 46) + left("encoding", 20) + right("db", 4) +
         right("bytes", 10) + "\n";
  for (std::size_t i = 0; i < shown; ++i) {
    const LargeKey& key = report.largest[i];
    out += "  " + left(cut_to(escaped(key.key), 43), 44) +
           left(cut_to(std::string(key.encoding), 19), 20) + right(std::to_string(key.db), 4) +
           right(iec_bytes(key.record_bytes), 10) + "\n";
  }
}

}  // namespace

std::string render_report_text(const DumpReport& report, const ReportTextOptions& options) {
  std::string out;
  add_head(out, report);
  add_list(out, "Databases", report.databases, report, options.limit,
           [](const DatabaseTally& row) { return std::to_string(row.db); });
  add_list(out, "Types", report.types, report, report.types.size(),
           [](const TypeTally& row) { return std::string(name_of(row.type)); });
  add_list(out, "Encodings", report.encodings, report, options.limit,
           [](const EncodingTally& row) { return row.encoding; });
  add_ttl(out, report);
  add_prefixes(out, report, options.limit);
  add_largest(out, report, options.limit);
  return out;
}

}  // namespace rdb
