#include "tools/threshold.h"

#include <algorithm>
#include <array>

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"
#include "tools/quantities.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

constexpr const char* kHint = "it looks like prefix(session:).memory>5GiB or total.keys<1000";

[[noreturn]] void throw_not_understood(const std::string& text, const std::string& why) {
  throw UsageError("\"" + rdb::escaped(text) + "\": " + why, kHint);
}

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

template <typename Row, typename Is>
rdb::Tally sum_of(const std::vector<Row>& rows, Is is) {
  rdb::Tally sum;
  for (const Row& row : rows) {
    if (is(row)) sum += row.tally;
  }
  return sum;
}

double percentage(const std::string& text, std::string digits) {
  if (!digits.ends_with('%')) throw_not_understood(text, "a share is in %, as 50%");
  digits.pop_back();
  std::size_t used = 0;
  try {
    const double value = std::stod(digits, &used);
    if (used == digits.size() && value >= 0) return value;
  } catch (const std::exception&) {
  }
  throw_not_understood(text, "\"" + rdb::escaped(digits) + "%\" is no percentage");
}

}  // namespace

Threshold Threshold::parse(const std::string& text) {
  Threshold threshold;
  threshold.text_ = text;
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(").");
  const bool is_named = open != std::string::npos && close != std::string::npos && open < close &&
                        text.find('.') > open;
  const std::size_t point = is_named ? close + 1 : text.find('.');
  const std::size_t comparison =
      point == std::string::npos ? point : text.find_first_of("<>", point);
  if (comparison == std::string::npos) throw_not_understood(text, "it is WHAT.FIGURE>VALUE");
  threshold.what_ = trimmed(text.substr(0, is_named ? open : point));
  if (is_named) threshold.name_ = text.substr(open + 1, close - open - 1);
  constexpr std::array kPlain = {"total", "expired", "without-ttl"};
  constexpr std::array kNamed = {"prefix", "shape", "type", "db"};
  const bool is_known = is_named ? std::count(kNamed.begin(), kNamed.end(), threshold.what_) != 0
                                 : std::count(kPlain.begin(), kPlain.end(), threshold.what_) != 0;
  if (!is_known) {
    throw_not_understood(
        text, "it is about total, expired, without-ttl, prefix(…), shape(…), type(…) or db(…)");
  }
  const bool or_equal = text.substr(comparison + 1, 1) == "=";
  threshold.comparison_ = text[comparison] == '>'
                              ? (or_equal ? Comparison::at_least : Comparison::more)
                              : (or_equal ? Comparison::at_most : Comparison::less);
  const std::string figure = trimmed(text.substr(point + 1, comparison - point - 1));
  const std::string value = trimmed(text.substr(comparison + 1 + (or_equal ? 1 : 0)));
  if (figure == "memory" || figure == "bytes") {
    threshold.figure_ = figure == "memory" ? Figure::memory : Figure::bytes;
    threshold.value_ = static_cast<double>(parse_size(value));
  } else if (figure == "keys") {
    threshold.figure_ = Figure::keys;
    threshold.value_ = static_cast<double>(parse_count(value));
  } else if (figure == "share") {
    threshold.figure_ = Figure::share;
    threshold.value_ = percentage(text, value);
  } else {
    throw_not_understood(text, "the figure is memory, keys, bytes or share");
  }
  return threshold;
}

rdb::Tally Threshold::tally(const rdb::DumpReport& report) const {
  if (what_ == "total") return report.total;
  if (what_ == "expired") return report.expiries.past;
  if (what_ == "prefix") {
    return sum_of(report.prefixes, [&](const rdb::PrefixRow& row) { return row.prefix == name_; });
  }
  if (what_ == "shape") {
    return sum_of(report.shapes, [&](const rdb::ShapeRow& row) { return row.pattern == name_; });
  }
  if (what_ == "type") {
    return sum_of(report.types,
                  [&](const rdb::TypeTally& row) { return name_of(row.type) == name_; });
  }
  if (what_ == "db") {
    return sum_of(report.databases,
                  [&](const rdb::DatabaseTally& row) { return std::to_string(row.db) == name_; });
  }
  rdb::Tally without;  // bytes in the dump are not counted apart
  without.keys = report.total.without_ttl;
  without.memory = report.total.memory_without_ttl;
  return without;
}

double Threshold::figure(const rdb::DumpReport& report) const {
  const rdb::Tally found = tally(report);
  switch (figure_) {
    case Figure::memory:
      return static_cast<double>(found.memory);
    case Figure::keys:
      return static_cast<double>(found.keys);
    case Figure::bytes:
      return static_cast<double>(found.bytes);
    case Figure::share:
      return report.total.memory == 0 ? 0
                                      : static_cast<double>(found.memory) * 100 /
                                            static_cast<double>(report.total.memory);
  }
  return 0;
}

bool Threshold::holds(const rdb::DumpReport& report) const {
  const double found = figure(report);
  switch (comparison_) {
    case Comparison::more:
      return found > value_;
    case Comparison::at_least:
      return found >= value_;
    case Comparison::less:
      return found < value_;
    case Comparison::at_most:
      return found <= value_;
  }
  return false;
}

std::string Threshold::remark(const rdb::DumpReport& report) const {
  const double found = figure(report);
  const auto whole = static_cast<std::uint64_t>(found);
  const std::string value = figure_ == Figure::keys    ? rdb::thousands(whole)
                            : figure_ == Figure::share ? std::to_string(whole) + " %"
                                                       : rdb::iec_bytes(whole);
  return rdb::escaped(text_, 4096) + ": it is " + value;
}

}  // namespace rdbmill
