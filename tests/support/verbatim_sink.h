// Puts the stored bytes of every record one behind the other: the file again, if nothing was lost.
#pragma once
#include "librdb/event/event_sink.h"

namespace rdb::testing {

class VerbatimSink final : public EventSink {
 public:
  explicit VerbatimSink(OwnedBytes& out) : out_(out) {}

  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override {
    out_ += entry.stored_head;
    return Interest::raw;
  }
  void abort(const Entry&) override { out_ += "(aborted)"; }
  void on(const Header& event) override { out_ += event.stored; }
  void on(const Aux& event) override { out_ += event.stored; }
  void on(const SelectDb& event) override { out_ += event.stored; }
  void on(const ResizeDb& event) override { out_ += event.stored; }
  void on(const SlotInfo& event) override { out_ += event.stored; }
  void on(const SlotImport& event) override { out_ += event.stored; }
  void on(const Function& event) override { out_ += event.stored; }
  void on(const ModuleAux& event) override { add(event.stored); }
  void on(const Finish& event) override { out_ += event.stored; }
  void on(const RawValue& event) override { add(event.body); }
  void on(const StringValue&) override { unexpected(); }
  void on(const CollectionBegin&) override { unexpected(); }
  void on(const ListItem&) override { unexpected(); }
  void on(const SetMember&) override { unexpected(); }
  void on(const ZsetMember&) override { unexpected(); }
  void on(const HashField&) override { unexpected(); }
  void on(const StreamEntry&) override { unexpected(); }
  void on(const StreamField&) override { unexpected(); }
  void on(const StreamInfo&) override { unexpected(); }
  void on(const StreamGroup&) override { unexpected(); }
  void on(const StreamPending&) override { unexpected(); }
  void on(const StreamConsumer&) override { unexpected(); }
  void on(const StreamConsumerPending&) override { unexpected(); }
  void on(const CollectionEnd&) override { unexpected(); }
  void on(const LayoutBegin&) override { unexpected(); }
  void on(const PackedBlob&) override { unexpected(); }
  void on(const PlainElement&) override { unexpected(); }
  void on(const LayoutEnd&) override { unexpected(); }
  void on(const Leave&) override { unexpected(); }

 private:
  void unexpected() { out_ += "(unexpected)"; }
  void add(const Payload& payload) {
    if (payload.is_whole()) {
      out_ += payload.as_view();
      return;
    }
    for (Bytes part = payload.parts().next(); !part.empty(); part = payload.parts().next()) {
      out_ += part;
    }
  }

  OwnedBytes& out_;
};

}  // namespace rdb::testing
