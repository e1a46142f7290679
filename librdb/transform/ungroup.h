// The inverse of regroup: a hash `site:day` with a field `article` gives back the flat key
// `site:article:day`.
//
//   UngroupStage ungroup(writer, {.rules = {{.pattern = "{site}:{article}:{day}",
//                                            .field = "article"}}}, decoders, spools);
//   RdbReader(source).run(ungroup);
//   ungroup.stats();                      // what was taken apart, what stayed whole and why
//
// A hash is taken apart by the first rule that makes such a key and can give back every field: its
// value is an integer, unless the rule takes any, and its flat key is one that the rule would take.
// Without such a rule it stays whole. A flat key expires with its field or with the hash, whichever
// is first; idle time and frequency are the hash's.
//
// Output: in the order of the input, flat keys where the hash stood, in the order of its fields.
// The stage drops what no longer holds (ResizeDb, SlotInfo, SlotImport, the AUX fields `slot-info`
// and `cluster-slot-states`). Same events, same options: same output.
//
// No key is made twice: `Refused` at the end if a flat key is in the input already (of any type),
// or if two hashes give the same one (two rules, or a hash that stands twice). What was sent on
// until then must be thrown away.
//
// Holds half of `memory_limit` for the search for clashes (18 bytes a flat key, then a temporary
// file), and of the hash at hand its serialized value: a mebibyte, beyond that in a spool. It is
// decoded twice, nothing is kept a field. Elements from a producer without serialized values are
// held as they come. Throws `InvalidArgument` (constructor; also for a template that loses
// placeholders), `LimitExceeded`, `IoError`, `Refused` (clashes, nothing to take apart, other
// shards), `Unsupported` (KeyDB's expiring members, which lean on the key before them).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "librdb/base/limits.h"
#include "librdb/base/spool.h"
#include "librdb/event/stage.h"
#include "librdb/transform/held_value.h"
#include "librdb/transform/key_clashes.h"
#include "librdb/transform/memory_budget.h"
#include "librdb/transform/regroup.h"
#include "librdb/transform/ungroup_stats.h"

namespace rdb {

struct UngroupOptions {
  /// As for regroup; `group_ttl`, `tolerance_ms` and `on_conflict` say nothing here.
  std::vector<RegroupRule> rules;
  std::uint64_t memory_limit = kDefaultMemoryLimit;
  SpillFileOptions spill;
  bool any_slot = false;    ///< allow flat keys in other cluster slots
  bool allow_none = false;  ///< a run in which no hash is taken apart is no error
};

class UngroupStage final : public Stage {
 public:
  using Stage::on;
  /// `next` and `spools` must outlive the stage.
  UngroupStage(EventSink& next, UngroupOptions options, ValueDecoderFactory decoders,
               SpoolFactory& spools);

  /// Complete after Finish. Lives as long as the stage.
  const UngroupStats& stats() const { return stats_; }
  const std::vector<CompiledRule>& rules() const { return rules_; }

  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const Header& event) override;
  void on(const Aux& event) override;
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override { is_shard_ = true; }
  void on(const SlotImport&) override { is_shard_ = true; }
  void on(const Finish& event) override;
  void on(const RawValue& event) override;
  void on(const CollectionBegin& event) override;
  void on(const HashField& event) override;
  void on(const CollectionEnd& event) override;
  void on(const Leave& event) override;

 private:
  using Reason = UngroupStats::Reason;
  class Body;
  class FieldCheck;
  class FlatKeys;

  Interests pass(const Entry& entry, Reason reason);
  void look_for_clash(const Entry& entry);
  void decide();
  void use_names_of(const CompiledRule& rule);
  Bytes flat_key(Bytes field);
  void take(const CompiledRule& rule, const FieldCheck& check);
  void require_same_slot(Bytes flat_key) const;
  void require_no_clashes();
  ValueDecoder& decoder();

  UngroupOptions options_;
  std::vector<CompiledRule> rules_;
  ValueDecoderFactory decoders_;
  MemoryBudget budget_;
  KeyClashes clashes_;
  HeldValue held_;
  UngroupStats stats_;
  Needs needs_;
  std::vector<Bytes> parts_;

  const Entry* entry_ = nullptr;
  bool is_held_ = false;
  OwnedBytes before_;  // a flat key is this, the field, and what is behind it
  OwnedBytes behind_;
  OwnedBytes key_;

  Family family_ = Family::redis;
  std::uint32_t version_ = 0;
  std::unique_ptr<ValueDecoder> decoder_;
  bool is_shard_ = false;
};

}  // namespace rdb
