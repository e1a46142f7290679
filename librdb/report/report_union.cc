#include "librdb/report/report_union.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "librdb/base/errors.h"
#include "librdb/report/prefix_union.h"
#include "librdb/report/quantity_text.h"
#include "librdb/report/slot_ranges.h"

namespace rdb {
namespace {

// Rows of the same name are added, by `add`; the others are appended.
template <typename Row, typename Name, typename Add>
void add_rows(std::vector<Row>& rows, std::vector<Row> more, Name name, Add add) {
  std::map<decltype(name(rows.front())), std::size_t> places;
  for (std::size_t i = 0; i < rows.size(); ++i) places.emplace(name(rows[i]), i);
  std::vector<Row> fresh;  // names may be views into the rows: none may move yet
  for (Row& row : more) {
    const auto found = places.find(name(row));
    if (found != places.end()) {
      add(rows[found->second], row);
    } else {
      fresh.push_back(std::move(row));
    }
  }
  rows.insert(rows.end(), std::make_move_iterator(fresh.begin()),
              std::make_move_iterator(fresh.end()));
}

constexpr auto kAddTally = [](auto& row, const auto& other) { row.tally += other.tally; };

void add(PredictedMemory& sum, const PredictedMemory& other) {
  sum.keys += other.keys;
  sum.allocated += other.allocated;
  sum.tables += other.tables;
  sum.startup += other.startup;
  sum.fixed += other.fixed;
  sum.used_memory += other.used_memory;
  sum.overhead += other.overhead;
  sum.dataset += other.dataset;
}

void add(ExpiryTallies& sum, const ExpiryTallies& other) {
  sum.past += other.past;
  sum.hour += other.hour;
  sum.day += other.day;
  sum.week += other.week;
  sum.later += other.later;
  sum.unknown += other.unknown;
}

void add(DayTally& sum, const DayTally& other) {
  sum.keys += other.keys;
  sum.memory += other.memory;
}

void add_shapes(std::vector<ShapeRow>& rows, std::vector<ShapeRow> more) {
  add_rows(
      rows, std::move(more), [](const ShapeRow& row) { return std::pair(row.pattern, row.type); },
      [](ShapeRow& row, ShapeRow& other) {
        row.tally += other.tally;
        row.example = std::min(row.example, other.example);
        add_rows(
            row.regroups, std::move(other.regroups),
            [](const RegroupChance& chance) { return chance.field; },
            [](RegroupChance& chance, const RegroupChance& more_of_it) {
              chance.keys += more_of_it.keys;
              chance.hashes += more_of_it.hashes;
              chance.saved += more_of_it.saved;
              chance.any_value = chance.any_value || more_of_it.any_value;
            });
        std::sort(row.regroups.begin(), row.regroups.end(),
                  [](const RegroupChance& a, const RegroupChance& b) { return a.field < b.field; });
      });
}

void add_tables(DumpReport& report, DumpReport& other) {
  add_rows(
      report.databases, std::move(other.databases), [](const DatabaseTally& row) { return row.db; },
      [](DatabaseTally& row, const DatabaseTally& more) {
        row.tally += more.tally;
        row.tables += more.tables;
      });
  const auto by_encoding = [](const EncodingTally& row) {
    return std::pair(row.encoding, row.type);
  };
  add_rows(
      report.types, std::move(other.types), [](const TypeTally& row) { return row.type; },
      kAddTally);
  add_rows(report.encodings, std::move(other.encodings), by_encoding, kAddTally);
  add_rows(report.loaded, std::move(other.loaded), by_encoding, kAddTally);
  add_rows(
      report.limits, std::move(other.limits),
      [](const LimitTally& row) { return std::tuple(row.setting, row.limit, row.raised); },
      [](LimitTally& row, const LimitTally& more) {
        row.keys += more.keys;
        row.memory += more.memory;
        row.saved += more.saved;
      });
  add_rows(
      report.expiry_days, std::move(other.expiry_days), [](const DayTally& row) { return row.day; },
      [](DayTally& row, const DayTally& more) { add(row, more); });
  add_shapes(report.shapes, std::move(other.shapes));
}

void add_sums(DumpReport& report, const DumpReport& other) {
  add(report.predicted, other.predicted);
  report.dump_bytes += other.dump_bytes;
  report.total += other.total;
  add(report.expiries, other.expiries);
  report.inexactness.expected += other.inexactness.expected;
  report.inexactness.variance += other.inexactness.variance;
  report.inexactness.unknown += other.inexactness.unknown;
  report.unshaped += other.unshaped;
  add(report.expiry_later, other.expiry_later);
  report.key_lengths += other.key_lengths;
  report.value_bytes += other.value_bytes;
  report.elements += other.elements;
  report.seconds_left += other.seconds_left;
  report.idle_seconds += other.idle_seconds;
  report.frequencies += other.frequencies;
  report.long_idle += other.long_idle;
  report.lzf.keys += other.lzf.keys;
  report.lzf.text_bytes += other.lzf.text_bytes;
  report.lzf.stored_bytes += other.lzf.stored_bytes;
}

void add_prefixes(DumpReport& report, DumpReport& other) {
  PrefixUnion prefixes(report.scope.max_prefixes);
  prefixes.add(std::move(report.prefixes));
  prefixes.add(std::move(other.prefixes));
  report.prefixes = prefixes.rows();
  report.prefixes_missing += other.prefixes_missing + prefixes.missing();
}

void add_largest(DumpReport& report, DumpReport& other) {
  LargestKeys largest(report.scope.largest);
  for (std::vector<LargeKey>* const keys : {&report.largest, &other.largest}) {
    for (LargeKey& key : *keys) largest.add(std::move(key));
  }
  report.largest = largest.sorted();
}

void add_slots(DumpReport& report, const DumpReport& other) {
  if (!report.scope.slots) return report.slots.clear();
  for (std::size_t i = 0; i < report.slots.size(); ++i) {
    report.slots[i].keys += other.slots[i].keys;
    report.slots[i].memory += other.slots[i].memory;
  }
}

[[noreturn]] void throw_overlap(const ReportInput& a, const ReportInput& b,
                                const std::string& what) {
  throw Refused("\"" + escaped(a.label, 4096) + "\" and \"" + escaped(b.label, 4096) + "\" " +
                what + ": master and replica both given? --allow-overlap counts the keys of both");
}

}  // namespace

void unite(DumpReport& report, DumpReport other) {
  if (const std::string difference = report.scope.difference(other.scope); !difference.empty()) {
    throw Refused("these reports do not count the same: " + difference);
  }
  ReportScope& scope = report.scope;
  scope.max_prefixes = std::min(scope.max_prefixes, other.scope.max_prefixes);
  scope.largest = std::min(scope.largest, other.scope.largest);
  scope.slots = scope.slots && other.scope.slots;
  report.inputs.insert(report.inputs.end(), std::make_move_iterator(other.inputs.begin()),
                       std::make_move_iterator(other.inputs.end()));
  add_sums(report, other);
  add_tables(report, other);
  add_prefixes(report, other);
  add_largest(report, other);
  add_slots(report, other);
  put_in_order(report);
}

void refuse_overlap(const DumpReport& report, const DumpReport& other) {
  for (const ReportInput& a : report.inputs) {
    for (const ReportInput& b : other.inputs) {
      if (!a.repl_id.empty() && a.repl_id == b.repl_id) {
        throw_overlap(a, b, "are of one replication history (repl-id " + escaped(a.repl_id) + ")");
      }
      const std::bitset<kSlots> both = a.slots & b.slots;
      if (both.none()) continue;
      throw_overlap(a, b,
                    "both have keys in cluster slot " +
                        std::to_string(ranges_of(both).front().first) +
                        (both.count() == 1 ? std::string()
                                           : " and " + thousands(both.count() - 1) + " more"));
    }
  }
}

bool are_shards(const DumpReport& report) {
  std::bitset<kSlots> seen;
  for (const ReportInput& input : report.inputs) {
    if ((seen & input.slots).any()) return false;
    seen |= input.slots;
  }
  return report.inputs.size() > 1 && seen.any();
}

std::string uncovered_slots(const DumpReport& report, std::size_t limit) {
  if (report.slots.empty()) return {};
  std::bitset<kSlots> empty;
  for (std::size_t i = 0; i < report.slots.size(); ++i) empty.set(i, report.slots[i].keys == 0);
  std::vector<SlotRun> ranges = ranges_of(empty);
  if (ranges.size() <= limit) return slot_ranges(ranges);
  std::stable_sort(ranges.begin(), ranges.end(), [](const SlotRun& a, const SlotRun& b) {
    return a.last - a.first > b.last - b.first;
  });
  ranges.resize(limit);
  std::sort(ranges.begin(), ranges.end(),
            [](const SlotRun& a, const SlotRun& b) { return a.first < b.first; });
  return slot_ranges(ranges) + " …";
}

}  // namespace rdb
