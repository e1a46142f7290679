#include "librdb/report/dump_report.h"

#include <algorithm>
#include <tuple>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

// Ties by what names the rows: the order of the keys must not show.
template <typename Row, typename Name>
void sort_by_memory(std::vector<Row>& rows, Name name) {
  std::sort(rows.begin(), rows.end(), [name](const Row& a, const Row& b) {
    if (is_heavier(a.tally, b.tally) || is_heavier(b.tally, a.tally)) {
      return is_heavier(a.tally, b.tally);
    }
    return name(a) < name(b);
  });
}

}  // namespace

Bytes name_of(ChecksumState state) {
  constexpr Bytes kNames[] = {"none in this version", "not stored", "verified", "not verified"};
  return kNames[static_cast<std::size_t>(state)];
}

bool DumpReport::is_complete() const {
  return std::all_of(inputs.begin(), inputs.end(),
                     [](const ReportInput& input) { return input.is_complete; });
}

std::vector<std::string> DumpReport::faults() const {
  std::vector<std::string> faults;
  for (const ReportInput& input : inputs) {
    if (input.is_complete) continue;
    std::string fault = input.fault;  // begins with the file, where there is one
    if (fault.empty() || input.label != input.file) {
      fault = escaped(input.label, 4096) + ": " + (fault.empty() ? "not read to its end" : fault);
    }
    faults.push_back(std::move(fault));
  }
  return faults;
}

bool DumpReport::has_clock() const {
  return std::any_of(inputs.begin(), inputs.end(),
                     [](const ReportInput& input) { return input.clock_ms.has_value(); });
}

std::vector<std::string> DumpReport::profiles() const {
  std::vector<std::string> profiles;
  for (const ReportInput& input : inputs) profiles.push_back(input.profile);
  std::sort(profiles.begin(), profiles.end());
  profiles.erase(std::unique(profiles.begin(), profiles.end()), profiles.end());
  return profiles;
}

std::optional<std::uint64_t> DumpReport::used_mem() const {
  std::uint64_t sum = 0;
  for (const ReportInput& input : inputs) {
    if (!input.used_mem) return std::nullopt;
    sum += *input.used_mem;
  }
  return sum;
}

void put_in_order(DumpReport& report) {
  std::sort(report.inputs.begin(), report.inputs.end(),
            [](const ReportInput& a, const ReportInput& b) {
              return std::tie(a.label, a.file, a.created_ms, a.dump_bytes, a.total.memory) <
                     std::tie(b.label, b.file, b.created_ms, b.dump_bytes, b.total.memory);
            });
  std::sort(report.databases.begin(), report.databases.end(),
            [](const DatabaseTally& a, const DatabaseTally& b) { return a.db < b.db; });
  const auto by_encoding = [](const EncodingTally& row) {
    return std::pair(Bytes(row.encoding), row.type);
  };
  sort_by_memory(report.types, [](const TypeTally& row) { return row.type; });
  sort_by_memory(report.encodings, by_encoding);
  sort_by_memory(report.loaded, by_encoding);
  sort_by_memory(report.shapes,
                 [](const ShapeRow& row) { return std::pair(Bytes(row.pattern), row.type); });
  std::sort(report.limits.begin(), report.limits.end(),
            [](const LimitTally& a, const LimitTally& b) {
              if (a.saved != b.saved) return a.saved > b.saved;
              return std::tie(a.setting, a.limit) < std::tie(b.setting, b.limit);
            });
  std::sort(report.expiry_days.begin(), report.expiry_days.end(),
            [](const DayTally& a, const DayTally& b) { return a.day < b.day; });
}

}  // namespace rdb
