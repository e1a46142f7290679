// Tables for a terminal: fixed columns behind one that takes what is left of the width.
//
//   TextTable table({.width = 80}, "Types", {{"keys", 12}, {"memory", 10}});
//   table.add("string", {"1,000", "12 KiB"});
//   out += table.text();
//
// Names may be hostile: show them with shown_name(). What a cell holds never moves another one: it
// is cut to its column by what a terminal displays, wide and combining characters counted as such.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb {

struct TextStyle {
  static constexpr std::size_t kLeastWidth = 80;
  static constexpr std::size_t kMostWidth = 140;

  std::size_t width = kLeastWidth;  ///< of a line, kLeastWidth to kMostWidth
  bool color = false;
};

/// Columns that a terminal takes for a text without control bytes: two for East Asian wide
/// characters and emoji, none for combining ones. Bytes that are not UTF-8 count as one each.
std::size_t display_width(Bytes text);

/// At most `width` columns of it, an ellipsis at the end if it is cut. Requires: width > 0.
std::string cut_to_width(Bytes text, std::size_t width);

/// A key or the like, escaped and cut.
std::string shown_name(Bytes name, std::size_t width);

std::string padded_left(const std::string& text, std::size_t width);   ///< flush right
std::string padded_right(const std::string& text, std::size_t width);  ///< flush left

/// Bold where there are colours.
std::string emphasised(const std::string& text, const TextStyle& style);

/// `part` of `whole` as up to `width` marks.
std::string bar_text(std::uint64_t part, std::uint64_t whole, std::size_t width);

class TextTable {
 public:
  struct Column {
    std::string title;
    std::size_t width = 0;  ///< with the gap before it
    bool is_left = false;   ///< flush left, behind a gap of two
  };

  TextTable(const TextStyle& style, std::string title, std::vector<Column> columns);

  /// What the first column has room for, without its indent of two.
  std::size_t name_width() const { return name_width_; }
  /// `name` as shown_name() or plain text gives it. Requires: as many cells as columns.
  void add(const std::string& name, const std::vector<std::string>& cells, std::size_t indent = 0);
  bool empty() const { return rows_.empty(); }
  /// A blank line, the titles, the rows.
  std::string text() const;

 private:
  std::string line(const std::string& name, const std::vector<std::string>& cells,
                   std::size_t width) const;

  TextStyle style_;
  std::string title_;
  std::vector<Column> columns_;
  std::size_t name_width_;
  std::string rows_;
};

}  // namespace rdb
