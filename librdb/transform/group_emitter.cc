#include "librdb/transform/group_emitter.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/transform/existing_fields.h"
#include "librdb/transform/large_group.h"
#include "librdb/transform/partition_split.h"

namespace rdb {
namespace {

constexpr std::uint8_t kPlainHash = 4;  // what a hash is called that no file has encoded yet
constexpr std::uint8_t kPlainString = 0;
constexpr unsigned kMostHashBits = 60;

// Advice for conflicts that a policy could settle.
constexpr char kConflictAdvice[] =
    ": say with --on-conflict first, last, sum, max or min what should happen";

OwnedBytes quoted(Bytes bytes) { return '"' + escaped(bytes) + '"'; }

}  // namespace

GroupEmitter::GroupEmitter(EventSink& next, EmitContext& context)
    : next_(next),
      context_(context),
      budget_(context.spill.budget()),
      thread_(context.spill.feed().thread()),
      grouped_(std::make_unique<GroupedPartition>(budget_)),
      ahead_(std::make_unique<GroupedPartition>(budget_)),
      merge_(budget_, context.stats, context.clashes) {}

GroupEmitter::~GroupEmitter() {
  if (thread_ != nullptr) thread_->drop();
  budget_.set_on_pressure([&spill = context_.spill] { spill.make_room(); });
}

// ---- partitions -------------------------------------------------------------------------------

void GroupEmitter::emit(GroupStore& store) {
  store_ = &store;
  several_rules_ = store.several_rules();
  db_ = store.db();
  store.release_indexes();
  budget_.set_on_pressure([this] { make_room(); });
  for (std::size_t i = 0; i < GroupStore::kPartitions; ++i) {
    if (context_.on_partition) context_.on_partition(i);
    const bool is_loaded = take_loaded(i);
    const SpilledPartition& data = store.partition(i);
    if (is_loaded || fits(data)) {
      load_ahead(i + 1);
    } else {
      make_room();
      ahead_->clear();
    }
    if (is_loaded) {
      emit_groups(data);
    } else if (data.records != 0) {
      emit_partition(data);
    }
    store.release(i);
  }
  grouped_->clear();
  ahead_->clear();
  merge_.clear();
}

// What is being loaded beside is read from what would be given away.
void GroupEmitter::make_room() {
  if (thread_ != nullptr) thread_->wait();
  context_.spill.make_room();
}

bool GroupEmitter::take_loaded(std::size_t index) {
  if (ahead_index_ != index) return false;
  thread_->wait();
  std::swap(grouped_, ahead_);
  return true;
}

// The next partition, while this one is written: only where it leaves most of the memory alone.
void GroupEmitter::load_ahead(std::size_t index) {
  if (thread_ == nullptr || index == GroupStore::kPartitions) return;
  const SpilledPartition& data = store_->partition(index);
  const std::uint64_t left = budget_.left() + ahead_->held();
  if (data.records == 0 || !GroupedPartition::is_addressable(data) ||
      GroupedPartition::bytes_needed(data) > left / 4) {
    return;
  }
  ahead_->reserve(data);
  ahead_index_ = index;
  thread_->post([this, &data] {
    ahead_->load(data, store_->hasher(), context_.spill.file(), several_rules_);
  });
}

// With something left for the fields of its groups.
bool GroupEmitter::fits(const SpilledPartition& data) const {
  const std::uint64_t left = budget_.left() + grouped_->held();
  return GroupedPartition::is_addressable(data) &&
         GroupedPartition::bytes_needed(data) <= left / 4 * 3;
}

void GroupEmitter::emit_partition(const SpilledPartition& data) {
  if (fits(data)) return emit_loaded(data);
  grouped_->clear();
  merge_.clear();
  if (fits(data)) return emit_loaded(data);
  if (data.one_group) {
    OwnedBytes name;
    OwnedBytes block;
    for_each_piece(data, context_.spill.file(), block, [&](Bytes piece) {
      if (name.empty()) name = get_spilled(piece.data(), 0).name;
    });
    return emit_group(name, {.count = std::numeric_limits<std::uint32_t>::max(),
                             .data = &data,
                             .file = &context_.spill.file(),
                             .bytes = data.bytes,
                             .may_hold = true,
                             .rules = several_rules_});
  }
  emit_parts(data);
}

// Bounded: each level uses up bits of a hash of 64.
void GroupEmitter::emit_parts(const SpilledPartition& data) {
  if (data.hash_bits > kMostHashBits) {
    throw LimitExceeded(
        "groups whose names have one hash do not fit into memory: raise "
        "--memory-limit");
  }
  const auto parts =
      split_partition(data, store_->hasher(), context_.spill.file(), budget_, several_rules_);
  for (const SpilledPartition& part : parts) {
    if (part.records != 0) emit_partition(part);
  }
}

void GroupEmitter::emit_loaded(const SpilledPartition& data) {
  grouped_->load(data, store_->hasher(), context_.spill.file(), several_rules_);
  emit_groups(data);
}

void GroupEmitter::emit_groups(const SpilledPartition& data) {
  const std::uint64_t bytes_each = data.bytes / data.records + 1;
  const auto groups = grouped_->groups();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const GroupedPartition::Group& group = groups[i];
    if (i + 2 < groups.size()) grouped_->prefetch_order(groups[i + 2]);
    if (i + 1 < groups.size()) grouped_->prefetch_records(groups[i + 1]);
    emit_group(group.name, {.grouped = grouped_.get(),
                            .first = group.first,
                            .count = group.count,
                            .bytes = bytes_each * group.count,
                            .may_hold = grouped_->has_held(),
                            .rules = several_rules_});
  }
}

