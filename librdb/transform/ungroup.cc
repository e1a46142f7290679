#include "librdb/transform/ungroup.h"

#include <algorithm>

#include "librdb/base/errors.h"
#include "librdb/key/slot.h"
#include "librdb/transform/held_replay.h"

namespace rdb {
namespace {

constexpr std::uint8_t kPlainString = 0;  // what a string is called that no file has encoded yet

std::vector<CompiledRule> compile(const std::vector<RegroupRule>& rules) {
  if (rules.empty()) throw InvalidArgument("at least one rule is needed");
  std::vector<CompiledRule> compiled;
  for (RegroupRule rule : rules) {
    if (rule.name.empty()) rule.name = std::to_string(compiled.size() + 1);
    compiled.emplace_back(std::move(rule));
    if (!compiled.back().key_template().is_reversible()) {
      throw InvalidArgument("the new key \"" + compiled.back().key_template().text() +
                            "\" loses placeholders: it does not say what the flat keys were");
    }
  }
  return compiled;
}

std::size_t most_parts(const std::vector<CompiledRule>& rules) {
  std::size_t most = 0;
  for (const CompiledRule& rule : rules) most = std::max(most, rule.pattern().names().size());
  return most;
}

bool makes(const CompiledRule& rule, const Entry& entry) {
  const std::vector<std::uint32_t>& databases = rule.rule().databases;
  if (!databases.empty() &&
      std::find(databases.begin(), databases.end(), entry.db) == databases.end()) {
    return false;
  }
  return rule.key_template().recognises(entry.key);
}

std::int64_t earlier_of(std::int64_t a, std::int64_t b) {
  if (a == kNoExpiry) return b;
  return b == kNoExpiry ? a : std::min(a, b);
}

template <typename T>
void count(T& kept, Bytes key) {
  if (kept.keys++ == 0) kept.sample = key;
}

}  // namespace

// The value that is held, to be said as often as it is wanted.
class UngroupStage::Body {
 public:
  Body(HeldValue& held, const Entry& entry, const DecoderSource& decoder)
      : entry_(entry),
        decoder_(decoder),
        form_(held.form()),
        size_(held.body_size()),
        view_(held.body()),
        spool_(held.take_spool()) {}

  void say_elements(EventSink& sink) { say_with(Interest::elements, sink); }
  void say_with(Interests wanted, EventSink& sink) {
    if (spool_ == nullptr) {
      return say_value(entry_, form_, Payload::view(view_), wanted, sink, decoder_);
    }
    say_value(entry_, form_, Payload::stream(spool_->replay(), size_), wanted, sink, decoder_);
  }
  std::uint64_t size() const { return form_ == HeldForm::raw ? size_ : 0; }

 private:
  const Entry& entry_;
  const DecoderSource& decoder_;
  HeldForm form_;
  std::uint64_t size_;
  Bytes view_;
  std::unique_ptr<Spool> spool_;
};

// Whether a rule can give back every field: its flat key is one that the rule would take.
class UngroupStage::FieldCheck final : public Stage {
 public:
  using Stage::on;
  FieldCheck(UngroupStage& stage, const CompiledRule& rule)
      : Stage(stage.next()), stage_(stage), rule_(rule) {
    flat_.db = stage.entry_->db;
  }

  void on(const CollectionBegin&) override {}
  void on(const CollectionEnd&) override {}
  void on(const HashField& event) override {
    ++fields;
    if (reason) return;
    std::int64_t integer = 0;
    if (integer_of(event.value, integer)) {
      sum += integer;
    } else if (rule_.rule().values == RegroupRule::Values::integers) {
      reason = Reason::value;
      return;
    }
    flat_.key = stage_.flat_key(event.field);
    if (!rule_.key_template().allows_field(event.field) || !rule_.takes(flat_, stage_.parts_)) {
      reason = Reason::field;
    }
  }

  std::uint64_t fields = 0;
  Int128 sum = 0;
  std::optional<Reason> reason;

 private:
  UngroupStage& stage_;
  const CompiledRule& rule_;
  Entry flat_;
};

// Says each field as a key of its own.
class UngroupStage::FlatKeys final : public Stage {
 public:
  using Stage::on;
  explicit FlatKeys(UngroupStage& stage) : Stage(stage.next()), stage_(stage) {}

