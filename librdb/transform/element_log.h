// The elements of one value as bytes, to be said again later.
//
//   OwnedBytes log;
//   ElementLog(log).on(HashField{…});
//   replay_elements(log, sink);
//
// For values that came as elements because their producer has no serialized form (the text form, a
// stage that made them up). In memory; streamed payloads are read to their end.
#pragma once
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/event/event_sink.h"
#include "librdb/transform/memory_budget.h"

namespace rdb {

/// Appends to `log`; room is taken from the budget as it grows and is the caller's to give back.
class ElementLog {
 public:
  ElementLog(OwnedBytes& log, MemoryBudget& budget) : log_(log), budget_(budget) {}
  void on(const StringValue& event);
  void on(const CollectionBegin& event);
  void on(const ListItem& event);
  void on(const SetMember& event);
  void on(const ZsetMember& event);
  void on(const HashField& event);
  void on(const StreamEntry& event);
  void on(const StreamField& event);
  void on(const StreamInfo& event);
  void on(const StreamGroup& event);
  void on(const StreamPending& event);
  void on(const StreamConsumer& event);
  void on(const StreamConsumerPending& event);
  void on(const CollectionEnd& event);

 private:
  void tag(char tag);
  void number(std::uint64_t value);
  void bytes(Bytes bytes);
  void payload(const Payload& payload);
  void id(StreamId id);
  void append(Bytes bytes);

  OwnedBytes& log_;
  MemoryBudget& budget_;
};

/// Appends to a string whose capacity is counted: takes what it grows by before it does.
/// `counted_capacity()` of it is the caller's to give back.
void append_counted(OwnedBytes& to, Bytes bytes, MemoryBudget& budget);

/// What of a string's memory append_counted() has taken.
std::uint64_t counted_capacity(const OwnedBytes& bytes);

/// Says the events of a log written by `ElementLog`.
void replay_elements(Bytes log, EventSink& sink);

}  // namespace rdb
