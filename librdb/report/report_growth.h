// What has changed from one report to another of the same kind: by shape, prefix, type, database
// and input. Plain data.
//
//   const ReportGrowth growth = growth_between(last_week, today);
//   for (const GrowthRow& row : growth.shapes) …       // largest change of memory first
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "librdb/report/dump_report.h"

namespace rdb {

/// What is called `name` in both; what is in one of them only is nothing in the other.
struct GrowthRow {
  OwnedBytes name;
  Tally before;
  Tally after;

  /// Bytes more, or less than 0.
  std::int64_t memory() const { return static_cast<std::int64_t>(after.memory - before.memory); }
  std::int64_t keys() const { return static_cast<std::int64_t>(after.keys - before.keys); }
  bool is_new() const { return before.keys == 0 && after.keys != 0; }
  bool is_gone() const { return before.keys != 0 && after.keys == 0; }
};

/// How much it is, without its sign.
constexpr std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

struct ReportGrowth {
  std::optional<std::int64_t> before_ms;  ///< when the dumps were made: the last of them
  std::optional<std::int64_t> after_ms;
  // What a damaged dump has lost would look as if it had been deleted, or added since.
  bool before_is_complete = true;
  bool after_is_complete = true;
  std::vector<std::string> faults_before;  ///< why not, a line each
  std::vector<std::string> faults_after;
  GrowthRow total;
  // Only what has changed; largest change of memory first, then of keys.
  std::vector<GrowthRow> inputs;     ///< by label; not if there is one only before and after
  std::vector<GrowthRow> databases;  ///< "0"
  std::vector<GrowthRow> types;
  std::vector<GrowthRow> shapes;    ///< "string user:{id}"
  std::vector<GrowthRow> prefixes;  ///< of all levels
  /// Memory that a row of `prefixes` may lack or have too much.
  std::uint64_t prefixes_missing = 0;
  /// The memory is that of another server than before: "redis:7.2 -> redis:7.4"; else empty.
  std::string profile_change;

  bool is_none() const;
  bool is_complete() const { return before_is_complete && after_is_complete; }
};

/// Throws `Refused` if they do not count the same. O(n log n) in the rows of both.
ReportGrowth growth_between(const DumpReport& before, const DumpReport& after);

/// The name of a shape among the rows.
OwnedBytes shape_name(const ShapeRow& row);

/// For the rows of one table of a report: how much more memory a row takes than before.
class GrowthLookup {
 public:
  explicit GrowthLookup(const std::vector<GrowthRow>& rows) : rows_(rows) {}
  /// 0 for what has not changed. O(rows).
  std::int64_t memory(Bytes name) const;

 private:
  const std::vector<GrowthRow>& rows_;
};

}  // namespace rdb
