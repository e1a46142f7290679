// One row for each key: what it is, how many elements, how large the largest.
//
//   class Print final : public rdb::KeyRows { void row(const KeyRow& row) override { … } };
//   reader.run(print);
//
// Values are decoded to be counted; modules are stepped over, nothing is known of their elements.
// Holds nothing of a dump.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/event/event_sink.h"

namespace rdb {

struct KeyRow {
  const Entry& entry;
  std::optional<std::uint64_t> elements;  ///< 1 for a string; pairs of a hash, entries of a stream
  std::optional<std::uint64_t> largest;   ///< bytes of the longest element, as text
  std::uint64_t value_bytes = 0;          ///< serialized
};

class KeyRows : public EventSink {
 public:
  /// The row's views live as long as the call.
  virtual void row(const KeyRow& row) = 0;

  Needs needs() const override { return {.leave = true, .sized_entries = false}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry&) override { entry_ = nullptr; }
  void on(const Leave& event) override;

  void on(const Header&) override {}
  void on(const Aux&) override {}
  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function&) override {}
  void on(const ModuleAux&) override {}
  void on(const Finish&) override {}

  void on(const StringValue& event) override;
  void on(const RawValue&) override {}
  void on(const CollectionBegin&) override {}
  void on(const ListItem& event) override;
  void on(const SetMember& event) override;
  void on(const ZsetMember& event) override;
  void on(const HashField& event) override;
  void on(const StreamEntry& event) override;
  void on(const StreamField& event) override;
  void on(const StreamInfo&) override {}
  void on(const StreamGroup&) override {}
  void on(const StreamPending&) override {}
  void on(const StreamConsumer&) override {}
  void on(const StreamConsumerPending&) override {}
  void on(const CollectionEnd&) override {}

  // Never asked for.
  void on(const LayoutBegin&) override {}
  void on(const PackedBlob&) override {}
  void on(const PlainElement&) override {}
  void on(const LayoutEnd&) override {}

 private:
  void measure(std::uint64_t bytes) {
    if (bytes > largest_) largest_ = bytes;
  }
  void measure(const Payload& payload);

  const Entry* entry_ = nullptr;
  std::uint64_t elements_ = 0;
  std::uint64_t largest_ = 0;
};

}  // namespace rdb
