// Sends each key to the sink that its cluster slot belongs to.
//
//   SlotRouter router({&writer_of_a, &writer_of_b}, spools);
//   router.assign(0, 8191, 0);
//   router.assign(8192, 16383, 1);
//   reader.run(router);
//
// What is said of the whole dump (header, AUX, functions, modules' data, end) goes to all. Throws
// `Refused` for a key whose slot belongs to nobody. Everything passed in must outlive it.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"
#include "librdb/key/slot.h"

namespace rdb {

class SlotRouter final : public EventSink {
 public:
  SlotRouter(std::vector<EventSink*> sinks, SpoolFactory& spools);
  /// Slots first … last belong to `sink`, the later call wins.
  void assign(std::uint16_t first, std::uint16_t last, std::size_t sink);

  Needs needs() const override { return needs_; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override { current_->abort(entry); }
  void on(const Header& event) override { to_all(event); }
  void on(const Aux& event) override { to_all(event); }
  void on(const SelectDb& event) override { to_all(event); }
  void on(const ResizeDb& event) override { to_all(event); }
  void on(const SlotInfo& event) override { to_all(event); }
  void on(const SlotImport& event) override { to_all(event); }
  void on(const Function& event) override { to_all(event); }
  void on(const ModuleAux& event) override;
  void on(const Finish& event) override { to_all(event); }

  void on(const StringValue& event) override { current_->on(event); }
  void on(const RawValue& event) override { current_->on(event); }
  void on(const CollectionBegin& event) override { current_->on(event); }
  void on(const ListItem& event) override { current_->on(event); }
  void on(const SetMember& event) override { current_->on(event); }
  void on(const ZsetMember& event) override { current_->on(event); }
  void on(const HashField& event) override { current_->on(event); }
  void on_integers(const IntegerFields& event) override { current_->on_integers(event); }
  void on(const StreamEntry& event) override { current_->on(event); }
  void on(const StreamField& event) override { current_->on(event); }
  void on(const StreamInfo& event) override { current_->on(event); }
  void on(const StreamGroup& event) override { current_->on(event); }
  void on(const StreamPending& event) override { current_->on(event); }
  void on(const StreamConsumer& event) override { current_->on(event); }
  void on(const StreamConsumerPending& event) override { current_->on(event); }
  void on(const CollectionEnd& event) override { current_->on(event); }
  void on(const LayoutBegin& event) override { current_->on(event); }
  void on(const PackedBlob& event) override { current_->on(event); }
  void on(const PlainElement& event) override { current_->on(event); }
  void on(const LayoutEnd& event) override { current_->on(event); }
  void on(const Leave& event) override;

 private:
  template <typename Event>
  void to_all(const Event& event) {
    for (EventSink* const sink : sinks_) sink->on(event);
  }

  std::vector<EventSink*> sinks_;
  SpoolFactory& spools_;
  Needs needs_;
  std::array<EventSink*, kSlots> owners_{};
  EventSink* current_ = nullptr;
};

}  // namespace rdb
