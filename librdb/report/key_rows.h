// One row for each key: what it is, what it costs, how many elements, how large the largest.
//
//   class Print final : public rdb::KeyRows {
//    public:
//     Print() : KeyRows(rdb::ServerChoice{}) {}
//     void row(const KeyRow& row) override { … }
//   };
//   reader.run(print);
//
// Values other than strings are decoded to be counted and measured; modules are stepped over,
// nothing is known of their elements. Holds nothing of a dump.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/event/event_sink.h"
#include "librdb/memory/memory_meter.h"
#include "librdb/memory/server_choice.h"

namespace rdb {

struct KeyRow {
  const Entry& entry;
  std::optional<std::uint64_t> elements;  ///< 1 for a string; pairs of a hash, entries of a stream
  std::optional<std::uint64_t> largest;   ///< bytes of the longest element, as text
  std::uint64_t value_bytes = 0;          ///< serialized
  KeyCost cost;                           ///< in memory, of the server that the profile means
};

class KeyRows : public EventSink {
 public:
  explicit KeyRows(ServerChoice choice) : choice_(std::move(choice)) {}

  /// The row's views live as long as the call.
  virtual void row(const KeyRow& row) = 0;
  /// Which server wrote the dump, complete with the first key.
  const DumpServer& server() const { return server_; }

  Needs needs() const override { return {.leave = true, .sized_entries = false}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry&) override { entry_ = nullptr; }
  void on(const Leave& event) override;

  void on(const Header& event) override { server_.on(event); }
  void on(const Aux& event) override { server_.on(event); }
  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function&) override {}
  void on(const ModuleAux&) override {}
  void on(const Finish&) override {}

  void on(const StringValue&) override {}  // never asked for: its layout says it all
  void on(const RawValue&) override {}
  void on(const CollectionBegin&) override {}
  void on(const ListItem& event) override;
  void on(const SetMember& event) override;
  void on(const ZsetMember& event) override;
  void on(const HashField& event) override;
  void on(const StreamEntry& event) override;
  void on(const StreamField& event) override;
  void on(const StreamInfo& event) override { to_meter(event); }
  void on(const StreamGroup& event) override { to_meter(event); }
  void on(const StreamPending& event) override { to_meter(event); }
  void on(const StreamConsumer& event) override { to_meter(event); }
  void on(const StreamConsumerPending& event) override { to_meter(event); }
  void on(const CollectionEnd&) override {}

  void on(const LayoutBegin& event) override {
    in_layout_ = true;
    meter_->on(event);
  }
  void on(const PackedBlob& event) override { meter_->on(event); }
  void on(const PlainElement& event) override;
  void on(const LayoutEnd& event) override {
    in_layout_ = false;
    meter_->on(event);
  }

 private:
  // The parts of a stream come with its layout and again with its elements.
  template <class Event>
  void to_meter(const Event& event) {
    if (in_layout_) meter_->on(event);
  }
  void measure(std::uint64_t bytes) {
    if (bytes > largest_) largest_ = bytes;
  }
  void measure(const Payload& payload);

  ServerChoice choice_;
  DumpServer server_;
  std::optional<MemoryMeter> meter_;  // made with the first key
  bool in_layout_ = false;
  const Entry* entry_ = nullptr;
  std::uint64_t elements_ = 0;
  std::uint64_t largest_ = 0;
};

}  // namespace rdb
