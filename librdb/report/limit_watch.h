// Collections that would be packed if a limit of the server's were twice as high.
//
//   LimitWatch watch(profile);
//   watch.begin(entry) | meter.begin(entry)      // both are told the same events
//   watch.end(leave, cost, entry.type);          // cost: by the limits as they are
//   for (const LimitTally& tally : watch.tallies()) …
//
// Each collection is measured a second time by raised limits of elements, so what is saved is by
// the model, not a guess. Strings are not looked at. Holds a second MemoryMeter.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "librdb/memory/memory_meter.h"

namespace rdb {

struct LimitTally {
  std::string setting;       ///< "hash-max-listpack-entries"
  std::uint64_t limit = 0;   ///< as it is
  std::uint64_t raised = 0;  ///< twice that
  std::uint64_t keys = 0;    ///< that would be packed then
  std::uint64_t memory = 0;  ///< of these keys, as they are
  std::uint64_t saved = 0;
};

class LimitWatch {
 public:
  explicit LimitWatch(const ServerProfile& profile);

  Interests begin(const Entry& entry);
  /// Events of the layout, as for MemoryMeter; only between begin() and end().
  template <typename Event>
  void on(const Event& event) {
    if (watches_) meter_.on(event);
  }
  void end(const Leave& event, const KeyCost& cost, ObjectType type);

  /// Those by which something is saved, most first.
  std::vector<LimitTally> tallies() const;

 private:
  enum Limit : std::size_t { kHash, kZset, kIntset, kSet, kLimits };

  MemoryMeter meter_;
  std::array<LimitTally, kLimits> tallies_;
  bool watches_ = false;
};

}  // namespace rdb
