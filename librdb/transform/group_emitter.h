// Puts the groups of a database in order and sends them on as hashes.
//
//   GroupEmitter emitter(next, context);
//   emitter.emit(store);              // partition by partition, freeing what has left
//
// A partition that memory cannot hold is taken apart by more bits of the hashes; a single hash that
// it cannot hold is put together in the spill file (large_group.h).
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "librdb/event/event_sink.h"
#include "librdb/transform/field_merge.h"
#include "librdb/transform/group_expiries.h"
#include "librdb/transform/group_records.h"
#include "librdb/transform/group_store.h"
#include "librdb/transform/grouped_partition.h"
#include "librdb/transform/integer_group.h"
#include "librdb/transform/regroup_rule.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

struct EmitContext {
  std::span<const CompiledRule> rules;
  bool leave = false;              ///< the sink needs Leave
  std::uint8_t expiring_type = 0;  ///< type byte of hashes whose fields expire
  bool drop_rest = false;          ///< what is given back flat is dropped
  bool fail_rest = false;          ///< or an error
  RegroupStats& stats;
  GroupSpill& spill;
  DecoderSource decoder;
  ClashListener clashes;
  std::function<void(std::uint64_t)> on_partition;  ///< before each, if set
};

class GroupEmitter {
 public:
  /// Both must outlive the emitter.
  GroupEmitter(EventSink& next, EmitContext& context);
  ~GroupEmitter();

  /// Everything of the store. Throws `Refused` for conflicts, `LimitExceeded`, `IoError`.
  void emit(GroupStore& store);

 private:
  bool fits(const SpilledPartition& data) const;
  bool take_loaded(std::size_t index);
  void load_ahead(std::size_t index);
  void make_room();
  void emit_partition(const SpilledPartition& data);
  void emit_loaded(const SpilledPartition& data);
  void emit_groups(const SpilledPartition& data);
  void emit_parts(const SpilledPartition& data);
  void emit_group(Bytes name, const GroupRecords& records);
  void emit_flat(Bytes name, const GroupRecords& records);
  void emit_flat_key(Bytes name, const char* record, const FlatRecord& flat);
  static bool is_given_back(const RegroupRule& rule, const GroupExpiries& expiries);
  std::int64_t expiry_of(Bytes name, const RegroupRule& rule, const GroupExpiries& expiries,
                         const GroupRecords& records);
  const RegroupRule& rule_of(Bytes name, const GroupRecords& records) const;
  bool take_existing(Bytes name, const GroupRecords& records, const RegroupRule& rule,
                     HeldRecord& existing);
  void send_small(Bytes name, std::uint64_t flats, const GroupRecords& records,
                  const HeldRecord* existing, const RegroupRule& rule, std::int64_t expire_ms);
  void send_integers(Bytes name);
  void send_large(Bytes name, const GroupRecords& records, const HeldRecord* existing,
                  const RegroupRule& rule, std::int64_t expire_ms);
  template <typename ForEach>
  void send(Bytes name, std::uint64_t fields, const RegroupRule& rule, std::int64_t expire_ms,
            ForEach for_each);
  std::size_t rule_index(const char* record) const {
    return several_rules_ ? static_cast<unsigned char>(*record) : 0;
  }
  const CompiledRule& compiled_rule(const char* record) const {
    return context_.rules[rule_index(record)];
  }
  const char* behind_rule(const char* record) const { return record + (several_rules_ ? 1 : 0); }

  EventSink& next_;
  EmitContext& context_;
  MemoryBudget& budget_;
  BackgroundThread* thread_;  // or null
  std::unique_ptr<GroupedPartition> grouped_;
  std::unique_ptr<GroupedPartition> ahead_;  // being loaded, or loaded
  std::size_t ahead_index_ = GroupStore::kPartitions;
  FieldMerge merge_;
  IntegerGroup integers_;
  GroupStore* store_ = nullptr;
  bool several_rules_ = false;
  std::uint32_t db_ = 0;
  OwnedBytes key_;   // of a flat key given back
  OwnedBytes head_;  // of an existing hash
};

}  // namespace rdb
