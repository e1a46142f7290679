// Where events end: a writer, a report, a test's recorder.
//
//   class CountKeys : public rdb::Stage { … }        // a stage overrides a little: see stage.h
//   rdb::RdbReader reader(source);
//   while (reader.step(sink)) {}                     // one record per step
//
// Push: the reader calls. `enter()` comes before the value and its answer says how the value is
// wanted; nothing is decoded, decompressed or validated deeper than asked for.
#pragma once
#include "librdb/event/events.h"
#include "librdb/event/interest.h"

namespace rdb {

struct ShortElements;

/// What a sink needs of its producer beyond the events, asked once when it is attached.
struct Needs {
  bool leave = false;          ///< send Leave for every entered key (a virtual call more a key)
  bool sized_entries = false;  ///< fill Entry::value_bytes (the record is walked first)
  friend constexpr Needs operator|(Needs a, Needs b) {
    return {a.leave || b.leave, a.sized_entries || b.sized_entries};
  }
};

/// Everything is pure virtual: a new event breaks the build of exactly those who must decide.
class EventSink {
 public:
  virtual ~EventSink() = default;

  /// Constant over the life of the sink.
  virtual Needs needs() const = 0;

  /// A key begins. The answer is a set of wishes: see `Interests`.
  virtual Interests enter(const Entry& entry) = 0;
  /// The value of the entered key turned out to be damaged after some of it may have been
  /// delivered; nothing more of this key follows. A writer rolls the record back.
  virtual void abort(const Entry& entry) = 0;

  virtual void on(const Header& event) = 0;
  virtual void on(const Aux& event) = 0;
  virtual void on(const SelectDb& event) = 0;
  virtual void on(const ResizeDb& event) = 0;
  virtual void on(const SlotInfo& event) = 0;
  virtual void on(const SlotImport& event) = 0;
  virtual void on(const Function& event) = 0;
  virtual void on(const ModuleAux& event) = 0;
  virtual void on(const Finish& event) = 0;

  virtual void on(const StringValue& event) = 0;
  virtual void on(const RawValue& event) = 0;

  virtual void on(const CollectionBegin& event) = 0;
  virtual void on(const ListItem& event) = 0;
  virtual void on(const SetMember& event) = 0;
  virtual void on(const ZsetMember& event) = 0;
  virtual void on(const HashField& event) = 0;
  virtual void on(const StreamEntry& event) = 0;
  virtual void on(const StreamField& event) = 0;
  virtual void on(const StreamInfo& event) = 0;
  virtual void on(const StreamGroup& event) = 0;
  virtual void on(const StreamPending& event) = 0;
  virtual void on(const StreamConsumer& event) = 0;
  virtual void on(const StreamConsumerPending& event) = 0;
  virtual void on(const CollectionEnd& event) = 0;

  virtual void on(const LayoutBegin& event) = 0;
  virtual void on(const PackedBlob& event) = 0;
  virtual void on(const PlainElement& event) = 0;
  virtual void on(const LayoutEnd& event) = 0;

  virtual void on(const Leave& event) = 0;

  /// As many HashField events, without expiries: what it does unless a sink has a quicker way than
  /// to take each by itself. Regrouped counters come like this.
  virtual void on_integers(const IntegerFields& event);
  /// As many PlainElement events (short_elements.h): what it does unless a sink has a quicker way.
  virtual void on_elements(const ShortElements& event);
};

}  // namespace rdb
