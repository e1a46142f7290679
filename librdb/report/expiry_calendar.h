// Keys that will expire, by the day on which they do (UTC).
//
//   ExpiryCalendar calendar(clock_ms);
//   calendar.add(entry.attributes.expire_ms, memory);     // later than the clock
//   for (const DayTally& day : calendar.days()) …
//
// Holds kDays days from the clock on; what expires later is counted in one more row. 9.4 KiB.
#pragma once
#include <cstdint>
#include <vector>

namespace rdb {

/// Days since 1970, and what expires on that one.
struct DayTally {
  std::int64_t day = 0;
  std::uint64_t keys = 0;
  std::uint64_t memory = 0;
  friend bool operator==(const DayTally&, const DayTally&) = default;
};

class ExpiryCalendar {
 public:
  static constexpr std::int64_t kDays = 400;

  explicit ExpiryCalendar(std::int64_t clock_ms)
      : first_(day_of(clock_ms)), days_(static_cast<std::size_t>(kDays) + 1) {}

  /// Requires: `expire_ms` is not before the clock.
  void add(std::int64_t expire_ms, std::uint64_t memory) {
    const std::int64_t ahead = day_of(expire_ms) - first_;
    DayTally& day = days_[static_cast<std::size_t>(ahead < kDays ? ahead : kDays)];
    ++day.keys;
    day.memory += memory;
  }
  /// Those on which something expires, by date.
  std::vector<DayTally> days() const {
    std::vector<DayTally> days;
    for (std::size_t i = 0; i + 1 < days_.size(); ++i) {
      if (days_[i].keys == 0) continue;
      days.push_back(days_[i]);
      days.back().day = first_ + static_cast<std::int64_t>(i);
    }
    return days;
  }
  /// All that expires behind them; `day` means nothing.
  const DayTally& later() const { return days_.back(); }

  /// Rounded down.
  static constexpr std::int64_t day_of(std::int64_t milliseconds) {
    constexpr std::int64_t kDay = 86'400'000;
    return milliseconds / kDay - (milliseconds % kDay < 0 ? 1 : 0);
  }

 private:
  std::int64_t first_;
  std::vector<DayTally> days_;
};

}  // namespace rdb
