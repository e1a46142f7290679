// Cluster slots as text: "0-5460 7000".
#pragma once
#include <bitset>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/key/slot.h"

namespace rdb {

struct SlotRun {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

/// Runs of slots that are set, ascending. O(slots).
std::vector<SlotRun> ranges_of(const std::bitset<kSlots>& slots);

/// Empty if none is set.
std::string slot_ranges(const std::vector<SlotRun>& ranges);

/// The slots of such a text; none if it is none. O(length + slots).
std::optional<std::bitset<kSlots>> slots_of(Bytes text);

}  // namespace rdb
