// A pass-through that asserts the protocol of events.h: whoever breaks it is named at once.
//
//   CheckedSink checked(writer);
//   RdbReader(source).run(checked);      // throws std::logic_error if the reader breaks the
//   grammar
//
// Put one between any two parts in tests and debug builds. It checks the order of events, that each
// was asked for, that what was asked for came, that elements fit the entry's type and the announced
// counts, that `Leave` comes exactly to those who need it, and that an entry's database is the one
// selected. What it finds is a bug of ours, so it throws std::logic_error and not an `Error`; it
// cannot be used after that. Holds a copy of the current key, nothing else.
//
// A layout that was asked for must come. `raw` may be answered with elements.
#pragma once
#include <cstdint>
#include <string>

#include "librdb/event/event_sink.h"

namespace rdb {

class CheckedSink : public EventSink {
 public:
  /// `next` must outlive the sink. Its `needs()` are asked here.
  explicit CheckedSink(EventSink& next) : next_(next), needs_(next.needs()) {}

  Needs needs() const override { return needs_; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const Header& event) override;
  void on(const Aux& event) override;
  void on(const SelectDb& event) override;
  void on(const ResizeDb& event) override;
  void on(const SlotInfo& event) override;
  void on(const SlotImport& event) override;
  void on(const Function& event) override;
  void on(const ModuleAux& event) override;
  void on(const Finish& event) override;
  void on(const StringValue& event) override;
  void on(const RawValue& event) override;
  void on(const CollectionBegin& event) override;
  void on(const ListItem& event) override;
  void on(const SetMember& event) override;
  void on(const ZsetMember& event) override;
  void on(const HashField& event) override;
  void on(const StreamEntry& event) override;
  void on(const StreamField& event) override;
  void on(const StreamInfo& event) override;
  void on(const StreamGroup& event) override;
  void on(const StreamPending& event) override;
  void on(const StreamConsumer& event) override;
  void on(const StreamConsumerPending& event) override;
  void on(const CollectionEnd& event) override;
  void on(const LayoutBegin& event) override;
  void on(const PackedBlob& event) override;
  void on(const PlainElement& event) override;
  void on(const LayoutEnd& event) override;
  void on(const Leave& event) override;

  /// True once Finish was delivered.
  bool finished() const { return at_ == At::finished; }

 private:
  // Where in the grammar we stand.
  enum class At : std::uint8_t { start, records, value, layout, elements, finished };
  // What of a stream was said last; each level may hold those that follow it.
  enum class Part : std::uint8_t { entries, info, group, pending, consumer, consumer_pending };

  [[noreturn]] void fail(const char* event, const std::string& expected) const;
  void require(bool holds, const char* event, const char* expected) const {
    if (!holds) [[unlikely]]
      fail(event, expected);
  }
  void record(const char* event);
  void close_key(const char* event);
  void begin_value(const char* event, Interest interest);
  void element(const char* event, ObjectType type);
  void stream_part(const char* event, Part part);
  bool owes_elements() const;
  bool complete() const;

  EventSink& next_;
  Needs needs_;
  At at_ = At::start;
  std::uint32_t db_ = 0;

  OwnedBytes key_;
  ObjectType type_ = ObjectType::string;
  bool open_ = false;  // a key was entered and its last event may be still to come
  bool left_ = false;
  Interests asked_;
  Interests answered_;
  std::uint64_t announced_ = kUnknownCount;
  std::uint64_t seen_ = 0;
  std::uint64_t fields_due_ = 0;  // of the current stream entry
  bool blobs_seen_ = false;
  Part part_ = Part::entries;
};

}  // namespace rdb
