// Foresees what regrouping would bring while a dump goes by; writes nothing.
//
//   PlanCollector collector({});      // in the server that wrote the dump
//   RdbReader(source).run(collector);
//   const Plan plan = collector.result();        // what to do: plan.shapes[*plan.best]
//
// Without a rule the shapes of the keys are found (key/shape_finder.h), and for each part of each
// the groups are sampled that keys without this part would make. With a rule only the keys that
// match it count, and every placeholder, or the one named, is pulled out. Keys with an expiry stay
// out unless the policy lets them in, those that had expired always, and values that are no
// integers unless `any_value`: as regroup leaves them flat.
//
// A field given twice in a group cannot be seen (and cannot be, unless a template loses parts).
// Asks for the stored bytes of strings and for nothing of other values. Holds what ShapeFinder and
// GroupSamples hold: 64 MiB at most together (80 with a policy that looks at expiries), or
// `memory_limit` for groups with `exact`, which then throws `LimitExceeded`. Equal groups are known
// by 64 bits of hash: of 10^8 groups two are taken for one with a chance of 1 in 3000. About 1000
// instructions for a key of nine parts.
#pragma once
#include <map>
#include <memory>

#include "librdb/event/event_sink.h"
#include "librdb/event/short_strings.h"
#include "librdb/key/key_run.h"
#include "librdb/memory/element_costs.h"
#include "librdb/memory/server_choice.h"
#include "librdb/memory/string_memory.h"
#include "librdb/proof/group_samples.h"
#include "librdb/proof/plan.h"
#include "librdb/proof/plan_rule.h"

namespace rdb {

struct PlanOptions {
  std::optional<PlanRuleOptions> rule;
  bool any_value = false;
  ExpiryPolicy policy;
  /// Which keys have expired; by default what the dump says about when it was made.
  std::optional<std::int64_t> now_ms;
  bool exact = false;
  std::uint64_t memory_limit = kDefaultMemoryLimit;  ///< for the groups of an exact run
  ServerChoice server;                               ///< whose memory is meant
};

class PlanCollector final : public EventSink, public ShortStringSink {
 public:
  /// Throws what PlanRule throws.
  explicit PlanCollector(PlanOptions options);
  ~PlanCollector() override;

  /// Complete after Finish. O(groups held log groups held).
  Plan result() const;

  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry&) override { stratum_ = nullptr; }
  void on(const Header& event) override;
  void on(const Finish& event) override;
  void on(const Aux& event) override;
  void on(const StringValue& event) override;
  void on(const RawValue& event) override;
  std::size_t on_short_strings(const ShortStrings& event) override;

  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function&) override {}
  void on(const ModuleAux&) override {}
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
  // What becomes of one way to group the keys of a stratum: with a rule, of a database.
  struct Totals {
    std::uint64_t keys = 0;
    std::uint64_t memory = 0;
    std::uint64_t file = 0;
    std::uint64_t expiring = 0;
    Totals& operator+=(const Totals& other) {
      keys += other.keys;
      memory += other.memory;
      file += other.file;
      expiring += other.expiring;
      return *this;
    }
  };
  struct Stratum {
    std::uint32_t first_sample = 0;
    std::uint32_t ways = 0;
    std::uint64_t integers = 0;
    Totals eligible;
    std::vector<Totals> by_way;  // with a rule
  };
  struct Database {
    std::uint64_t keys = 0;
    std::uint64_t expires = 0;
  };
  // What needs to know the server.
  struct Model {
    Model(const ServerProfile& profile, const GroupSamplesOptions& options)
        : costs(profile), string_costs(profile), samples(costs, options) {}
    ElementCosts costs;
    StringCosts string_costs;
    GroupSamples samples;
  };
  friend class PlanMaker;

  void start();

  void enter_rule(const Entry& entry);
  void enter_any(const Entry& entry);
  bool stays_flat(const Entry& entry);
  Stratum& stratum(std::uint32_t number, std::size_t ways) {
    if (number < strata_.size() && (ways == 0 || strata_[number].ways != 0)) [[likely]]
      return strata_[number];
    return make_stratum(number, ways);
  }
  Stratum& make_stratum(std::uint32_t number, std::size_t ways);
  void on_value(const StringMeasure& value, std::uint64_t stored_bytes);
  void add_by_shape(const StringMeasure& value, const UngroupedKey& flat);
  void add_by_rule(const StringMeasure& value, const Totals& one);

  // Of short strings, plan_short_strings.cc.
  void count_database(std::uint32_t db, std::uint64_t keys, std::uint64_t expires);
  void add_one(Entry& entry, const ShortString& string);
  void add_run(std::span<const ShortString> strings, Entry& entry);
  void add_usual(std::span<const ShortString> strings, std::size_t from, std::size_t end);
  void add_wanted(const WantedGroups& wanted);

  PlanOptions options_;
  std::unique_ptr<Model> model_;  // made with the first key
  DumpServer dump_server_;
  ShapeFinder finder_;
  std::unique_ptr<PlanRule> rule_;
  std::vector<std::uint8_t> rule_registers_;
  std::vector<std::uint32_t> rule_databases_;  // of the strata, with a rule
  OwnedBytes rule_example_;
  std::uint64_t rule_keys_ = 0;
  std::uint64_t rule_key_bytes_ = 0;
  std::vector<Stratum> strata_;
  std::map<std::uint32_t, Database> databases_;
  Database* database_ = nullptr;
  std::uint32_t database_number_ = 0;

  // The string between enter() and its value.
  Stratum* stratum_ = nullptr;  // none: it stays flat
  bool may_be_grouped_ = false;
  Bytes key_;
  std::size_t head_bytes_ = 0;
  bool has_expiry_ = false;
  std::int64_t expire_ms_ = kNoExpiry;

  // Of short strings in a row, and those of them that may be grouped.
  struct Offered {
    const RunKey* key = nullptr;
    StringMeasure value;
    UngroupedKey flat;
  };
  KeyRun run_{};
  std::array<GroupOffer, KeyRun::kMost> offers_;
  std::array<Offered, KeyRun::kMost> offered_;
  std::array<WantedGroups, KeyRun::kMost> wanted_;

  Plan head_;
  std::uint64_t ambiguous_ = 0;
};

}  // namespace rdb
