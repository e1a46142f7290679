// A line of a summary for people: label, number, remark, in columns.
#pragma once
#include <cstddef>
#include <string>

namespace rdbmill {

inline std::string summary_line(const std::string& label, std::size_t label_width,
                                const std::string& count, const std::string& remark = {}) {
  constexpr std::size_t kCountWidth = 15;
  std::string line = "  " + label;
  line.append(label.size() < label_width ? label_width - label.size() : 1, ' ');
  line.append(count.size() < kCountWidth ? kCountWidth - count.size() : 0, ' ');
  line += count;
  if (!remark.empty()) line += "  " + remark;
  return line + '\n';
}

}  // namespace rdbmill
