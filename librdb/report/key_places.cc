#include "librdb/report/key_places.h"

#include <algorithm>
#include <utility>

#if defined(__x86_64__)

namespace rdb {

KeyPlace KeyPlaces::remember(const char* name, const NameOutline& outline, std::uint64_t kind,
                             const KeyPlace& place) {
  if (outline.ends == 0 || outline.lead_size > kLongestLead) return {};
  const __m256i lead = sampling::first_bytes(name, outline.lead_size);
  Slot* const home = &slots_[home_of(lead, kind)];
  Slot* const free =
      std::find_if(home, home + kMostProbes, [](const Slot& slot) { return slot.kind == 0; });
  Slot& slot = free != home + kMostProbes ? *free : *home;
  if (slot.kind == 0) used_.push_back(&slot);
  slot.lead = lead;
  slot.kind = kind;
  return std::exchange(slot.place, place);
}

void KeyPlaces::forget() {
  for (Slot* const slot : used_) *slot = {};
  used_.clear();
}

}  // namespace rdb

#endif
