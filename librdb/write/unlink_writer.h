// Events → UNLINK commands for the keys that come by: what removes from a server what a filter
// chose.
//
//   rdb::UnlinkWriter writer(*out);
//   reader.run(filter_in_front_of_it);
//
// Values are stepped over. `SELECT n` stands before the first key of a database. Holds the output
// buffer (256 KiB) and one chunk of names (64 KiB and one name).
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/base/limits.h"
#include "librdb/event/event_sink.h"
#include "librdb/write/resp_commands.h"

namespace rdb {

class UnlinkWriter final : public EventSink {
 public:
  /// `out` must outlive the writer, which never closes it.
  explicit UnlinkWriter(ByteSink& out) : commands_(out, nullptr) {}

  std::uint64_t keys() const { return keys_; }
  std::uint64_t commands() const { return commands_.commands(); }

  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry&) override {}
  void on(const Finish& event) override;

  void on(const Header&) override {}
  void on(const Aux&) override {}
  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function&) override {}
  void on(const ModuleAux&) override {}

  // Never asked for.
  void on(const StringValue&) override {}
  void on(const RawValue&) override {}
  void on(const CollectionBegin&) override {}
  void on(const ListItem&) override {}
  void on(const SetMember&) override {}
  void on(const ZsetMember&) override {}
  void on(const HashField&) override {}
  void on(const StreamEntry&) override {}
  void on(const StreamField&) override {}
  void on(const StreamInfo&) override {}
  void on(const StreamGroup&) override {}
  void on(const StreamPending&) override {}
  void on(const StreamConsumer&) override {}
  void on(const StreamConsumerPending&) override {}
  void on(const CollectionEnd&) override {}
  void on(const LayoutBegin&) override {}
  void on(const PackedBlob&) override {}
  void on(const PlainElement&) override {}
  void on(const LayoutEnd&) override {}
  void on(const Leave&) override {}

 private:
  void send();

  CommandOutput commands_;
  OwnedBytes names_;  // as bulks
  std::uint64_t waiting_ = 0;
  std::uint64_t keys_ = 0;
  std::optional<std::uint32_t> db_;
};

}  // namespace rdb
