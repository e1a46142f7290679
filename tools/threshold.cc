#include "tools/threshold.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "librdb/base/errors.h"
#include "librdb/report/prefix_tree.h"
#include "librdb/report/quantity_text.h"
#include "tools/exit_codes.h"
#include "tools/quantities.h"
#include "tools/terminal.h"
#include "tools/type_names.h"
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

std::uint32_t database_number(const std::string& text, const std::string& digits) {
  std::uint32_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error == std::errc() && stop == end) return number;
  throw_not_understood(text, "\"" + rdb::escaped(digits) + "\" is no number of a database");
}

}  // namespace

// What it is about ends with the last parenthesis, as no value has one; else before the point.
Threshold Threshold::parse(const std::string& text) {
  Threshold threshold;
  threshold.text_ = text;
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  const bool is_named = open != std::string::npos && close != std::string::npos && open < close &&
                        text.find('.') > open;
  const std::size_t end = is_named ? close + 1 : text.find('.');
  if (end == std::string::npos || text.find_first_of("<>", end) == std::string::npos) {
    throw_not_understood(text, "it is WHAT.FIGURE>VALUE");
  }
  std::string subject = trimmed(text.substr(0, end));
  constexpr std::size_t kGrowth = sizeof "growth(" - 1;
  if (subject.starts_with("growth(") && subject.ends_with(')')) {
    threshold.is_growth_ = true;
    subject = trimmed(subject.substr(kGrowth, subject.size() - kGrowth - 1));
  }
  threshold.parse_subject(subject);
  threshold.parse_condition(text.substr(end));
  return threshold;
}

void Threshold::parse_subject(const std::string& subject) {
  const std::size_t open = subject.find('(');
  const bool is_named = open != std::string::npos && subject.ends_with(')');
  what_ = trimmed(subject.substr(0, is_named ? open : subject.size()));
  if (is_named) name_ = subject.substr(open + 1, subject.size() - open - 2);
  constexpr std::array kPlain = {"total", "expired", "without-ttl"};
  constexpr std::array kNamed = {"prefix", "shape", "type", "db"};
  const bool is_known = is_named ? std::count(kNamed.begin(), kNamed.end(), what_) != 0
                                 : std::count(kPlain.begin(), kPlain.end(), what_) != 0;
  if (!is_known) {
    throw_not_understood(
        text_, "it is about total, expired, without-ttl, prefix(…), shape(…), type(…) or db(…)");
  }
  // As the report calls them: a condition on what is in no report would never hold.
  if (what_ == "type") name_ = name_of(parse_type(trimmed(name_)));
  if (what_ == "db") name_ = std::to_string(database_number(text_, trimmed(name_)));
}

void Threshold::require_counted(const std::vector<rdb::OwnedBytes>& separators,
                                std::uint32_t depth) const {
  if (what_ != "prefix") return;
  rdb::PrefixTree tree({.separators = separators, .depth = depth});
  tree.find(name_);
  for (const rdb::PrefixRow& row : tree.rows()) {
    if (row.prefix == name_) return;
  }
  std::string list;
  for (const rdb::OwnedBytes& separator : separators) {
    list += (list.empty() ? "\"" : ", \"") + rdb::escaped(separator) + "\"";
  }
  throw UsageError("--fail-if: \"" + rdb::escaped(text_) +
                       "\": such a prefix is not counted: it ends with a separator (" + list +
                       ") and has no more than " + std::to_string(depth) + " of them",
                   "--sep and --depth say which are counted");
}

// ".FIGURE OP VALUE", or "OP VALUE" of growth.
void Threshold::parse_condition(const std::string& condition) {
  const std::size_t comparison = condition.find_first_of("<>");
  const bool or_equal = condition.substr(comparison + 1, 1) == "=";
  comparison_ = condition[comparison] == '>' ? (or_equal ? Comparison::at_least : Comparison::more)
                                             : (or_equal ? Comparison::at_most : Comparison::less);
  const std::string figure = trimmed(condition.substr(0, comparison));
  if (figure == ".memory" || (is_growth_ && figure.empty())) {
    figure_ = Figure::memory;
  } else if (figure == ".bytes") {
    figure_ = Figure::bytes;
  } else if (figure == ".keys") {
    figure_ = Figure::keys;
  } else if (figure == ".share" && !is_growth_) {
    figure_ = Figure::share;
  } else {
    throw_not_understood(text_, is_growth_ ? "the figure is memory, keys or bytes"
                                           : "the figure is memory, keys, bytes or share");
  }
  parse_value(trimmed(condition.substr(comparison + (or_equal ? 2 : 1))));
}

void Threshold::parse_value(const std::string& value) {
  if (figure_ == Figure::share || (is_growth_ && value.ends_with('%'))) {
    is_relative_ = is_growth_;
    value_ = percentage(text_, value);
  } else if (figure_ == Figure::keys) {
    value_ = static_cast<double>(parse_count(value));
  } else {
    value_ = static_cast<double>(parse_size(value));
  }
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

double Threshold::found(const rdb::DumpReport& report, const rdb::DumpReport* before) const {
  const double now = figure(report);
  if (!is_growth_) return now;
  const double then = figure(*before);
  if (!is_relative_) return now - then;
  if (now == then) return 0;
  return then == 0 ? std::numeric_limits<double>::infinity() : (now - then) * 100 / then;
}

bool Threshold::is_unknown(const rdb::DumpReport& report, const rdb::DumpReport* before) const {
  const auto has_unknown = [](const rdb::DumpReport& of) { return of.expiries.unknown.keys != 0; };
  return what_ == "expired" && (has_unknown(report) || (is_growth_ && has_unknown(*before)));
}

bool Threshold::holds(const rdb::DumpReport& report, const rdb::DumpReport* before) const {
  const double value = found(report, before);
  switch (comparison_) {
    case Comparison::more:
      return value > value_;
    case Comparison::at_least:
      return value >= value_;
    case Comparison::less:
      return value < value_;
    case Comparison::at_most:
      return value <= value_;
  }
  return false;
}

std::string Threshold::remark(const rdb::DumpReport& report, const rdb::DumpReport* before) const {
  std::string text = rdb::escaped(text_, 4096) + ": it is ";
  if (is_unknown(report, before)) return text + "not known: there is no clock, --now gives one";
  const double value = found(report, before);
  if (std::isinf(value)) return text + "new";
  if (value < 0) text += "-";
  const auto whole = static_cast<std::uint64_t>(std::abs(value));
  if (is_relative_ || figure_ == Figure::share) return text + std::to_string(whole) + " %";
  return text + (figure_ == Figure::keys ? rdb::thousands(whole) : rdb::iec_bytes(whole));
}

int judge(const std::vector<Threshold>& thresholds, const rdb::DumpReport& report,
          const rdb::DumpReport* before) {
  int result = kDone;
  for (const Threshold& threshold : thresholds) {
    if (!threshold.is_unknown(report, before) && !threshold.holds(report, before)) continue;
    print_message(threshold.remark(report, before));
    result = kNegative;
  }
  return result;
}

}  // namespace rdbmill
