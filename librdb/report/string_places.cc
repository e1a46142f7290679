#include "librdb/report/string_places.h"

#include <algorithm>

#if defined(__x86_64__)

namespace rdb {

void StringPlaces::remember(const char* name, const NameOutline& outline, std::uint32_t db,
                            Place place) {
  if (outline.ends == 0 || outline.lead_size > kLongestLead) return;
  const __m256i lead = sampling::first_bytes(name, outline.lead_size);
  const std::uint64_t kind = kind_of(outline, db);
  Slot* const home = &slots_[place_of(lead, kind)];
  Slot* const free =
      std::find_if(home, home + kMostProbes, [](const Slot& slot) { return slot.kind == 0; });
  Slot& slot = free != home + kMostProbes ? *free : *home;
  slot.lead = lead;
  slot.kind = kind;
  slot.place = place;
  has_some_ = true;
}

void StringPlaces::forget() {
  if (!has_some_) return;
  for (Slot& slot : slots_) slot.kind = 0;
  has_some_ = false;
}

}  // namespace rdb

#endif
