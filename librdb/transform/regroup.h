// Flat keys become hashes: `site:article:day` → integer turns into a hash `site:day` with a field
// `article`.
//
//   RegroupStage regroup(writer, {.rules = {{.pattern = "{site}:{article}:{day}",
//                                            .field = "article"}}}, decoders, spools);
//   RdbReader(source).run(regroup);
//   regroup.stats();                      // what was matched, passed and why not, sums
//
// Of several rules the first that takes a key decides over it. Rules may make the same hash, if
// they agree on its expiry and on conflicts.
//
// Output: database by database in the order in which their first keys appear; of each, the keys
// that pass, in input order, then its groups by (hash, key bytes), fields in input order. The first
// database streams; what passes of the others is kept raw in spools until its turn. The stage sends
// its own SelectDb and drops what no longer holds (ResizeDb, SlotInfo, SlotImport, the AUX fields
// `slot-info` and `cluster-slot-states`); modules' data that stands behind the keys stays there.
// Same events, same options: same output, whatever the memory limit.
//
// An existing key under a new name: every passing key that a new key's template recognises is
// held, raw, and leaves among the groups by its own name. If a group of that name exists it must be
// a hash without expiry, and `on_conflict` decides: the hash counts as earliest, its fields come
// first. A field given twice keeps its first place, whichever value wins.
//
// Attached to a reader it takes short strings many at once, under one simple rule and where the
// processor has AVX2; the others, and those behind another stage, come one by one. Nothing of the
// output depends on it.
//
// Groups are entered with `raw` or `elements` in mind: both are answered with elements, `layout` is
// not answered. Their entries have no stored head, offset 0, and of attributes at most an expiry.
//
// Holds, within `memory_limit` and counted before it is allocated: 10 bytes a group, and records of
// 5 to 7 bytes a key until they go to a temporary file, which they do only when memory is short.
// Beyond 5/8 of the limit groups are known by their names in the file alone. At the end a partition
// of 1/256 of the groups is in memory, taken apart further if it does not fit; a single hash may be
// larger than memory. Throws `InvalidArgument` (constructor), `LimitExceeded`, `IoError` (spilling;
// EAGAIN: two groups had one hash, run again), `Refused` (conflicts, nothing matched, other
// shards), `Unsupported` (KeyDB's expiring members, which lean on the order of keys).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/limits.h"
#include "librdb/base/spool.h"
#include "librdb/event/short_strings.h"
#include "librdb/event/stage.h"
#include "librdb/event/value_decoder.h"
#include "librdb/io/spill_file.h"
#include "librdb/transform/field_merge.h"
#include "librdb/transform/group_store.h"
#include "librdb/transform/memory_budget.h"
#include "librdb/transform/regroup_rule.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

struct RegroupOptions {
  enum class Rest : std::uint8_t { pass, drop, fail };

  std::vector<RegroupRule> rules;      ///< 1 to 255; the first that takes a key decides
  Rest rest = Rest::pass;              ///< what is not regrouped
  std::optional<std::int64_t> now_ms;  ///< the clock; default: the dump's AUX ctime
  std::uint64_t memory_limit = kDefaultMemoryLimit;
  /// A second puts keys into their places while the first reads, and loads what the first writes.
  /// More are not used. Nothing of the output depends on it.
  unsigned threads = 1;
  SpillFileOptions spill;   ///< where records go that memory has no room for
  bool any_slot = false;    ///< allow new keys in other cluster slots
  bool allow_none = false;  ///< a run in which nothing matches is no error
  /// Whether fields can expire where the output goes, for GroupTtl::field; default: by the input.
  std::optional<bool> fields_can_expire;
  /// Told of each clash under FieldConflict::fail, which then fails the run at its end, not at
  /// once, unless it returns false.
  ClashListener on_clash;
  /// Told while hashes are written: so many parts of all are done.
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress;
};

class RegroupStage : public Stage, public ShortStringSink {
 public:
  using Stage::on;
  /// `next` and `spools` must outlive the stage.
  RegroupStage(EventSink& next, RegroupOptions options, ValueDecoderFactory decoders,
               SpoolFactory& spools);
  ~RegroupStage() override;

  /// Complete after Finish. Lives as long as the stage.
  const RegroupStats& stats() const { return stats_; }
  const std::vector<CompiledRule>& rules() const { return rules_; }

  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const Header& event) override;
  void on(const Aux& event) override;
  void on(const SelectDb& event) override;
  void on(const ResizeDb& event) override;
  void on(const SlotInfo& event) override;
  void on(const SlotImport& event) override;
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
  void on(const Leave& event) override;
  bool takes_short_strings() const override;
  std::size_t on_short_strings(const ShortStrings& event) override;

 private:
  struct Database;
  struct TrailingModule;
  // What becomes of the key that was entered last.
  enum class Mode : std::uint8_t { dropped, matched, forwarded, held };

  Database& database(std::uint32_t number);
  void select(std::uint32_t db);
  bool splits(const Entry& entry, RegroupStats::Reason& reason);
  bool splits_simply(const Entry& entry);
  bool find_rule(const Entry& entry);
  void look_for_unused_rules(const Entry& entry);
  bool expiry_allows(const Entry& entry, RegroupStats::Reason& reason) const;
  Interests enter_rest(const Entry& entry, RegroupStats::Reason reason);
  Interests forward(const Entry& entry);
  void select_output(std::uint32_t db);
  bool stage_short_string(const ShortString& string, std::size_t slack);
  bool stage_counter(std::int64_t integer);
  void on_other(const StringValue& event);
  void stage_record(const Payload& value, std::int64_t integer, bool is_integer);
  void require_same_slot(Bytes new_key) const;
  void offer_again(const StringValue& event);
  void pass_value(const StringValue& event, Interests wanted);
  void keep_held();
  void require_matches();
  void emit(Database& database);
  void require_no_clashes() const;
  ValueDecoder& decoder();

  RegroupOptions options_;
  std::vector<CompiledRule> rules_;
  const CompiledRule* rule_ = nullptr;  // that took the key entered last
  // The only one, if it asks for nothing but the field and an integer: the short way.
  const CompiledRule* simple_rule_ = nullptr;
  std::vector<std::size_t> unused_;  // rules that have not met a key, also none of others
  ValueDecoderFactory decoders_;
  SpoolFactory& spools_;

  MemoryBudget budget_;
  GroupSpill spill_;
  std::uint64_t clashes_ = 0;
  RegroupStats stats_;
  Needs needs_;
  std::vector<Bytes> parts_;  // of the key entered last, unless its rule only needs the field
  Bytes field_;
  std::vector<std::unique_ptr<Database>> databases_;  // in order of appearance
  Database* current_ = nullptr;
  std::optional<std::uint32_t> selected_;  // downstream

  const Entry* entry_ = nullptr;  // while it is matched or held
  Mode mode_ = Mode::dropped;
  bool is_candidate_ = false;
  std::unique_ptr<HeldValue> held_;
  OwnedBytes scratch_;

  Family family_ = Family::redis;
  std::uint32_t version_ = 0;
  std::unique_ptr<ValueDecoder> decoder_;
  bool is_shard_ = false;
  std::vector<TrailingModule> trailing_;
};

}  // namespace rdb
