// One row for each key: what it is, what it costs, how many elements, how large the largest.
//
//   class Print final : public rdb::KeyRows {
//    public:
//     Print() : KeyRows(rdb::ServerChoice{}) {}
//     void row(const KeyRow& row) override { … }
//   };
//   reader.run(print);
//
// What is not asked for costs nothing: without a cost no layout is told, and only for the largest
// element are values other than strings decoded (and found to be damaged, if they are). Modules are
// stepped over, nothing is known of their elements. Holds the name of one key.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/event/event_sink.h"
#include "librdb/memory/memory_meter.h"
#include "librdb/memory/server_choice.h"

namespace rdb {

/// What a row says beyond what stands in front of the value.
struct KeyRowParts {
  bool cost = true;     ///< from the layout of the value
  bool largest = true;  ///< from its elements
  friend KeyRowParts operator|(KeyRowParts a, KeyRowParts b) {
    return {a.cost || b.cost, a.largest || b.largest};
  }
  friend bool operator==(const KeyRowParts&, const KeyRowParts&) = default;
};

struct KeyRow {
  Bytes key;
  std::uint32_t db = 0;
  ObjectType type = ObjectType::string;
  Bytes encoding;  ///< as stored; static storage
  Attributes attributes;
  std::uint64_t offset = 0;       ///< of the record in the dump
  std::uint64_t value_bytes = 0;  ///< serialized
  /// In memory, of the server that the profile means. Its `elements` are 1 for a string, the pairs
  /// of a hash, the entries of a stream, `kUnknownCount` of a module. Meaningless if not asked for.
  KeyCost cost;
  /// Bytes of the longest element, as text; nothing of a module, or if not asked for.
  std::optional<std::uint64_t> largest;
};

class KeyRows : public EventSink {
 public:
  explicit KeyRows(ServerChoice choice, KeyRowParts parts = {})
      : choice_(std::move(choice)), parts_(parts) {}

  /// The row's views live as long as the call.
  virtual void row(const KeyRow& row) = 0;
  /// Which server wrote the dump, complete with the first key.
  const DumpServer& server() const { return server_; }
  const KeyRowParts& parts() const { return parts_; }

  Needs needs() const override { return {.leave = true, .sized_entries = false}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry&) override { is_open_ = false; }
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
  void on(const ListItem& event) override { measure(event.item); }
  void on(const SetMember& event) override { measure(event.member.size()); }
  void on(const ZsetMember& event) override { measure(event.member.size()); }
  void on(const HashField& event) override;
  void on(const StreamEntry&) override {}
  void on(const StreamField& event) override;
  void on(const StreamInfo& event) override { to_meter(event); }
  void on(const StreamGroup& event) override { to_meter(event); }
  void on(const StreamPending& event) override { to_meter(event); }
  void on(const StreamConsumer& event) override { to_meter(event); }
  void on(const StreamConsumerPending& event) override { to_meter(event); }
  void on(const CollectionEnd&) override {}

  void on(const LayoutBegin& event) override {
    in_layout_ = true;
    to_meter(event);
  }
  void on(const PackedBlob& event) override { to_meter(event); }
  void on(const PlainElement& event) override;
  void on_elements(const ShortElements& event) override { to_meter(event); }
  void on(const LayoutEnd& event) override {
    to_meter(event);
    in_layout_ = false;
  }

 private:
  // The parts of a stream come with its layout and again with its elements.
  template <class Event>
  void to_meter(const Event& event) {
    if (in_layout_ && meter_) meter_->on(event);
  }
  void measure(std::uint64_t bytes) {
    if (bytes > largest_) largest_ = bytes;
  }
  void measure(const Payload& payload);

  ServerChoice choice_;
  KeyRowParts parts_;
  DumpServer server_;
  std::optional<MemoryMeter> meter_;  // made with the first key whose cost is wanted
  bool in_layout_ = false;
  bool is_open_ = false;
  OwnedBytes key_;  // the name of an entry may be gone once its value was told
  KeyRow row_;
  std::uint64_t largest_ = 0;
};

}  // namespace rdb
