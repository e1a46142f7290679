// What each key of a dump costs, from the layout of its value: nothing is unpacked that the
// server's loader would keep as it is.
//
//   rdb::MemoryMeter meter(profile);
//   Interests enter(const Entry& entry) override { return meter.begin(entry); }
//   void on(const PlainElement& event) override { meter.on(event); }      // and so on
//   void on(const Leave& event) override { use(meter.end(event)); }
//
// Lifetime: nothing of an event is kept. Holds some KiB of tables, whatever the values are.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/event/event_sink.h"
#include "librdb/event/short_elements.h"
#include "librdb/memory/explanation.h"
#include "librdb/memory/key_cost.h"
#include "librdb/memory/server_profile.h"
#include "librdb/memory/string_measure.h"

namespace rdb {

class MemoryMeter {
 public:
  explicit MemoryMeter(const ServerProfile& profile);
  ~MemoryMeter();
  const ServerProfile& profile() const;

  /// The cost of a string alone, whatever key was begun. All integers from 0 to below
  /// kSharedIntegers cost the same, and so do all others. O(1).
  KeyCost string(const KeyMeasure& key, const StringMeasure& value) const;
  static constexpr std::uint64_t kSharedIntegers = 10'000;

  /// A key begins; what was begun before and not ended is forgotten. The answer is what the meter
  /// wants to be told of its value: layout, or nothing.
  Interests begin(const Entry& entry);

  /// Those of the layout of the entered key.
  void on(const LayoutBegin& event);
  void on(const PackedBlob& event);
  void on(const PlainElement& event);
  void on(const ShortElements& event);
  void on(const StreamInfo& event);
  void on(const StreamGroup& event);
  void on(const StreamPending& event);
  void on(const StreamConsumer& event);
  void on(const StreamConsumerPending& event);
  void on(const LayoutEnd& event);

  /// The cost of the key begun last, all of whose value was told. O(1) for strings.
  KeyCost end(const Leave& event);
  /// The same; appends its terms to `explanation`.
  KeyCost end(const Leave& event, Explanation& explanation);

 private:
  struct State;
  KeyCost end(const Leave& event, Explanation* explanation);

  std::unique_ptr<State> state_;
};

}  // namespace rdb
