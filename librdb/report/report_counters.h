// What a ReportCollector counts with once it knows the server. No header for others.
#pragma once
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
};

}  // namespace rdb
