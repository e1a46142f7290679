// What a writer could not write for its target, counted by reason.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "librdb/event/entry.h"

namespace rdb {

/// Holds a count and the first key for each reason; there are few.
class LeftOut {
 public:
  struct Reason {
    std::uint64_t count = 0;
    bool has_key = false;
    std::uint32_t db = 0;  ///< of the first key
    OwnedBytes first_key;
  };

  /// `entry` is null for what is no key.
  void add(const Entry* entry, const std::string& reason);
  bool empty() const { return reasons_.empty(); }
  std::uint64_t count() const;
  const std::map<std::string, Reason>& reasons() const { return reasons_; }
  /// Throws `Refused` that names each reason with its count and first key, if there are any.
  void refuse_if_any(const std::string& target) const;

 private:
  std::map<std::string, Reason> reasons_;
};

}  // namespace rdb
