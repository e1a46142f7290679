// A dump as facts. Of the source those that regroup should make true, of the result those that are.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/event/event_sink.h"
#include "librdb/proof/stream_digest.h"
#include "librdb/proof/verify_task.h"

namespace rdb {

/// Looks at an entry's expiry when its value ends, so that who tells commands may learn it last.
class FactCollector final : public EventSink {
 public:
  FactCollector(VerifyTask& task, FactSink& facts, bool is_source);

  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry&) override {}

  void on(const Header&) override {}
  void on(const Aux& event) override;
  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function& event) override;
  void on(const ModuleAux&) override {}
  void on(const Finish&) override {}

  void on(const StringValue& event) override;
  void on(const RawValue& event) override;
  void on(const CollectionBegin&) override {}
  void on(const ListItem& event) override { digest_.add(event); }
  void on(const SetMember& event) override { digest_.add(event); }
  void on(const ZsetMember& event) override { digest_.add(event); }
  void on(const HashField& event) override;
  void on(const StreamEntry& event) override { stream_.add(event); }
  void on(const StreamField& event) override { stream_.add(event); }
  void on(const StreamInfo& event) override { stream_.add(event); }
  void on(const StreamGroup& event) override { stream_.add(event); }
  void on(const StreamPending& event) override { stream_.add(event); }
  void on(const StreamConsumer& event) override { stream_.add(event); }
  void on(const StreamConsumerPending& event) override { stream_.add(event); }
  void on(const CollectionEnd& event) override;

  /// Of the stream that was entered, for who knows it by other means than events.
  StreamDigest& stream() { return stream_; }

  void on(const LayoutBegin&) override {}
  void on(const PackedBlob&) override {}
  void on(const PlainElement&) override {}
  void on(const LayoutEnd&) override {}
  void on(const Leave&) override {}

 private:
  bool belongs_into_a_hash(const Entry& entry);
  void render_new_key();
  void say_matched(const Payload& value);
  void say_key(Bytes value);

  VerifyTask& task_;
  FactSink& facts_;
  bool is_source_;
  ValueDigest digest_;
  StreamDigest stream_;
  std::vector<Bytes> parts_;
  Bytes field_;
  const Entry* entry_ = nullptr;
  const CompiledRule* rule_ = nullptr;  // that takes the key
  bool in_fields_ = false;
  std::uint64_t place_ = 0;
  OwnedBytes value_;
  OwnedBytes new_key_;
};

}  // namespace rdb
