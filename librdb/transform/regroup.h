// Flat keys become hashes: `site:article:day` → integer turns into a hash `site:day` with a field
// `article`.
//
//   RegroupStage regroup(writer, {.pattern = "{site}:{article}:{day}", .field = "article"},
//                        decoders, spools);
//   RdbReader(source).run(regroup);
//   regroup.stats();                      // what was matched, passed and why not, sums
//
// Output: database by database in the order in which their first keys appear; of each, the keys
// that pass, in input order, then its groups by (hash, key bytes), fields in input order. The first
// database streams; what passes of the others is kept raw in spools until its turn. The stage sends
// its own SelectDb and drops what no longer holds (ResizeDb, SlotInfo, SlotImport, the AUX fields
// `slot-info` and `cluster-slot-states`); modules' data that stands behind the keys stays there.
// Same events, same options: same output, whatever the memory limit.
//
// An existing key under a new name: every passing key that the new key's template recognises is
// held, raw, and leaves among the groups by its own name. If a group of that name exists it must be
// a hash without expiry, and `on_conflict` decides: the hash counts as earliest, its fields come
// first. A field given twice keeps its first place, whichever value wins.
//
// Groups are entered with `raw` or `elements` in mind: both are answered with elements, `layout` is
// not answered. Their entries have no stored head, no attributes, offset 0.
//
// Holds, within `memory_limit` and counted before it is allocated: about 11 bytes a regrouped key,
// 60 bytes and its name a group, the keys held. Throws `InvalidArgument` (constructor),
// `LimitExceeded`, `Refused` (conflicts, nothing matched, other shards), `Unsupported` (KeyDB's
// expiring members, which lean on the order of keys).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/limits.h"
#include "librdb/base/spool.h"
#include "librdb/event/stage.h"
#include "librdb/event/value_decoder.h"
#include "librdb/key/key_template.h"
#include "librdb/key/pattern.h"
#include "librdb/transform/memory_budget.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

struct RegroupOptions {
  enum class Values : std::uint8_t { integers, any };
  enum class GroupTtl : std::uint8_t { leave, drop };
  enum class Rest : std::uint8_t { pass, drop, fail };
  enum class OnConflict : std::uint8_t { fail, first, last, sum };

  std::string pattern;       ///< e.g. "{site}:{article}:{day}"
  std::string field;         ///< the placeholder that becomes the hash field
  std::string key_template;  ///< the new key; empty: the pattern without field and separator
  bool lossy_key = false;    ///< the template may lose placeholders
  Values values = Values::integers;      ///< what a server would hold as an integer, or anything
  GroupTtl group_ttl = GroupTtl::leave;  ///< keys with an expiry stay flat, or lose it
  Rest rest = Rest::pass;                ///< what is not regrouped
  OnConflict on_conflict = OnConflict::fail;
  std::optional<std::int64_t> now_ms;  ///< the clock; default: the dump's AUX ctime
  std::uint64_t memory_limit = kDefaultMemoryLimit;
  bool any_slot = false;    ///< allow new keys in other cluster slots
  bool allow_none = false;  ///< a run in which nothing matches is no error
};

/// Makes the decoder that takes held values apart; called once, when the first is needed.
using ValueDecoderFactory =
    std::function<std::unique_ptr<ValueDecoder>(Family family, std::uint32_t version)>;

class HeldValue;

class RegroupStage : public Stage {
 public:
  using Stage::on;
  /// `next` and `spools` must outlive the stage.
  RegroupStage(EventSink& next, RegroupOptions options, ValueDecoderFactory decoders,
               SpoolFactory& spools);
  ~RegroupStage() override;

  /// Complete after Finish. Lives as long as the stage.
  const RegroupStats& stats() const { return stats_; }
  /// The pattern of the old keys and of the new ones, for people.
  const std::string& source_shape() const { return pattern_.text(); }
  const std::string& group_shape() const { return template_.text(); }

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

 private:
  struct Database;
  struct TrailingModule;
  // What becomes of the key that was entered last.
  enum class Mode : std::uint8_t { dropped, matched, forwarded, held };

  Database& database(std::uint32_t number);
  void select(const Entry& entry);
  bool splits(const Entry& entry, RegroupStats::Reason& reason);
  bool expiry_allows(const Entry& entry, RegroupStats::Reason& reason) const;
  Interests enter_rest(const Entry& entry, RegroupStats::Reason reason);
  Interests forward(const Entry& entry);
  void select_output(std::uint32_t db);
  void stage_record(const Payload& value, std::int64_t integer, bool is_integer);
  void require_same_slot(Bytes new_key) const;
  void offer_again(const StringValue& event);
  void pass_value(const StringValue& event, Interests wanted);
  void keep_held();
  void require_matches();
  void emit(Database& database);
  ValueDecoder& decoder();

  RegroupOptions options_;
  KeyPattern pattern_;
  std::size_t field_;
  KeyTemplate template_;
  ValueDecoderFactory decoders_;
  SpoolFactory& spools_;

  MemoryBudget budget_;
  RegroupStats stats_;
  Needs needs_;
  std::vector<Bytes> parts_;
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
