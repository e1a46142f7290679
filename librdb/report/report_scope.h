// What a report counts, so that only reports of the same are added or compared. Plain data.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb {

struct ReportScope {
  // Have to be the same.
  std::vector<OwnedBytes> separators;  ///< of prefixes
  std::uint32_t depth = 0;             ///< levels of prefixes
  std::string filter;                  ///< the options that choose keys; empty: all keys
  std::string server;                  ///< whose memory, as chosen: description of ServerChoice

  // Of a sum the lesser one.
  std::uint64_t max_prefixes = 0;
  std::uint64_t largest = 0;  ///< keys listed
  bool slots = false;         ///< keys are counted by cluster slot

  /// What differs and has to be the same, as "--depth: 2 and 3"; empty if nothing does.
  std::string difference(const ReportScope& other) const;
  friend bool operator==(const ReportScope&, const ReportScope&) = default;
};

}  // namespace rdb
