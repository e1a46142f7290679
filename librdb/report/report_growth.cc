#include "librdb/report/report_growth.h"

#include <algorithm>
#include <map>
#include <set>

#include "librdb/base/errors.h"
#include "librdb/report/shape_name.h"

namespace rdb {
namespace {

template <typename Row, typename Name>
std::vector<GrowthRow> compared(const std::vector<Row>& before, const std::vector<Row>& after,
                                Name name, Tally Row::*tally) {
  std::map<OwnedBytes, GrowthRow> by_name;
  for (const Row& row : before) by_name[name(row)].before += row.*tally;
  for (const Row& row : after) by_name[name(row)].after += row.*tally;
  std::vector<GrowthRow> rows;
  for (auto& [text, row] : by_name) {
    row.name = text;
    if (row.memory() != 0 || row.keys() != 0) rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const GrowthRow& a, const GrowthRow& b) {
    const std::uint64_t left = magnitude(a.memory());
    const std::uint64_t right = magnitude(b.memory());
    return left != right ? left > right : magnitude(a.keys()) > magnitude(b.keys());
  });
  return rows;
}

// What stands in a part decides how it is called, and that may change with a few keys: a shape that
// is in one report only is the one of the other that differs in these names alone, if there is just
// one.
std::vector<ShapeRow> renamed(std::vector<ShapeRow> before, const std::vector<ShapeRow>& after) {
  std::set<OwnedBytes> names_before;
  std::set<OwnedBytes> names_after;
  for (const ShapeRow& row : before) names_before.insert(shape_name(row));
  for (const ShapeRow& row : after) names_after.insert(shape_name(row));
  using Unnamed = std::pair<OwnedBytes, ObjectType>;
  std::map<Unnamed, std::vector<ShapeRow*>> gone;
  std::map<Unnamed, std::vector<const ShapeRow*>> fresh;
  for (ShapeRow& row : before) {
    if (names_after.contains(shape_name(row))) continue;
    gone[{unnamed_pattern(row.pattern), row.type}].push_back(&row);
  }
  for (const ShapeRow& row : after) {
    if (names_before.contains(shape_name(row))) continue;
    fresh[{unnamed_pattern(row.pattern), row.type}].push_back(&row);
  }
  for (const auto& [unnamed, rows] : gone) {
    const auto found = fresh.find(unnamed);
    if (rows.size() != 1 || found == fresh.end() || found->second.size() != 1) continue;
    rows.front()->pattern = found->second.front()->pattern;
  }
  return before;
}

std::optional<std::int64_t> last_of(const DumpReport& report) {
  std::optional<std::int64_t> last;
  for (const ReportInput& input : report.inputs) {
    if (input.created_ms && (!last || *input.created_ms > *last)) last = input.created_ms;
  }
  return last;
}

// "redis:7.2", or all there are.
std::string profiles_of(const DumpReport& report) {
  std::string text;
  for (const std::string& profile : report.profiles()) text += (text.empty() ? "" : " ") + profile;
  return text;
}

}  // namespace

OwnedBytes shape_name(const ShapeRow& row) {
  return OwnedBytes(name_of(row.type)) + ' ' + row.pattern;
}

bool ReportGrowth::is_none() const {
  const auto has_none = [](const std::vector<GrowthRow>& rows) { return rows.empty(); };
  return total.memory() == 0 && total.keys() == 0 && has_none(databases) && has_none(types) &&
         has_none(shapes) && has_none(prefixes);
}

ReportGrowth growth_between(const DumpReport& before, const DumpReport& after) {
  if (const std::string difference = before.scope.difference(after.scope); !difference.empty()) {
    throw Refused("these reports do not count the same: " + difference);
  }
  ReportGrowth growth;
  growth.before_ms = last_of(before);
  growth.after_ms = last_of(after);
  growth.before_is_complete = before.is_complete();
  growth.after_is_complete = after.is_complete();
  growth.faults_before = before.faults();
  growth.faults_after = after.faults();
  growth.total = {"total", before.total, after.total};
  if (before.inputs.size() > 1 || after.inputs.size() > 1) {
    growth.inputs = compared(
        before.inputs, after.inputs,
        [](const ReportInput& input) { return OwnedBytes(input.label); }, &ReportInput::total);
  }
  growth.databases = compared(
      before.databases, after.databases,
      [](const DatabaseTally& row) { return OwnedBytes(std::to_string(row.db)); },
      &DatabaseTally::tally);
  growth.types = compared(
      before.types, after.types, [](const TypeTally& row) { return OwnedBytes(name_of(row.type)); },
      &TypeTally::tally);
  growth.shapes =
      compared(renamed(before.shapes, after.shapes), after.shapes, shape_name, &ShapeRow::tally);
  growth.prefixes = compared(
      before.prefixes, after.prefixes, [](const PrefixRow& row) { return row.prefix; },
      &PrefixRow::tally);
  std::erase_if(growth.prefixes, [](const GrowthRow& row) { return row.name.empty(); });
  growth.prefixes_missing = std::max(before.prefixes_missing, after.prefixes_missing);
  const std::string profile = profiles_of(before);
  if (profile != profiles_of(after)) growth.profile_change = profile + " -> " + profiles_of(after);
  return growth;
}

std::int64_t GrowthLookup::memory(Bytes name) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const GrowthRow& row) { return row.name == name; });
  return found == rows_.end() ? 0 : found->memory();
}

}  // namespace rdb
