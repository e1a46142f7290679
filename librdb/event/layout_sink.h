// A sink that asks for nothing of a value but its layout, and takes the events of that in one
// place.
//
//   class Costs final : public rdb::LayoutSink<Costs> {
//    public:
//     using rdb::LayoutSink<Costs>::on;
//     Interests enter(const Entry& entry) override { return meter_.begin(entry); }
//     void abort(const Entry&) override {}
//     template <class Event>
//     void layout(const Event& event) { meter_.on(event); }    // LayoutBegin … LayoutEnd
//     void on(const Leave& event) override { use(meter_.end(event)); }
//   };
//
// layout() is called directly, so it may be inlined: an event costs the one virtual call that it
// costs any sink. An event that is to be treated apart is overridden as usual; most plain elements
// of collections come by on_elements(), not on(PlainElement). What stands outside of values is
// ignored unless it is overridden.
#pragma once
#include "librdb/event/event_sink.h"
#include "librdb/event/short_elements.h"

namespace rdb {

/// `Derived` has layout() for each of the nine events of a layout and for ShortElements; where that
/// is private, this is its friend.
template <class Derived>
class LayoutSink : public EventSink {
 public:
  Needs needs() const override { return {.leave = true, .sized_entries = false}; }

  void on(const LayoutBegin& event) override { forward(event); }
  void on(const PackedBlob& event) override { forward(event); }
  void on(const PlainElement& event) override { forward(event); }
  void on(const StreamInfo& event) override { forward(event); }
  void on(const StreamGroup& event) override { forward(event); }
  void on(const StreamPending& event) override { forward(event); }
  void on(const StreamConsumer& event) override { forward(event); }
  void on(const StreamConsumerPending& event) override { forward(event); }
  void on(const LayoutEnd& event) override { forward(event); }
  void on(const Leave& event) override = 0;
  void on_elements(const ShortElements& event) override { forward(event); }

  void on(const Header&) override {}
  void on(const Aux&) override {}
  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function&) override {}
  void on(const ModuleAux&) override {}
  void on(const Finish&) override {}

  // Never asked for.
  void on(const StringValue&) final {}
  void on(const RawValue&) final {}
  void on(const CollectionBegin&) final {}
  void on(const ListItem&) final {}
  void on(const SetMember&) final {}
  void on(const ZsetMember&) final {}
  void on(const HashField&) final {}
  void on(const StreamEntry&) final {}
  void on(const StreamField&) final {}
  void on(const CollectionEnd&) final {}

 private:
  template <class Event>
  void forward(const Event& event) {
    static_cast<Derived&>(*this).layout(event);
  }
};

}  // namespace rdb
