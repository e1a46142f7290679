// A dump as facts. Of the source those that regroup should make true, of the result those that are.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "librdb/event/event_sink.h"
#include "librdb/proof/fact_store.h"
#include "librdb/proof/verify.h"

namespace rdb {

/// What both collectors know of the task, and gather beside the facts.
struct VerifyTask {
  VerifyOptions options;
  std::vector<CompiledRule> rules;
  Verification& found;
  std::map<std::uint32_t, Verification::Database> databases;
  std::optional<std::int64_t> result_time_ms;  ///< the result's AUX ctime
  Digest functions[2];                         ///< sums, of the source and the result
  std::uint64_t digest_seed = 0;

  /// The rule whose hashes have such keys; nullptr if there is none.
  const CompiledRule* maker_of(std::uint32_t db, Bytes key) const;
  /// Whether a key could have been given back by GroupTtl::same.
  bool may_be_given_back(const Entry& entry, std::span<Bytes> parts) const;
};

/// Looks at an entry's expiry when its value ends, so that who tells commands may learn it last.
class FactCollector final : public EventSink {
 public:
  FactCollector(VerifyTask& task, FactStore& store, bool is_source);

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
  void on(const StreamEntry& event) override { digest_.add(event); }
  void on(const StreamField& event) override { digest_.add(event); }
  void on(const StreamInfo& event) override { digest_.add(event); }
  void on(const StreamGroup& event) override { digest_.add(event); }
  void on(const StreamPending& event) override { digest_.add(event); }
  void on(const StreamConsumer& event) override { digest_.add(event); }
  void on(const StreamConsumerPending& event) override { digest_.add(event); }
  void on(const CollectionEnd& event) override;

  void on(const LayoutBegin&) override {}
  void on(const PackedBlob&) override {}
  void on(const PlainElement&) override {}
  void on(const LayoutEnd&) override {}
  void on(const Leave&) override {}

 private:
  bool belongs_into_a_hash(const Entry& entry);
  void say_matched(const Payload& value);
  void say_key(Bytes value);

  VerifyTask& task_;
  FactStore& store_;
  bool is_source_;
  ValueDigest digest_;
  std::vector<Bytes> parts_;
  const Entry* entry_ = nullptr;
  const CompiledRule* rule_ = nullptr;  // that takes the key
  bool in_fields_ = false;
  std::uint64_t place_ = 0;
  OwnedBytes value_;
  OwnedBytes new_key_;
};

}  // namespace rdb
