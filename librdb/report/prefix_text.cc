#include "librdb/report/prefix_text.h"

#include "librdb/report/quantity_text.h"

namespace rdb {
namespace {

// The tree comes depth first with the heaviest sibling first: what is beyond the limit at its level
// is summed up in one row when its parent is left, together with what was cut off.
class PrefixRows {
 public:
  PrefixRows(const DumpReport& report, const TablesOptions& options)
      : report_(report),
        limit_(options.limit),
        table_(options.style, "Prefixes",
               {{"memory", 9}, {"share", 6}, {"keys", 13}, {"average", 9}, {"no TTL", 7}}) {}

  std::string text() {
    for (const PrefixRow& prefix : report_.prefixes) {
      while (levels_.size() > prefix.depth) leave();
      enter(prefix);
    }
    while (!levels_.empty()) leave();
    return table_.empty() ? std::string() : table_.text();
  }

 private:
  struct Level {
    std::size_t children = 0;
    std::size_t hidden = 0;
    Tally rest;  // of the children that are not shown
    bool shown = true;
    Tally others;  // cut off
  };

  void add(const std::string& name, const Tally& tally, std::size_t depth) {
    table_.add(name,
               {iec_bytes(tally.memory), percent(tally.memory, report_.total.memory),
                thousands(tally.keys), iec_bytes(tally.keys == 0 ? 0 : tally.memory / tally.keys),
                percent(tally.without_ttl, tally.keys)},
               2 * (depth - 1));
  }

  void enter(const PrefixRow& prefix) {
    Level level;
    level.others = prefix.others;
    if (!levels_.empty()) {
      Level& parent = levels_.back();
      const bool heavy = prefix.depth == 1 || prefix.tally.memory >= report_.total.memory / 100;
      level.shown = parent.shown && heavy && parent.children++ < limit_;
      if (parent.shown && !level.shown) {
        ++parent.hidden;
        parent.rest += prefix.tally;
      }
      if (level.shown) {
        const std::size_t indent = 2 * (prefix.depth - 1);
        const std::size_t room =
            table_.name_width() > indent + 8 ? table_.name_width() - indent : 8;
        add(shown_name(prefix.prefix, room), prefix.tally, prefix.depth);
      }
    }
    levels_.push_back(level);
  }

  void leave() {
    const Level level = levels_.back();
    levels_.pop_back();
    if (!level.shown) return;
    Tally rest = level.rest;
    rest += level.others;
    if (rest.keys == 0) return;
    std::string name = "(" + thousands(level.hidden) + " more";
    if (level.others.keys != 0) name += " and others";
    add(name + ")", rest, levels_.size() + 1);
  }

  const DumpReport& report_;
  std::size_t limit_;
  TextTable table_;
  std::vector<Level> levels_;
};

}  // namespace

std::string render_prefixes_text(const DumpReport& report, const TablesOptions& options) {
  std::string out = PrefixRows(report, options).text();
  if (report.prefixes_missing != 0) {
    // Which of the two it was is not in the report, and another option helps against each.
    out += "  (more than " + thousands(report.scope.max_prefixes) + " prefixes, or " +
           iec_bytes(PrefixOptions().max_name_bytes) + " of their names: a row may lack up to " +
           iec_bytes(report.prefixes_missing) +
           ",\n  which is in the \"others\" of what is above it; --limit-nodes keeps more prefixes,"
           "\n  a lesser --depth takes less for their names)\n";
  }
  return out;
}

}  // namespace rdb