  void on(const CollectionBegin&) override {}
  void on(const CollectionEnd&) override {}
  void on(const HashField& event) override {
    const Bytes key = stage_.flat_key(event.field);
    const Entry& hash = *stage_.entry_;
    if (stage_.is_shard_ && !stage_.options_.any_slot) stage_.require_same_slot(key);
    stage_.clashes_.add_made(hash.db, key, /*with_name=*/stage_.rules_.size() > 1);

    Entry entry;
    entry.key = key;
    entry.db = hash.db;
    entry.type_byte = kPlainString;
    entry.encoding = "string";
    entry.attributes = hash.attributes;
    entry.attributes.expire_ms = earlier_of(hash.attributes.expire_ms, event.expire_ms);
    UngroupStats& stats = stage_.stats_;
    ++stats.made;
    if (entry.attributes.has_expiry()) ++stats.expiring;
    std::int64_t integer = 0;
    if (integer_of(event.value, integer)) stats.sum_out += integer;

    const Interests wanted = next().enter(entry);
    if (wanted.has(Interest::raw) || wanted.has(Interest::elements)) {
      const Payload not_stored;
      next().on(StringValue{.value = event.value, .stored = not_stored});
    }
    if (stage_.needs_.leave) next().on(Leave{.value_bytes = 0, .end_offset = 0});
  }

