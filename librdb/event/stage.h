// A sink that hands on to the next what it does not override: filter, rename, regroup …
//
//   class DropPrefix : public rdb::DroppingStage {
//    public:
//     DropPrefix(rdb::EventSink& next, rdb::OwnedBytes prefix)
//         : DroppingStage(next), prefix_(prefix) {}
//     bool keep(const rdb::Entry& entry) override { return !entry.key.starts_with(prefix_); }
//    private:
//     rdb::OwnedBytes prefix_;
//   };
//
// A stage that did not enter a key downstream must not forward that key's Leave either: one that
// drops keys derives from `DroppingStage` (dropping_stage.h), which keeps that book.
#pragma once
#include "librdb/event/event_sink.h"

namespace rdb {

class Stage : public EventSink {
 public:
  /// `next` must outlive the stage.
  explicit Stage(EventSink& next) : next_(next) {}

  Needs needs() const override { return next_.needs(); }
  Interests enter(const Entry& entry) override { return next_.enter(entry); }
  void abort(const Entry& entry) override { next_.abort(entry); }
  void on(const Header& event) override { next_.on(event); }
  void on(const Aux& event) override { next_.on(event); }
  void on(const SelectDb& event) override { next_.on(event); }
  void on(const ResizeDb& event) override { next_.on(event); }
  void on(const SlotInfo& event) override { next_.on(event); }
  void on(const SlotImport& event) override { next_.on(event); }
  void on(const Function& event) override { next_.on(event); }
  void on(const ModuleAux& event) override { next_.on(event); }
  void on(const Finish& event) override { next_.on(event); }
  void on(const StringValue& event) override { next_.on(event); }
  void on(const RawValue& event) override { next_.on(event); }
  void on(const CollectionBegin& event) override { next_.on(event); }
  void on(const ListItem& event) override { next_.on(event); }
  void on(const SetMember& event) override { next_.on(event); }
  void on(const ZsetMember& event) override { next_.on(event); }
  void on(const HashField& event) override { next_.on(event); }
  void on(const StreamEntry& event) override { next_.on(event); }
  void on(const StreamField& event) override { next_.on(event); }
  void on(const StreamInfo& event) override { next_.on(event); }
  void on(const StreamGroup& event) override { next_.on(event); }
  void on(const StreamPending& event) override { next_.on(event); }
  void on(const StreamConsumer& event) override { next_.on(event); }
  void on(const StreamConsumerPending& event) override { next_.on(event); }
  void on(const CollectionEnd& event) override { next_.on(event); }
  void on(const LayoutBegin& event) override { next_.on(event); }
  void on(const PackedBlob& event) override { next_.on(event); }
  void on(const PlainElement& event) override { next_.on(event); }
  void on(const LayoutEnd& event) override { next_.on(event); }
  void on(const Leave& event) override { next_.on(event); }

 protected:
  EventSink& next() const { return next_; }

 private:
  EventSink& next_;
};

}  // namespace rdb
