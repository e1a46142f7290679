// Hands the same events to several sinks, each in the form it asked for.
//
//   Tee tee({&writer, &report}, spools);
//   RdbReader(source).run(tee);
//
// Asks the producer for the union of its children's interests and forwards to each child only what
// that child asked for; a child that asked for `raw` gets the elements when the producer has no
// serialized bytes. A payload that streams and is wanted by more than one child goes through a
// spool first, so that each has a pass of its own. `Leave` goes to those who need it, `abort` to
// all.
//
// Of a streamed string, children that share it see no `stored`: its bytes can be read only once.
// Owns nothing but one spool; everything passed in must outlive it.
#pragma once
#include <memory>
#include <vector>

#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"

namespace rdb {

class Tee : public EventSink {
 public:
  /// The children's `needs()` are asked here.
  Tee(std::vector<EventSink*> children, SpoolFactory& spools);

  Needs needs() const override { return needs_; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const Header& event) override { to_all(event); }
  void on(const Aux& event) override { to_all(event); }
  void on(const SelectDb& event) override { to_all(event); }
  void on(const ResizeDb& event) override { to_all(event); }
  void on(const SlotInfo& event) override { to_all(event); }
  void on(const SlotImport& event) override { to_all(event); }
  void on(const Function& event) override { to_all(event); }
  void on(const ModuleAux& event) override;
  void on(const Finish& event) override { to_all(event); }
  void on(const StringValue& event) override;
  void on(const RawValue& event) override;
  void on(const CollectionBegin& event) override { to_elements(event); }
  void on(const ListItem& event) override;
  void on(const SetMember& event) override { to_elements(event); }
  void on(const ZsetMember& event) override { to_elements(event); }
  void on(const HashField& event) override;
  void on(const StreamEntry& event) override { to_elements(event); }
  void on(const StreamField& event) override;
  void on(const StreamInfo& event) override { to_stream_readers(event); }
  void on(const StreamGroup& event) override { to_stream_readers(event); }
  void on(const StreamPending& event) override { to_stream_readers(event); }
  void on(const StreamConsumer& event) override { to_stream_readers(event); }
  void on(const StreamConsumerPending& event) override { to_stream_readers(event); }
  void on(const CollectionEnd& event) override { to_elements(event); }
  void on(const LayoutBegin& event) override;
  void on(const PackedBlob& event) override { to_layout(event); }
  void on(const PlainElement& event) override { to_layout(event); }
  void on(const LayoutEnd& event) override;
  void on(const Leave& event) override;

 private:
  struct Child {
    EventSink* sink;
    bool needs_leave;
    Interests asked;
  };

  bool wants_elements(const Child& child) const {
    return child.asked.has(Interest::elements) ||
           (child.asked.has(Interest::raw) && !raw_delivered_);
  }
  template <class Event>
  void to_all(const Event& event) {
    for (const Child& child : children_) child.sink->on(event);
  }
  template <class Event>
  void to_elements(const Event& event) {
    for (const Child& child : children_) {
      if (wants_elements(child)) child.sink->on(event);
    }
  }
  template <class Event>
  void to_layout(const Event& event) {
    for (const Child& child : children_) {
      if (child.asked.has(Interest::layout)) child.sink->on(event);
    }
  }
  // The parts of a stream that belong to its layout as well as to its elements.
  template <class Event>
  void to_stream_readers(const Event& event) {
    if (in_layout_) {
      to_layout(event);
    } else {
      to_elements(event);
    }
  }
  // Calls send(child, payload) for each child that wants(child); streams are spooled if shared.
  template <class Wants, class Send>
  void share(const Payload& payload, Wants wants, Send send);
  template <class Send>
  void share_element(const Payload& payload, Send send);

  std::vector<Child> children_;
  SpoolFactory& spools_;
  std::unique_ptr<Spool> spool_;  // made when first needed
  Needs needs_;
  bool raw_delivered_ = false;  // of the current key
  bool in_layout_ = false;
};

}  // namespace rdb