// ---- a group ----------------------------------------------------------------------------------

void GroupEmitter::emit_group(Bytes name, const GroupRecords& records) {
  std::uint64_t flats = 0;
  const RegroupRule* rule = &context_.rules.front().rule();
  if (!records.may_hold && !several_rules_) [[likely]] {
    flats = records.count;
  } else {
    records.for_each_flat([&](const char*, const FlatRecord&) { ++flats; });
    if (flats != 0) rule = &rule_of(name, records);
  }
  std::int64_t expire_ms = kNoExpiry;
  bool given_back = flats == 0;
  if (!given_back && rule->group_ttl >= GroupTtl::same && rule->group_ttl <= GroupTtl::max) {
    GroupExpiries expiries;
    records.for_each_flat(
        [&](const char*, const FlatRecord& flat) { expiries.add(flat.expire_ms); });
    records.for_each_held([&](const HeldRecord&) { expiries.add(kNoExpiry); });
    given_back = is_given_back(*rule, expiries);
    if (!given_back) expire_ms = expiry_of(name, *rule, expiries, records);
  }
  if (given_back) {
    records.for_each_held([&](const HeldRecord& held) {
      ++context_.stats.untouched;
      say_held(held, context_.leave, context_.spill.file(), next_, context_.decoder);
    });
    if (flats != 0) emit_flat(name, records);
    return;
  }
  if (!records.may_hold && !several_rules_ && rule->group_ttl < GroupTtl::same &&
      integers_.load(records)) [[likely]] {
    return send_integers(name);
  }
  HeldRecord existing;
  const bool unites = take_existing(name, records, *rule, existing);
  constexpr std::uint64_t kMemoryPerByte = 16;  // of an existing hash while it is taken apart
  if (records.grouped != nullptr && merge_.has_room(flats) &&
      existing.body_size * kMemoryPerByte <= budget_.left()) {
    return send_small(name, flats, records, unites ? &existing : nullptr, *rule, expire_ms);
  }
  send_large(name, records, unites ? &existing : nullptr, *rule, expire_ms);
}

// All rules that have a part in a group must want the same of it.
const RegroupRule& GroupEmitter::rule_of(Bytes name, const GroupRecords& records) const {
  const RegroupRule* rule = nullptr;
  records.for_each_flat([&](const char* record, const FlatRecord&) {
    const RegroupRule& own = compiled_rule(record).rule();
    if (rule == nullptr) rule = &own;
    if (want_the_same(*rule, own)) return;
    throw Refused("new hash " + quoted(name) + " takes keys of the rules " + rule->name + " and " +
                  own.name + ", which differ in group-ttl or on-conflict");
  });
  return *rule;
}

// ---- expiries ---------------------------------------------------------------------------------

bool GroupEmitter::is_given_back(const RegroupRule& rule, const GroupExpiries& expiries) {
  return rule.group_ttl == GroupTtl::same && !expiries.agree(rule.tolerance_ms);
}