 private:
  UngroupStage& stage_;
};

UngroupStage::UngroupStage(EventSink& next, UngroupOptions options, ValueDecoderFactory decoders,
                           SpoolFactory& spools)
    : Stage(next),
      options_(std::move(options)),
      rules_(compile(options_.rules)),
      decoders_(std::move(decoders)),
      budget_(options_.memory_limit - options_.memory_limit / 2),
      clashes_(options_.spill, options_.memory_limit / 2),
      held_(budget_, spools),
      needs_(next.needs()),
      parts_(most_parts(rules_)) {
  for (const CompiledRule& rule : rules_) stats_.rules.push_back({.name = rule.rule().name});
}

// ---- the file ----------------------------------------------------------------------------------

void UngroupStage::on(const Header& event) {
  family_ = event.family;
  version_ = event.version;
  next().on(event);
}

void UngroupStage::on(const Aux& event) {
  if (event.name.starts_with("keydb-subexpire-")) {
    throw Unsupported("KeyDB's expiring members (AUX " + escaped(event.name) +
                      ") belong to the key before them, which may become many in this run");
  }
  if (event.name == "slot-info" || event.name == "cluster-slot-states") {
    is_shard_ = true;
    return;
  }
  next().on(event);
}

// ---- a key -------------------------------------------------------------------------------------

Interests UngroupStage::enter(const Entry& entry) {
  ++stats_.keys;
  entry_ = &entry;
  is_held_ = false;
  if (entry.type != ObjectType::hash) return pass(entry, Reason::type);
  ++stats_.hashes;
  if (std::none_of(rules_.begin(), rules_.end(),
                   [&](const CompiledRule& rule) { return makes(rule, entry); })) {
    return pass(entry, Reason::name);
  }
  if (!entry.key_metadata.empty()) return pass(entry, Reason::metadata);
  is_held_ = true;
  held_.begin(entry);
  return Interest::raw;
}

Interests UngroupStage::pass(const Entry& entry, Reason reason) {
  count(stats_.of(reason), entry.key);
  look_for_clash(entry);
  return next().enter(entry);
}

// A flat key that is made matches the pattern of its rule, and so does what it could clash with.
void UngroupStage::look_for_clash(const Entry& entry) {
  if (std::any_of(rules_.begin(), rules_.end(),
                  [&](const CompiledRule& rule) { return rule.takes(entry, parts_); })) {
    clashes_.add_passing(entry.db, entry.key);
  }
}

void UngroupStage::abort(const Entry& entry) {
  if (!is_held_) return next().abort(entry);
  held_.forget();
  is_held_ = false;
}

void UngroupStage::on(const Leave& event) {
  if (!is_held_) next().on(event);
}

// ---- a hash that is held -----------------------------------------------------------------------

void UngroupStage::on(const RawValue& event) {
  if (!is_held_) return next().on(event);
  held_.raw(event.body);
  decide();
}

void UngroupStage::on(const CollectionBegin& event) {
  if (!is_held_) return next().on(event);
  held_.log().on(event);
}

void UngroupStage::on(const HashField& event) {
  if (!is_held_) return next().on(event);
  held_.log().on(event);
}

void UngroupStage::on(const CollectionEnd& event) {
  if (!is_held_) return next().on(event);
  held_.log().on(event);
  decide();
}

void UngroupStage::decide() {
  const DecoderSource source = [this]() -> ValueDecoder& { return decoder(); };
  Body body(held_, *entry_, source);
  const CompiledRule* chosen = nullptr;
  std::optional<Reason> reason;
  for (const CompiledRule& rule : rules_) {
    if (!makes(rule, *entry_)) continue;
    use_names_of(rule);
    FieldCheck check(*this, rule);
    body.say_elements(check);
    if (check.fields == 0) check.reason = Reason::empty;
    if (check.reason) {
      if (!reason) reason = check.reason;
    } else if (chosen == nullptr) {
      chosen = &rule;
      take(rule, check);
    } else {
      count(stats_.ambiguous, entry_->key);
      break;
    }
  }
  if (chosen != nullptr) {
    use_names_of(*chosen);
    FlatKeys keys(*this);
    body.say_elements(keys);
  } else {
    count(stats_.of(*reason), entry_->key);
    look_for_clash(*entry_);
    body.say_with(next().enter(*entry_), next());
    if (needs_.leave) next().on(Leave{.value_bytes = body.size(), .end_offset = 0});
  }
  held_.forget();
}

void UngroupStage::use_names_of(const CompiledRule& rule) {
  before_.clear();
  behind_.clear();
  rule.key_template().restore_around(entry_->key, before_, behind_);
}

Bytes UngroupStage::flat_key(Bytes field) {
  key_ = before_;
  key_ += field;
  key_ += behind_;
  return key_;
}

void UngroupStage::take(const CompiledRule& rule, const FieldCheck& check) {
  ++stats_.ungrouped;
  UngroupStats::Rule& counts = stats_.rules[static_cast<std::size_t>(&rule - rules_.data())];
  ++counts.hashes;
  counts.keys += check.fields;
  stats_.sum_in += check.sum;
}

void UngroupStage::require_same_slot(Bytes flat_key) const {
  const unsigned from = hash_slot(entry_->key);
  const unsigned to = hash_slot(flat_key);
  if (from == to) return;
  throw Refused("flat keys belong to other shards: \"" + escaped(entry_->key) + "\" is in slot " +
                std::to_string(from) + " of the cluster, \"" + escaped(flat_key) + "\" in slot " +
                std::to_string(to) + "; --any-slot allows it");
}

ValueDecoder& UngroupStage::decoder() {
  if (decoder_ == nullptr && decoders_) decoder_ = decoders_(family_, version_);
  if (decoder_ == nullptr) throw Unsupported("held values cannot be decoded without a decoder");
  return *decoder_;
}

// ---- the end -----------------------------------------------------------------------------------

void UngroupStage::require_no_clashes() {
  const KeyClashes::Found found = clashes_.find();
  stats_.spilled_bytes = clashes_.spilled_bytes();
  if (found.keys == 0) return;
  const std::string others =
      found.keys > 1 ? " (and so for " + std::to_string(found.keys - 1) + " more)" : "";
  if (!found.has_name) {
    throw Refused(std::to_string(found.keys) +
                  (found.keys == 1 ? " flat key comes" : " flat keys come") +
                  " from two hashes each: a hash stands twice in the dump (check --deep says "
                  "which)");
  }
  const std::string key =
      "flat key \"" + escaped(found.key) + "\" of database " + std::to_string(found.db);
  throw Refused(found.is_passing ? key + " is in the dump already" + others
                                 : key + " comes from two hashes" + others);
}

void UngroupStage::on(const Finish& event) {
  require_no_clashes();
  if (stats_.ungrouped == 0 && !options_.allow_none) {
    throw Refused(stats_.keys == 0
                      ? "there are no keys to take apart; --allow-none accepts that"
                      : "no hash was taken apart; --allow-none accepts that. Reasons: " +
                            stats_.reasons_text());
  }
  if (stats_.ambiguous.keys != 0) {
    stats_.warning = std::to_string(stats_.ambiguous.keys) + " hashes (e.g. \"" +
                     escaped(stats_.ambiguous.sample) +
                     "\") could have been made by more than one rule: the first was taken";
  }
  next().on(event);
}

}  // namespace rdb
