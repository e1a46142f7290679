// A condition on a report under which the run ends with exit 1: --fail-if
// 'prefix(session:).memory>5GiB'.
//
//   const Threshold threshold = Threshold::parse("shape(user:{id}).share>=50%");
//   if (threshold.holds(report, nullptr)) print_message(threshold.remark(report, nullptr));
//
// WHAT.FIGURE OP VALUE, blanks allowed around OP. WHAT is total, expired, without-ttl,
// prefix(NAME), shape(PATTERN), type(NAME as of --type) or db(NUMBER); FIGURE is memory, keys,
// bytes (in the dump) or share (of all memory); OP is >, >=, < or <=. What is not in the report
// counts as 0.
//
// growth(WHAT)OP N% or growth(WHAT).FIGURE OP VALUE is about the difference to another report;
// FIGURE is memory if it is left out. What was not there before has grown by more than any N.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/report/dump_report.h"

namespace rdbmill {

class Threshold {
 public:
  /// Throws `UsageError`, also for what can be in no report.
  static Threshold parse(const std::string& text);
  /// Throws `UsageError` if it is about a prefix that is none of these separators and this depth.
  void require_counted(const std::vector<rdb::OwnedBytes>& separators, std::uint32_t depth) const;

  /// Whether it needs another report to compare with.
  bool is_growth() const { return is_growth_; }
  /// It is about what has expired, and there is no clock to tell.
  bool is_unknown(const rdb::DumpReport& report, const rdb::DumpReport* before) const;
  /// `before` may be null unless it is about growth.
  bool holds(const rdb::DumpReport& report, const rdb::DumpReport* before) const;
  /// The condition and what was found.
  std::string remark(const rdb::DumpReport& report, const rdb::DumpReport* before) const;

 private:
  enum class Figure : std::uint8_t { memory, keys, bytes, share };
  enum class Comparison : std::uint8_t { more, at_least, less, at_most };

  rdb::Tally tally(const rdb::DumpReport& report) const;
  double figure(const rdb::DumpReport& report) const;
  double found(const rdb::DumpReport& report, const rdb::DumpReport* before) const;
  void parse_subject(const std::string& subject);
  void parse_condition(const std::string& condition);
  void parse_value(const std::string& value);

  std::string text_;
  std::string what_;
  std::string name_;  // in parentheses
  Figure figure_ = Figure::memory;
  Comparison comparison_ = Comparison::more;
  double value_ = 0;
  bool is_growth_ = false;
  bool is_relative_ = false;  // growth in %
};

/// Says on stderr which of them hold, or cannot be told: exit status 1 if any does, else 0.
/// `before` as in holds().
int judge(const std::vector<Threshold>& thresholds, const rdb::DumpReport& report,
          const rdb::DumpReport* before);

}  // namespace rdbmill