std::int64_t GroupEmitter::expiry_of(Bytes name, const RegroupRule& rule,
                                     const GroupExpiries& expiries, const GroupRecords& records) {
  if (expiries.with == 0) return kNoExpiry;
  if (expiries.without != 0) {
    if (rule.group_ttl == GroupTtl::min) {
      throw Refused("new hash " + quoted(name) +
                    " takes keys with and without an expiry, and --group-ttl min would let the "
                    "latter expire: max keeps them, same leaves such groups flat");
    }
    context_.stats.expiry_lost += expiries.with;
    return kNoExpiry;
  }
  const std::int64_t chosen = rule.group_ttl == GroupTtl::min ? expiries.least : expiries.most;
  if (expiries.least == expiries.most) return chosen;
  records.for_each_flat([&](const char*, const FlatRecord& flat) {
    if (flat.expire_ms != chosen) ++context_.stats.expiry_shifted;
  });
  const auto shift =
      static_cast<std::uint64_t>(expiries.most) - static_cast<std::uint64_t>(expiries.least);
  context_.stats.longest_shift_ms = std::max(context_.stats.longest_shift_ms, shift);
  return chosen;
}

// ---- keys given back --------------------------------------------------------------------------

void GroupEmitter::emit_flat(Bytes name, const GroupRecords& records) {
  records.for_each_flat(
      [&](const char* record, const FlatRecord& flat) { emit_flat_key(name, record, flat); });
}

void GroupEmitter::emit_flat_key(Bytes name, const char* record, const FlatRecord& flat) {
  RegroupStats& stats = context_.stats;
  key_.clear();
  if (!compiled_rule(record).key_template().restore(name, text_of(flat.field), key_)) {
    throw std::logic_error("a flat key cannot be had back from its hash");
  }
  RegroupStats::Unmatched& unmatched = stats.of(RegroupStats::Reason::disagree);
  if (unmatched.keys++ == 0) unmatched.sample = key_;
  --stats.matched;
  RegroupStats::Rule& rule = stats.rules[rule_index(record)];
  --rule.matched;
  ++rule.given_back;
  if (flat.value.is_integer()) stats.sum_in -= flat.value.as_integer();
  if (context_.fail_rest) {
    throw Refused("key \"" + escaped(key_) + "\" cannot be regrouped (" +
                  OwnedBytes(RegroupStats::name_of(RegroupStats::Reason::disagree)) +
                  ") and --rest is fail");
  }
  if (context_.drop_rest) {
    ++stats.dropped;
    return;
  }
  Entry entry;
  entry.key = key_;
  entry.db = db_;
  entry.type_byte = kPlainString;
  entry.encoding = "string";
  const char* const at = behind_rule(record);
  if ((static_cast<unsigned char>(*at) & 7) == flat_record::kAttributes) {
    flat_record::get_attributes(at, entry.attributes);
  }
  const Interests wanted = next_.enter(entry);
  if (wanted.has(Interest::raw) || wanted.has(Interest::elements)) {
    const Payload none;
    if (flat.value.is_integer()) {
      next_.on(StringValue{{}, Payload::integer(flat.value.as_integer()), none});
    } else {
      next_.on(StringValue{{}, Payload::view(flat.value.as_bytes()), none});
    }
  }
  if (context_.leave) next_.on(Leave{.value_bytes = 0, .end_offset = 0});
}

// ---- a hash that is there already -------------------------------------------------------------

bool GroupEmitter::take_existing(Bytes name, const GroupRecords& records, const RegroupRule& rule,
                                 HeldRecord& existing) {
  std::uint64_t count = 0;
  records.for_each_held([&](const HeldRecord& held) {
    if (count++ == 0) existing = held;
  });
  if (count == 0) return false;
  const auto refuse = [&](const std::string& what) {
    throw Refused("existing key " + quoted(name) + ' ' + what);
  };
  Entry entry;
  head_.assign(existing.head);  // a streamed record is gone by now
  existing.head = head_;
  restore_entry(existing.head, entry);
  if (count > 1) {
    refuse("stands " + std::to_string(count) +
           " times in the dump and is also the new key of regrouped ones");
  }
  if (entry.type != ObjectType::hash) {
    refuse("is a " + OwnedBytes(name_of(entry.type)) +
           " and has the name of a new hash: choose another --key-template");
  }
  if (entry.attributes.has_expiry()) {
    refuse(
        "has an expiry and the name of a new hash, which would get it too: choose another "
        "--key-template");
  }
  if (!entry.key_metadata.empty()) {
    refuse(
        "carries metadata of a module and has the name of a new hash: choose another "
        "--key-template");
  }
  if (rule.on_conflict == FieldConflict::fail &&
      !(context_.clashes && context_.clashes({db_, name, {}, {}, {}, true}))) {
    throw Refused("hash " + quoted(name) +
                  " is in the dump already and regrouped keys would go into it" + kConflictAdvice);
  }
  ++context_.stats.united;
  return true;
}

// ---- hashes -----------------------------------------------------------------------------------

