// Collections that would be packed if a limit of the server's were twice as high.
//
//   LimitWatch watch(profile);
//   watch.begin(entry) | meter.begin(entry)      // both are told the same events
//   watch.end(leave, cost, entry.type);          // cost: by the limits as they are
//   for (const LimitTally& tally : watch.tallies()) …
//
// A collection that is not packed is measured again by limits of which one is raised, that of
// elements or that of bytes of an element, so what is saved is by the model, not a guess. One that
// would need both counts for neither. Most are told to neither trial: the number of elements at the
// head of a value, or the first element that is too long, says that it would change nothing.
// Strings are not looked at. Holds two MemoryMeters.
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
    if (by_entries_.is_on) by_entries_.meter.on(event);
    if (by_value_.is_on) by_value_.meter.on(event);
  }
  void on(const LayoutBegin& event);
  void on(const PackedBlob& event);
  void on(const PlainElement& event) {
    if (event.length > by_entries_.longest) by_entries_.is_on = false;
    if (event.length > by_value_.longest) by_value_.is_on = false;
    on<PlainElement>(event);
  }
  void on(const ShortElements& event);
  void end(const Leave& event, const KeyCost& cost, ObjectType type);

  /// Those by which something is saved, most first.
  std::vector<LimitTally> tallies() const;

 private:
  enum Limit : std::size_t {
    kHashEntries,
    kZsetEntries,
    kIntsetEntries,
    kSetEntries,
    kHashValue,
    kZsetValue,
    kSetValue,
    kLimits
  };
  // A measure by other limits, on while it may come out smaller than by those that are set.
  struct Trial {
    explicit Trial(const ServerProfile& profile) : meter(profile) {}
    MemoryMeter meter;
    bool is_on = false;
    std::uint64_t longest = 0;  // element that is packed, for the type that was begun
  };

  void add(Limit limit, const KeyCost& cost, const KeyCost& packed);

  Trial by_entries_;
  Trial by_value_;
  // How many elements can be packed, for the type that was begun: surely, by the limits as they
  // are, and by raised ones.
  std::uint64_t least_packed_ = 0;
  std::uint64_t most_packed_ = 0;
  std::uint64_t most_packed_if_raised_ = 0;
  std::array<LimitTally, kLimits> tallies_;
};

}  // namespace rdb
