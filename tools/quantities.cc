#include "tools/quantities.h"

#include <charconv>
#include <limits>

#include "librdb/base/errors.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

[[noreturn]] void not_understood(const char* what, std::string_view text, const char* hint) {
  throw UsageError("\"" + rdb::escaped(text) + "\" is no " + what, hint);
}

// Takes up to `most` digits off the front; false if there is none.
bool take_digits(std::string_view& text, std::int64_t& value, std::size_t most = 18) {
  std::size_t n = 0;
  value = 0;
  while (n < text.size() && n < most && text[n] >= '0' && text[n] <= '9') {
    value = value * 10 + (text[n++] - '0');
  }
  text.remove_prefix(n);
  return n != 0;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// Power of 1024 of a unit in any case, -1 if unknown.
int unit_power(std::string_view unit) {
  if (unit.empty() || unit == "b" || unit == "B") return 0;
  constexpr std::string_view kLetters = "kmgtpe";
  const auto power = kLetters.find(static_cast<char>(unit[0] | 0x20));
  const std::string_view rest = unit.substr(1);
  const bool good_rest = rest.empty() || rest == "b" || rest == "B" || rest == "ib" || rest == "iB";
  return power == std::string_view::npos || !good_rest ? -1 : static_cast<int>(power) + 1;
}

// Days from 1970-01-01 to a Gregorian date (Hinnant, days_from_civil).
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

bool valid_date(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (month < 1 || month > 12 || day < 1) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

// [+-]HH[:]MM or Z or nothing, as milliseconds to subtract.
bool take_offset(std::string_view& text, std::int64_t& offset_ms) {
  offset_ms = 0;
  if (text.empty() || take(text, 'Z')) return text.empty();
  const bool minus = text[0] == '-';
  if (!take(text, '+') && !take(text, '-')) return false;
  std::int64_t hours = 0, minutes = 0;
  if (!take_digits(text, hours, 2)) return false;
  take(text, ':');
  if (!text.empty() && !take_digits(text, minutes, 2)) return false;
  if (hours > 23 || minutes > 59) return false;
  offset_ms = (hours * 60 + minutes) * 60'000 * (minus ? -1 : 1);
  return text.empty();
}

bool take_clock(std::string_view& text, std::int64_t& in_day_ms) {
  std::int64_t hour = 0, minute = 0, second = 0, fraction = 0;
  if (!take_digits(text, hour, 2) || !take(text, ':') || !take_digits(text, minute, 2)) {
    return false;
  }
  if (take(text, ':')) {
    if (!take_digits(text, second, 2)) return false;
    if (take(text, '.')) {
      const std::size_t before = text.size();
      if (!take_digits(text, fraction, 3)) return false;
      for (std::size_t digits = before - text.size(); digits < 3; ++digits) fraction *= 10;
      while (!text.empty() && text[0] >= '0' && text[0] <= '9') text.remove_prefix(1);
    }
  }
  if (hour > 23 || minute > 59 || second > 60) return false;
  in_day_ms = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  return true;
}

bool parse_iso(std::string_view text, std::int64_t& result) {
  std::int64_t year = 0, month = 0, day = 0, in_day = 0, offset = 0;
  if (!take_digits(text, year, 4) || !take(text, '-') || !take_digits(text, month, 2) ||
      !take(text, '-') || !take_digits(text, day, 2) || !valid_date(year, month, day)) {
    return false;
  }
  if (take(text, 'T') || take(text, ' ')) {
    if (!take_clock(text, in_day) || !take_offset(text, offset)) return false;
  }
  result = days_from_civil(year, month, day) * 86'400'000 + in_day - offset;
  return text.empty();
}

}  // namespace

std::uint64_t parse_size(std::string_view text) {
  constexpr const char* kHint = "sizes look like 4096, 64KB, 256MiB or 1.5GB (KB = 1024 bytes)";
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || text.empty() || text[0] == '-') {
    not_understood("size", text, kHint);
  }
  const int power = unit_power({end, static_cast<std::size_t>(text.data() + text.size() - end)});
  if (power < 0) not_understood("size", text, kHint);
  if (power == 0) {  // digits alone, exactly: a double has only 53 bits
    std::uint64_t whole = 0;
    const auto exact = std::from_chars(text.data(), end, whole);
    if (exact.ec != std::errc() || exact.ptr != end) not_understood("size", text, kHint);
    return whole;
  }
  for (int i = 0; i < power; ++i) value *= 1024;
  if (value >= 18446744073709551615.0) not_understood("size", text, kHint);
  return static_cast<std::uint64_t>(value);
}

std::uint64_t parse_count(std::string_view text) {
  constexpr const char* kHint = "counts look like 1000000, 250k, 10M or 1G";
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) not_understood("count", text, kHint);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  std::uint64_t factor = 0;
  if (unit.empty()) factor = 1;
  if (unit == "k" || unit == "K") factor = 1000;
  if (unit == "M") factor = 1'000'000;
  if (unit == "G") factor = 1'000'000'000;
  if (factor == 0 || value > std::numeric_limits<std::uint64_t>::max() / factor) {
    not_understood("count", text, kHint);
  }
  return value * factor;
}

std::int64_t parse_time(std::string_view text) {
  constexpr const char* kHint =
      "times look like 1764000000 (seconds), 1764000000000 (milliseconds) or 2026-11-23T06:16:28Z";
  constexpr std::int64_t kFirstMilliseconds = 100'000'000'000;
  std::string_view rest = text;
  std::int64_t number = 0;
  if (take_digits(rest, number) && rest.empty()) {
    return number < kFirstMilliseconds ? number * 1000 : number;
  }
  if (!parse_iso(text, number)) not_understood("time", text, kHint);
  return number;
}

std::int64_t parse_span(std::string_view text) {
  constexpr const char* kHint = "spans look like 90s, 15m, 26h, 7d or 1d12h";
  std::string_view rest = text;
  std::int64_t sum = 0;
  do {
    std::int64_t number = 0;
    if (!take_digits(rest, number, 9)) not_understood("span of time", text, kHint);
    std::int64_t unit = 0;
    if (take(rest, 's'))
      unit = 1000;
    else if (take(rest, 'm'))
      unit = 60'000;
    else if (take(rest, 'h'))
      unit = 3'600'000;
    else if (take(rest, 'd'))
      unit = 86'400'000;
    else if (take(rest, 'w'))
      unit = 604'800'000;
    else
      not_understood("span of time", text, kHint);
    sum += number * unit;  // at most 10^9 weeks a part: far from overflow for any sane line
    if (sum > std::numeric_limits<std::int64_t>::max() / 4) {
      not_understood("span of time", text, kHint);
    }
  } while (!rest.empty());
  return sum;
}

}  // namespace rdbmill