void GroupEmitter::send_small(Bytes name, std::uint64_t flats, const GroupRecords& records,
                              const HeldRecord* existing, const RegroupRule& rule,
                              std::int64_t expire_ms) {
  ExistingFields before(next_, budget_, name);
  before.may_expire = rule.group_ttl == GroupTtl::field;
  if (existing != nullptr) {
    say_held_elements(*existing, context_.spill.file(), before, context_.decoder);
  }
  merge_.start(before.records.size() + static_cast<std::size_t>(flats), db_, name,
               rule.on_conflict);
  for (const FlatRecord& record : before.records) {
    if (record.value.is_integer()) context_.stats.sum_in += record.value.as_integer();
    merge_.add(record);
  }
  records.for_each_flat([&](const char*, const FlatRecord& flat) { merge_.add(flat); });
  const auto fields = merge_.fields();
  send(name, fields.size(), rule, expire_ms, [&](const auto& say) {
    for (const FlatRecord& record : fields) say(record);
  });
}

void GroupEmitter::send_integers(Bytes name) {
  const IntegerFields event{{}, integers_.fields()};
  RegroupStats& stats = context_.stats;
  ++stats.hashes;
  stats.fields += event.fields.size();
  stats.sum_out += integers_.sum();
  Entry entry;
  entry.key = name;
  entry.db = db_;
  entry.type = ObjectType::hash;
  entry.type_byte = kPlainHash;
  entry.encoding = "hash";
  const Interests wanted = next_.enter(entry);
  if (wanted.has(Interest::raw) || wanted.has(Interest::elements)) {
    next_.on(CollectionBegin{.count = event.fields.size()});
    next_.on_integers(event);
    next_.on(CollectionEnd{});
  }
  if (context_.leave) next_.on(Leave{.value_bytes = 0, .end_offset = 0});
}

void GroupEmitter::send_large(Bytes name, const GroupRecords& records, const HeldRecord* existing,
                              const RegroupRule& rule, std::int64_t expire_ms) {
  const OwnedBytes kept_name(name);  // the pieces it stands in are read again
  const std::uint64_t bytes = records.bytes + (existing == nullptr ? 0 : existing->body_size);
  LargeGroup large(context_.spill.file(), budget_, merge_, db_, kept_name, rule.on_conflict, bytes);
  if (existing != nullptr) {
    ExistingFields before(next_, budget_, kept_name);
    before.may_expire = rule.group_ttl == GroupTtl::field;
    before.large = &large;
    before.sum = &context_.stats.sum_in;
    say_held_elements(*existing, context_.spill.file(), before, context_.decoder);
  }
  records.for_each_flat([&](const char*, const FlatRecord& flat) { large.add(flat); });
  const std::uint64_t fields = large.finish();
  send(kept_name, fields, rule, expire_ms, [&](const auto& say) { large.for_each(say); });
}

template <typename ForEach>
void GroupEmitter::send(Bytes name, std::uint64_t fields, const RegroupRule& rule,
                        std::int64_t expire_ms, ForEach for_each) {
  RegroupStats& stats = context_.stats;
  ++stats.hashes;
  stats.fields += fields;
  const bool fields_expire = rule.group_ttl == GroupTtl::field;
  Entry entry;
  entry.key = name;
  entry.db = db_;
  entry.type = ObjectType::hash;
  entry.type_byte = fields_expire ? context_.expiring_type : kPlainHash;
  entry.encoding = "hash";
  entry.attributes.expire_ms = expire_ms;
  const Interests wanted = next_.enter(entry);
  const bool said = wanted.has(Interest::raw) || wanted.has(Interest::elements);
  if (said) next_.on(CollectionBegin{.count = fields});
  for_each([&](const FlatRecord& record) {
    const Scalar& value = record.value;
    if (value.is_integer()) stats.sum_out += value.as_integer();
    if (!said) return;
    const std::int64_t field_expire_ms = fields_expire ? record.expire_ms : kNoExpiry;
    const auto say = [&](Bytes field, const std::int64_t* integer) {
      if (value.is_integer()) {
        next_.on(
            HashField{{}, field, Payload::integer(value.as_integer()), field_expire_ms, integer});
      } else {
        next_.on(HashField{{}, field, Payload::view(value.as_bytes()), field_expire_ms, integer});
      }
    };
    if (record.field.is_integer()) {
      const std::int64_t integer = record.field.as_integer();
      const IntegerText text(integer);
      say(text.bytes(), &integer);
    } else {
      say(record.field.as_bytes(), nullptr);
    }
  });
  if (said) next_.on(CollectionEnd{});
  if (context_.leave) next_.on(Leave{.value_bytes = 0, .end_offset = 0});
}

}  // namespace rdb
