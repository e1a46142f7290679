#include "librdb/transform/regroup.h"

#include <algorithm>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/key/slot.h"
#include "librdb/transform/held_value.h"
#include "librdb/transform/regroup_parts.h"

namespace rdb {
namespace {

std::vector<CompiledRule> compile(std::vector<RegroupRule> rules) {
  constexpr std::size_t kMostRules = 255;
  if (rules.empty() || rules.size() > kMostRules) {
    throw InvalidArgument("1 to 255 rules, not " + std::to_string(rules.size()));
  }
  std::vector<CompiledRule> compiled;
  compiled.reserve(rules.size());
  for (RegroupRule& rule : rules) {
    if (rule.name.empty()) rule.name = std::to_string(compiled.size() + 1);
    compiled.emplace_back(std::move(rule));
  }
  return compiled;
}

std::size_t most_parts(const std::vector<CompiledRule>& rules) {
  std::size_t most = 0;
  for (const CompiledRule& rule : rules) most = std::max(most, rule.pattern().names().size());
  return most;
}

}  // namespace

RegroupStage::RegroupStage(EventSink& next, RegroupOptions options, ValueDecoderFactory decoders,
                           SpoolFactory& spools)
    : Stage(next),
      options_(std::move(options)),
      rules_(compile(options_.rules)),
      decoders_(std::move(decoders)),
      spools_(spools),
      budget_(options_.memory_limit),
      spill_(budget_, options_.spill, options_.threads),
      needs_(next.needs()),
      parts_(most_parts(rules_)),
      held_(std::make_unique<HeldValue>(budget_, spools)) {
  for (const CompiledRule& rule : rules_) stats_.rules.push_back({.name = rule.rule().name});
  for (std::size_t i = 1; i < rules_.size(); ++i) unused_.push_back(i);
  if (rules_.size() == 1 && rules_[0].is_simple()) simple_rule_ = &rules_[0];
}

RegroupStage::~RegroupStage() = default;

// ---- the file ----------------------------------------------------------------------------------

void RegroupStage::on(const Header& event) {
  family_ = event.family;
  version_ = event.version;
  constexpr std::uint32_t kFirstWithFieldExpiry = 12;  // Redis 7.4
  const bool by_input = family_ == Family::valkey || version_ >= kFirstWithFieldExpiry;
  for (const CompiledRule& rule : rules_) {
    if (rule.rule().group_ttl != GroupTtl::field) continue;
    if (options_.fields_can_expire.value_or(by_input)) continue;
    throw Refused(
        "group-ttl field: fields of hashes expire in Redis 7.4, Valkey 9 and later only: choose "
        "such a --target");
  }
  next().on(event);
}

void RegroupStage::on(const Aux& event) {
  if (event.name.starts_with("keydb-subexpire-")) {
    throw Unsupported("KeyDB's expiring members (AUX " + escaped(event.name) +
                      ") belong to the key before them: keys cannot change places in this dump");
  }
  if (event.name == "slot-info" || event.name == "cluster-slot-states") {
    is_shard_ = true;
    return;
  }
  if (event.name == "ctime" && !options_.now_ms) {
    options_.now_ms = milliseconds_of_ctime(event.value);
  }
  next().on(event);
}

void RegroupStage::on(const SelectDb&) {}  // what leaves is in another order: see select_output()
void RegroupStage::on(const ResizeDb&) {}
void RegroupStage::on(const SlotInfo&) { is_shard_ = true; }
void RegroupStage::on(const SlotImport&) { is_shard_ = true; }

void RegroupStage::on(const ModuleAux& event) {
  constexpr std::uint64_t kAfterKeys = 2;
  if (event.when != kAfterKeys) return next().on(event);
  spill_.feed().rest();
  TrailingModule module{event.module_id, event.when, spools_.make()};
  if (event.stored.is_whole()) {
    module.stored->append(event.stored.as_view());
  } else {
    append_all(*module.stored, event.stored.parts());
  }
  budget_.take(std::min<std::uint64_t>(module.stored->size(), kSpoolMemory));
  trailing_.push_back(std::move(module));
}

// ---- a key -------------------------------------------------------------------------------------

RegroupStage::Database& RegroupStage::database(std::uint32_t number) {
  for (const auto& known : databases_) {
    if (known->number == number) return *known;
  }
  spill_.feed().rest();
  databases_.push_back(std::make_unique<Database>(number, spill_, rules_.size() > 1));
  Database& made = *databases_.back();
  if (databases_.size() > 1) {
    budget_.take(kSpoolMemory);
    made.passing = spools_.make();
  }
  return made;
}

void RegroupStage::select(std::uint32_t db) {
  if (current_ != nullptr && current_->number == db) [[likely]]
    return;
  current_ = &database(db);
}

Interests RegroupStage::enter(const Entry& entry) {
  ++stats_.keys;
  select(entry.db);
  if (!splits_simply(entry)) {
    auto reason = RegroupStats::Reason::type;
    if (!splits(entry, reason)) return enter_rest(entry, reason);
  }
  entry_ = &entry;
  mode_ = Mode::matched;
  return Interest::elements;
}

// splits() for nearly every key of nearly every run. What is false here may be true there.
bool RegroupStage::splits_simply(const Entry& entry) {
  if (simple_rule_ == nullptr || entry.type != ObjectType::string ||
      entry.attributes.has_expiry() || entry.key_metadata.size() != 0 ||
      !simple_rule_->takes(entry, parts_, field_)) {
    return false;
  }
  ++stats_.strings;
  rule_ = simple_rule_;
  return true;
}

bool RegroupStage::splits(const Entry& entry, RegroupStats::Reason& reason) {
  using Reason = RegroupStats::Reason;
  if (entry.type != ObjectType::string) return false;
  ++stats_.strings;
  if (!find_rule(entry)) {
    reason = Reason::parts;
    return false;
  }
  if (!rule_->needs_only_field() && !rule_->key_template().can_render(parts_)) {
    reason = Reason::ambiguous;
    return false;
  }
  if (stays_for_its_name(rules_, *rule_, entry.key)) {
    reason = Reason::own_name;
    return false;
  }
  if (!entry.key_metadata.empty()) {
    reason = Reason::metadata;
    return false;
  }
  return !entry.attributes.has_expiry() || expiry_allows(entry, reason);
}

bool RegroupStage::find_rule(const Entry& entry) {
  for (const CompiledRule& rule : rules_) {
    if (!rule.takes(entry, parts_, field_)) continue;
    rule_ = &rule;
    if (!unused_.empty()) [[unlikely]] {
      look_for_unused_rules(entry);
      rule.takes(entry, parts_, field_);
    }
    return true;
  }
  return false;
}

// A rule that would have taken this key is not one that fits nothing.
void RegroupStage::look_for_unused_rules(const Entry& entry) {
  std::erase_if(unused_, [&](std::size_t i) {
    if (&rules_[i] == rule_) return true;
    if (&rules_[i] < rule_ || !rules_[i].takes(entry, parts_, field_)) return false;
    stats_.rules[i].is_shadowed = true;
    return true;
  });
}

bool RegroupStage::expiry_allows(const Entry& entry, RegroupStats::Reason& reason) const {
  if (rule_->rule().group_ttl == GroupTtl::leave) {
    reason = RegroupStats::Reason::expiry;
    return false;
  }
  if (!options_.now_ms) refuse_without_clock(entry.key);
  if (entry.attributes.expire_ms <= *options_.now_ms) {
    reason = RegroupStats::Reason::expired;
    return false;
  }
  return true;
}

Interests RegroupStage::enter_rest(const Entry& entry, RegroupStats::Reason reason) {
  RegroupStats::Unmatched& unmatched = stats_.of(reason);
  if (unmatched.keys++ == 0) unmatched.sample = entry.key;
  entry_ = &entry;
  if (options_.rest == RegroupOptions::Rest::fail) {
    throw Refused("key \"" + escaped(entry.key) + "\" cannot be regrouped (" +
                  OwnedBytes(RegroupStats::name_of(reason)) + ") and --rest is fail");
  }
  if (options_.rest == RegroupOptions::Rest::drop) {
    ++stats_.dropped;
    mode_ = Mode::dropped;
    return kSkip;
  }
  is_candidate_ = could_be_new_key(rules_, entry.key);
  if (!is_candidate_ && current_->passing == nullptr) return forward(entry);
  mode_ = Mode::held;
  spill_.feed().rest();
  held_->begin(entry);
  return Interest::raw;
}

Interests RegroupStage::forward(const Entry& entry) {
  mode_ = Mode::forwarded;
  select_output(entry.db);
  return next().enter(entry);
}

void RegroupStage::select_output(std::uint32_t db) {
  if (selected_ == db) [[likely]]
    return;
  selected_ = db;
  next().on(SelectDb{.db = db});
}

void RegroupStage::abort(const Entry& entry) {
  if (mode_ == Mode::forwarded) next().abort(entry);
  if (mode_ == Mode::held) held_->forget();
  mode_ = Mode::dropped;
}

void RegroupStage::on(const Leave& event) {
  if (mode_ == Mode::forwarded) next().on(event);
}

// ---- a matched key's value ---------------------------------------------------------------------

void RegroupStage::on(const StringValue& event) {
  if (mode_ == Mode::matched && simple_rule_ != nullptr && event.value.is_integer() && !is_shard_ &&
      stage_counter(event.value.as_integer())) [[likely]] {
    return;
  }
  on_other(event);
}

void RegroupStage::on_other(const StringValue& event) {
  if (mode_ == Mode::forwarded) return next().on(event);
  if (mode_ == Mode::held) {
    held_->log().on(event);
    return keep_held();
  }
  if (mode_ != Mode::matched) return;
  std::int64_t integer = 0;
  const bool is_integer = integer_of(event.value, integer);
  if (!is_integer && rule_->rule().values == RegroupRule::Values::integers) {
    return offer_again(event);
  }
  stage_record(event.value, integer, is_integer);
}

// stage_record() for nearly every counter; false if this is another. Its views are taken apart:
// they were stored in pieces, and loading them as a whole would wait for that.
bool RegroupStage::stage_counter(std::int64_t integer) {
  const Bytes key(entry_->key.data(), entry_->key.size());
  const Bytes field(field_.data(), field_.size());
  const Bytes cut = simple_rule_->key_template().cut_of(field);
  if (!current_->store.add_counter(key, entry_->key_slack, cut, field, integer)) return false;
  ++stats_.matched;
  ++stats_.rules.front().matched;
  stats_.sum_in += integer;
  return true;
}

void RegroupStage::stage_record(const Payload& value, std::int64_t integer, bool is_integer) {
  ++stats_.matched;
  const auto index = static_cast<std::size_t>(rule_ - rules_.data());
  ++stats_.rules[index].matched;
  const KeyTemplate& key_template = rule_->key_template();
  FlatKey flat;
  flat.field = field_;
  flat.rule = static_cast<std::uint8_t>(index);
  if (rule_->keeps_attributes()) flat.attributes = &entry_->attributes;
  OwnedBytes streamed;
  if (is_integer) {
    stats_.sum_in += integer;
    flat.value = Scalar::integer(integer);
  } else if (value.is_whole()) {
    flat.value = Scalar::bytes(value.as_view());
  } else {
    spill_.feed().rest();
    ByteStream& parts = value.parts();
    for (Bytes part = parts.next(); !part.empty(); part = parts.next()) {
      append_counted(streamed, part, budget_);
    }
    if (streamed.size() > Scalar::kMaxBytes) throw LimitExceeded("a value of over 4 GiB");
    flat.value = Scalar::bytes(streamed);
  }
  if (key_template.is_cut()) {
    flat.key = entry_->key;
    flat.key_slack = entry_->key_slack;
    flat.cut = key_template.cut_of(field_);
  } else {
    scratch_.clear();
    key_template.render(parts_, scratch_);
    flat.key = scratch_;
  }
  if (is_shard_ && !options_.any_slot) [[unlikely]]
    require_same_slot(group_name(flat));
  current_->store.add(flat);
  if (streamed.empty()) [[likely]]
    return;
  spill_.feed().rest();
  budget_.give(counted_capacity(streamed));
}

void RegroupStage::require_same_slot(Bytes new_key) const {
  const Bytes key = entry_->key;
  const unsigned from = hash_slot(key);
  const unsigned to = hash_slot(new_key);
  if (from == to) return;
  throw Refused("new keys belong to other shards: \"" + escaped(key) + "\" is in slot " +
                std::to_string(from) + " of the cluster, \"" + escaped(new_key) + "\" in slot " +
                std::to_string(to) + "; --any-slot allows it");
}

// ---- values of keys that pass ------------------------------------------------------------------

// A string that matched and turned out not to be wanted.
void RegroupStage::offer_again(const StringValue& event) {
  const Interests wanted = enter_rest(*entry_, RegroupStats::Reason::value);
  if (mode_ == Mode::dropped) return;
  if (mode_ == Mode::forwarded) return pass_value(event, wanted);
  const bool stored = event.stored.is_stream() || event.stored.size() > 0;
  if (stored) {
    held_->raw(event.stored);
  } else {
    held_->log().on(event);
  }
  keep_held();
}

void RegroupStage::pass_value(const StringValue& event, Interests wanted) {
  const bool stored = event.stored.is_stream() || event.stored.size() > 0;
  if (wanted.empty()) return;
  if (wanted == Interests(Interest::elements) || !stored) return next().on(event);
  if (wanted == Interests(Interest::raw)) return next().on(RawValue{.body = event.stored});
  decoder().decode(*entry_, event.stored, wanted, next());
}

void RegroupStage::on(const RawValue& event) {
  if (mode_ == Mode::forwarded) return next().on(event);
  if (mode_ != Mode::held) return;
  held_->raw(event.body);
  keep_held();
}

void RegroupStage::keep_held() {
  if (is_candidate_) {
    current_->store.add_held(*held_, entry_->key);
  } else {
    held_->keep_in(*current_->passing);
  }
}

#define RDB_PASS_ELEMENT(Event)                            \
  void RegroupStage::on(const Event& event) {              \
    if (mode_ == Mode::forwarded) return next().on(event); \
    if (mode_ == Mode::held) held_->log().on(event);       \
  }
RDB_PASS_ELEMENT(CollectionBegin)
RDB_PASS_ELEMENT(ListItem)
RDB_PASS_ELEMENT(SetMember)
RDB_PASS_ELEMENT(ZsetMember)
RDB_PASS_ELEMENT(HashField)
RDB_PASS_ELEMENT(StreamEntry)
RDB_PASS_ELEMENT(StreamField)
RDB_PASS_ELEMENT(StreamInfo)
RDB_PASS_ELEMENT(StreamGroup)
RDB_PASS_ELEMENT(StreamPending)
RDB_PASS_ELEMENT(StreamConsumer)
RDB_PASS_ELEMENT(StreamConsumerPending)
#undef RDB_PASS_ELEMENT

void RegroupStage::on(const CollectionEnd& event) {
  if (mode_ == Mode::forwarded) return next().on(event);
  if (mode_ != Mode::held) return;
  held_->log().on(event);
  keep_held();
}

}  // namespace rdb
