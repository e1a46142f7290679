#include "librdb/report/quantity_text.h"

#include <algorithm>
#include <cstdio>

namespace rdb {
namespace {

struct CivilTime {
  std::int64_t year;
  unsigned month, day, hour, minute, second, millisecond;
};

// Days to a date in the Gregorian calendar, by eras of 400 years (Hinnant, "chrono-compatible
// low-level date algorithms"): gmtime would do, but not for every int64.
CivilTime civil_time(std::int64_t milliseconds) {
  constexpr std::int64_t kDay = 86'400'000;
  std::int64_t days = milliseconds / kDay;
  std::int64_t rest = milliseconds % kDay;
  if (rest < 0) rest += kDay, --days;
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146'097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  CivilTime time{};
  time.day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  time.month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  time.year = static_cast<std::int64_t>(year_of_era) + era * 400 + (time.month <= 2 ? 1 : 0);
  const auto in_day = static_cast<unsigned>(rest);
  time.hour = in_day / 3'600'000;
  time.minute = in_day / 60'000 % 60;
  time.second = in_day / 1000 % 60;
  time.millisecond = in_day % 1000;
  return time;
}

bool has_four_digit_year(const CivilTime& time) { return time.year >= 0 && time.year <= 9999; }

}  // namespace

std::string thousands(std::uint64_t value) { return grouped(std::to_string(value)); }

std::string grouped(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t left = digits.size(); left > first + 3; left -= 3)
    digits.insert(left - 3, 1, ',');
  return digits;
}

std::string iec_bytes(std::uint64_t bytes) {
  constexpr const char* kUnits[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) return std::to_string(bytes) + " B";
  std::size_t unit = 0;
  // In tenths of a unit, rounded to nearest; 1023.95 KiB is 1 MiB, not 1024.0 KiB.
  auto tenths = [&] {
    const unsigned shift = 10 * (static_cast<unsigned>(unit) + 1);
    const std::uint64_t whole = bytes >> shift;
    const std::uint64_t rest = bytes & ((std::uint64_t{1} << shift) - 1);
    // The rest has up to 60 bits: drop what a tenth cannot see before multiplying.
    const std::uint64_t fraction = shift > 20 ? rest >> (shift - 20) : rest << (20 - shift);
    return whole * 10 + ((fraction * 10 + (std::uint64_t{1} << 19)) >> 20);
  };
  while (unit + 1 < std::size(kUnits) && tenths() >= 10'240) ++unit;
  const std::uint64_t value = tenths();
  std::string text = std::to_string(value / 10);
  if (value < 1000 && value % 10 != 0) text += "." + std::to_string(value % 10);
  return text + " " + kUnits[unit];
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  if (part == 0) return "0 %";
  if (part == whole) return "100 %";
  constexpr double kMost = 999'999'999;  // of figures that do not belong together
  const auto share = static_cast<int>(
      std::min(kMost, static_cast<double>(part) * 100 / static_cast<double>(whole) + 0.5));
  if (share == 0) return "<1 %";
  if (share >= 100 && part < whole) return ">99 %";
  return std::to_string(share) + " %";
}

std::string utc_text(std::int64_t milliseconds) {
  const CivilTime time = civil_time(milliseconds);
  if (!has_four_digit_year(time)) return std::to_string(milliseconds) + " ms";
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02u:%02u:%02u UTC", static_cast<int>(time.year),
                time.month, time.day, time.hour, time.minute, time.second);
  return text;
}

std::string iso_text(std::int64_t milliseconds) {
  const CivilTime time = civil_time(milliseconds);
  if (!has_four_digit_year(time)) return std::to_string(milliseconds);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02u:%02u:%02u.%03uZ",
                static_cast<int>(time.year), time.month, time.day, time.hour, time.minute,
                time.second, time.millisecond);
  return text;
}

std::string day_text(std::int64_t day) {
  constexpr std::int64_t kDay = 86'400'000;
  const bool fits = day > -10'000'000 && day < 10'000'000;
  const CivilTime time = civil_time(fits ? day * kDay : 0);
  if (!fits || !has_four_digit_year(time)) return std::to_string(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(time.year), time.month,
                time.day);
  return text;
}

std::string duration_text(std::int64_t milliseconds) {
  const std::string sign = milliseconds < 0 ? "-" : "";
  const auto magnitude = milliseconds < 0 ? 0 - static_cast<std::uint64_t>(milliseconds)
                                          : static_cast<std::uint64_t>(milliseconds);
  const std::uint64_t seconds = magnitude / 1000;
  const auto two = [&](std::uint64_t large, const char* large_unit, std::uint64_t small,
                       const char* small_unit) {
    std::string text = sign + std::to_string(large) + " " + large_unit;
    if (small != 0) text += " " + std::to_string(small) + " " + small_unit;
    return text;
  };
  if (seconds < 60) return sign + std::to_string(seconds) + " s";
  if (seconds < 3600) return two(seconds / 60, "min", seconds % 60, "s");
  if (seconds < 172'800) return two(seconds / 3600, "h", seconds / 60 % 60, "min");
  return two(seconds / 86'400, "d", seconds / 3600 % 24, "h");
}

}  // namespace rdb
