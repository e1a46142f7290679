#include "librdb/report/text_table.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Of EastAsianWidth.txt, Unicode 15: W and F, neighbours joined.
constexpr Range kWide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},
    {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26aa, 0x26ab},
    {0x26bd, 0x26be},   {0x26f2, 0x26f5},   {0x2705, 0x2705},   {0x270a, 0x270b},
    {0x2728, 0x2728},   {0x274c, 0x274e},   {0x2753, 0x2757},   {0x2795, 0x2797},
    {0x2b1b, 0x2b1c},   {0x2e80, 0x303e},   {0x3041, 0x33ff},   {0x3400, 0x4dbf},
    {0x4e00, 0xa4cf},   {0xa960, 0xa97c},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
    {0xfe10, 0xfe19},   {0xfe30, 0xfe6b},   {0xff01, 0xff60},   {0xffe0, 0xffe6},
    {0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff}, {0x1f18e, 0x1f19a}, {0x1f200, 0x1f320},
    {0x1f32d, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f7e0, 0x1f7f0}, {0x1f900, 0x1f9ff},
    {0x1fa70, 0x1faff}, {0x20000, 0x3fffd}};

// Marks that stand on the character before (general category Mn and Me, the common blocks), and
// characters without a shape.
constexpr Range kCombining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489},  {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f},
    {0x0900, 0x0902}, {0x093c, 0x093c},  {0x0941, 0x0948}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a},
    {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff},  {0x1dc0, 0x1dff}, {0x200b, 0x200f}, {0x2060, 0x2064},
    {0x20d0, 0x20ff}, {0x302a, 0x302d},  {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
    {0xfeff, 0xfeff}, {0xe0100, 0xe01ef}};

template <std::size_t kSize>
bool is_among(const Range (&ranges)[kSize], std::uint32_t point) {
  const Range* const next =
      std::upper_bound(std::begin(ranges), std::end(ranges), point,
                       [](std::uint32_t value, const Range& range) { return value < range.first; });
  return next != std::begin(ranges) && point <= (next - 1)->last;
}

std::size_t width_of(std::uint32_t point) {
  if (point < 0x300) return 1;
  if (is_among(kCombining, point)) return 0;
  return is_among(kWide, point) ? 2 : 1;
}

// Takes one character off the front; what is no UTF-8 comes byte by byte.
std::uint32_t take_character(Bytes& text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  std::uint32_t point = size == 1 ? first : first & (0x7fU >> size);
  if (size > text.size()) return text.remove_prefix(1), first;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return text.remove_prefix(1), first;
    point = point << 6 | (byte(i) & 0x3fU);
  }
  text.remove_prefix(size);
  return point;
}

}  // namespace

std::size_t display_width(Bytes text) {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(take_character(text));
  return width;
}

std::string cut_to_width(Bytes text, std::size_t width) {
  assert(width > 0);
  Bytes rest = text;
  std::size_t used = 0;
  std::size_t end = 0;  // of what fits beside an ellipsis
  while (!rest.empty()) {
    used += width_of(take_character(rest));
    if (used < width) end = text.size() - rest.size();
    if (used > width) return std::string(text.substr(0, end)) + "…";
  }
  return std::string(text);
}

std::string shown_name(Bytes name, std::size_t width) {
  // Four bytes a character at most, and marks that take no room: enough to be cut below.
  return cut_to_width(escaped(name, 8 * width), width);
}

std::string padded_left(const std::string& text, std::size_t width) {
  const std::size_t used = display_width(text);
  return used < width ? std::string(width - used, ' ') + text : text;
}

std::string padded_right(const std::string& text, std::size_t width) {
  const std::size_t used = display_width(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

std::string emphasised(const std::string& text, const TextStyle& style) {
  return style.color ? "\x1b[1m" + text + "\x1b[0m" : text;
}

std::string bar_text(std::uint64_t part, std::uint64_t whole, std::size_t width) {
  if (whole == 0) return {};
  const double share = std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
  return std::string(static_cast<std::size_t>(share * static_cast<double>(width) + 0.5), '#');
}

TextTable::TextTable(const TextStyle& style, std::string title, std::vector<Column> columns)
    : style_(style), title_(std::move(title)), columns_(std::move(columns)) {
  std::size_t fixed = 2;
  for (const Column& column : columns_) fixed += column.width;
  assert(fixed < style.width);
  name_width_ = style.width - fixed;
}

std::string TextTable::line(const std::string& name, const std::vector<std::string>& cells,
                            std::size_t width) const {
  assert(cells.size() == columns_.size());
  std::string line = padded_right(cut_to_width(name, width), width);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t room = columns_[i].width;
    line += columns_[i].is_left ? "  " + padded_right(cut_to_width(cells[i], room - 2), room - 2)
                                : padded_left(cut_to_width(cells[i], room), room);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

void TextTable::add(const std::string& name, const std::vector<std::string>& cells,
                    std::size_t indent) {
  rows_ += line(std::string(2 + indent, ' ') + name, cells, name_width_ + 2) + "\n";
}

std::string TextTable::text() const {
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  return "\n" + emphasised(line(title_, titles, name_width_ + 2), style_) + "\n" + rows_;
}

}  // namespace rdb
