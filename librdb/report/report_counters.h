// What a ReportCollector counts with once it knows the server. No header for others.
#pragma once
#include "librdb/report/key_places.h"
#include "librdb/report/report_collector.h"
#include "librdb/report/string_lots.h"

namespace rdb {

struct ReportCollector::Counters {
  explicit Counters(const ServerProfile& profile)
      : meter(profile), limits(profile), shapes(profile), lots(meter) {}

  MemoryMeter meter;
  LimitWatch limits;
  ShapeTallies shapes;
  StringLots lots;
  std::uint32_t lots_db = 0;        // of all keys in them
  std::uint8_t lots_type_byte = 0;  // always the one of strings
  Bytes lots_encoding;
#if defined(__x86_64__)
  bool has_leads = false;  // so that names can be told by what leads them
  KeyPlaces places;
  std::uint64_t places_generation = 0;  // of prefixes and strata, when they were remembered
  std::uint32_t lead_parts = 0;         // what leads a name there; at first, nothing does
  std::uint32_t wanted_lead_parts = 1;  // from the next names on
#endif
};

}  // namespace rdb
