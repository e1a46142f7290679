#include "librdb/report/slot_ranges.h"

#include <charconv>

namespace rdb {

std::vector<SlotRun> ranges_of(const std::bitset<kSlots>& slots) {
  std::vector<SlotRun> ranges;
  for (std::uint16_t slot = 0; slot < kSlots; ++slot) {
    if (!slots.test(slot)) continue;
    if (!ranges.empty() && ranges.back().last + 1 == slot) {
      ranges.back().last = slot;
    } else {
      ranges.push_back({slot, slot});
    }
  }
  return ranges;
}

std::string slot_ranges(const std::vector<SlotRun>& ranges) {
  std::string text;
  for (const SlotRun& range : ranges) {
    if (!text.empty()) text += ' ';
    text += std::to_string(range.first);
    if (range.last != range.first) text += "-" + std::to_string(range.last);
  }
  return text;
}

std::optional<std::bitset<kSlots>> slots_of(Bytes text) {
  std::bitset<kSlots> slots;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto number = [&](std::uint16_t& value) {
    const auto read = std::from_chars(at, end, value);
    at = read.ptr;
    return read.ec == std::errc() && value < kSlots;
  };
  std::size_t next = 0;  // ascending, so a text is never long for nothing
  while (at != end) {
    if (next != 0 && *at++ != ' ') return std::nullopt;
    std::uint16_t first = 0;
    if (!number(first) || first < next) return std::nullopt;
    std::uint16_t last = first;
    if (at != end && *at == '-') {
      ++at;
      if (!number(last) || last < first) return std::nullopt;
    }
    for (std::size_t slot = first; slot <= last; ++slot) slots.set(slot);
    next = std::size_t{last} + 1;
  }
  return slots;
}

}  // namespace rdb
