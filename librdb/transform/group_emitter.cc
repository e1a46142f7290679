#include "librdb/transform/group_emitter.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <deque>
#include <random>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/event/stage.h"

namespace rdb {
namespace {

constexpr std::uint8_t kPlainHash = 4;  // what a hash is called that no file has encoded yet

OwnedBytes text_of(const Scalar& scalar) {
  if (!scalar.is_integer()) return OwnedBytes(scalar.as_bytes());
  const IntegerText text(scalar.as_integer());
  return OwnedBytes(text.bytes());
}

OwnedBytes quoted(Bytes bytes) { return '"' + escaped(bytes) + '"'; }

// Advice for conflicts that a policy could settle.
constexpr char kAdvice[] = ": say with --on-conflict first, last or sum what should happen";

}  // namespace

// The fields of a hash that was there already. Cold: one of these for each united group.
struct GroupEmitter::ExistingFields final : public Stage {
  using Stage::on;
  ExistingFields(EventSink& unused, MemoryBudget& memory, const GroupHead& group)
      : Stage(unused), budget(memory), head(group) {}
  ~ExistingFields() override { budget.give(booked); }

  void on(const CollectionBegin&) override {}
  void on(const CollectionEnd&) override {}
  void on(const HashField& event) override {
    if (event.expire_ms != kNoExpiry) {
      throw Refused("existing hash " + quoted(head.key()) +
                    " has fields with an expiry: it cannot be united with regrouped keys");
    }
    FlatRecord record;
    record.field = keep(Payload::view(event.field));
    record.value = keep(event.value);
    book(2 * sizeof record);
    records.push_back(record);
  }

 private:
  void book(std::uint64_t bytes) {
    budget.take(bytes);
    booked += bytes;
  }
  Scalar keep(const Payload& payload) {
    std::int64_t integer = 0;
    if (integer_of(payload, integer)) return Scalar::integer(integer);
    if (payload.is_whole()) book(payload.size() + sizeof(OwnedBytes));
    OwnedBytes& text = texts.emplace_back(to_owned(payload, budget.left()));
    if (!payload.is_whole()) book(text.size() + sizeof(OwnedBytes));
    if (text.size() > Scalar::kMaxBytes) throw LimitExceeded("a field or value of over 4 GiB");
    return Scalar::bytes(text);
  }

 public:
  MemoryBudget& budget;
  const GroupHead& head;
  std::vector<FlatRecord> records;

 private:
  std::deque<OwnedBytes> texts;  // never move
  std::uint64_t booked = 0;
};

GroupEmitter::GroupEmitter(EventSink& next, EmitContext& context)
    : next_(next), context_(context), seed_(std::random_device{}()) {
  seed_ = seed_ << 32 ^ std::random_device{}();
}

void GroupEmitter::emit(GroupStore& store, HeldKeys& keys) {
  db_ = store.db();
  for (std::size_t i = 0; i < GroupStore::kPartitions; ++i) {
    emit_partition(keys, store.partition(i));
    store.release(i);
  }
}

void GroupEmitter::emit_partition(HeldKeys& keys, GroupStore::Partition& partition) {
  const std::size_t groups = partition.groups.size();
  if (groups == 0) return;
  std::uint64_t* const offsets = offsets_.of_size(groups);
  Sorted* const sorted = sorted_.of_size(groups);
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < groups; ++i) {
    if (i + 8 < groups) __builtin_prefetch(partition.groups[i + 8]);
    GroupHead* const head = partition.groups[i];
    sorted[i] = {head->hash, head};
    offsets[i] = total;
    total += head->count;
  }
  const char** const order = order_.of_size(static_cast<std::size_t>(total));
  for (const GroupStore::Chunk& chunk : partition.chunks) {
    const char* const end = chunk.data + chunk.used;
    for (const char* at = chunk.data; at < end;) {
      std::uint64_t number = 0;
      at = flat_record::get_varint(at, number);
      order[offsets[number]++] = at;
      at = flat_record::skip(at);
    }
  }
  std::sort(sorted, sorted + groups, [](const Sorted& a, const Sorted& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.head->key() < b.head->key();
  });
  for (std::size_t i = 0; i < groups; ++i) {
    const GroupHead& head = *sorted[i].head;
    const std::uint64_t last = offsets[head.number];  // moved to the end while they were filled
    emit_group(head, {order + (last - head.count), head.count}, keys);
  }
}

void GroupEmitter::emit_group(const GroupHead& head, std::span<const char* const> records,
                              HeldKeys& keys) {
  if (records.empty()) {
    for (const HeldKeys::Ref ref : keys.of(head)) {
      ++context_.stats.untouched;
      keys.say(ref, context_.leave, next_, context_.decoder);
    }
    return;
  }
  if (head.candidates != 0) [[unlikely]] {
    ExistingFields existing(next_, context_.budget, head);
    collect_existing(head, keys, existing);
    const std::uint64_t more = existing.records.size() * 2 * kScratchPerField;
    context_.budget.take(more);
    start_fields(existing.records.size() + records.size());
    for (const FlatRecord& record : existing.records) {
      if (record.value.is_integer()) context_.stats.sum_in += record.value.as_integer();
      add_field(head, record);
    }
    for (const char* const at : records) {
      FlatRecord record;
      flat_record::get(at, record);
      add_field(head, record);
    }
    send(head);
    fields_buffer_ = {};  // may have grown beyond what is booked for groups alone
    slots_buffer_ = {};
    context_.budget.give(more);
    return;
  }
  start_fields(records.size());
  for (const char* const at : records) {
    FlatRecord record;
    flat_record::get(at, record);
    add_field(head, record);
  }
  send(head);
}

void GroupEmitter::collect_existing(const GroupHead& head, HeldKeys& keys, ExistingFields& fields) {
  const auto refs = keys.of(head);
  Entry entry;
  keys.entry(refs.front(), entry);
  const OwnedBytes name = quoted(head.key());
  if (refs.size() > 1) {
    throw Refused("key " + name + " stands " + std::to_string(refs.size()) +
                  " times in the dump and is also the new key of regrouped ones");
  }
  if (entry.type != ObjectType::hash) {
    throw Refused("existing key " + name + " is a " + OwnedBytes(name_of(entry.type)) +
                  " and has the name of a new hash: choose another --key-template");
  }
  if (entry.attributes.has_expiry()) {
    throw Refused("existing hash " + name +
                  " has an expiry and the name of a new hash, which would get it too: choose "
                  "another --key-template");
  }
  if (!entry.key_metadata.empty()) {
    throw Refused("existing hash " + name +
                  " carries metadata of a module and has the name of a "
                  "new hash: choose another --key-template");
  }
  if (context_.conflict == FieldConflict::fail) {
    throw Refused("hash " + name + " is in the dump already and regrouped keys would go into it" +
                  kAdvice);
  }
  keys.say_elements(refs.front(), fields, context_.decoder);
  ++context_.stats.united;
}

void GroupEmitter::start_fields(std::size_t most) {
  const std::size_t slots = std::bit_ceil(most * 2);
  fields_ = fields_buffer_.of_size(most);
  slots_ = slots_buffer_.of_size(slots);
  std::memset(slots_, 0, slots * sizeof *slots_);
  slot_shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots));
  field_count_ = 0;
}

std::size_t GroupEmitter::slot_of(const Scalar& field) const {
  const std::uint64_t hash =
      field.is_integer()
          ? (static_cast<std::uint64_t>(field.as_integer()) ^ seed_) * 0x9e3779b97f4a7c15
          : XXH3_64bits_withSeed(field.as_bytes().data(), field.byte_count(), seed_);
  return static_cast<std::size_t>(hash >> slot_shift_);
}

void GroupEmitter::add_field(const GroupHead& head, const FlatRecord& record) {
  const std::size_t mask = (std::size_t{1} << (64 - slot_shift_)) - 1;
  std::size_t at = slot_of(record.field);
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    FlatRecord& earlier = fields_[slots_[at] - 1];
    if (earlier.field == record.field) [[unlikely]]
      return settle(head, earlier, record);
  }
  fields_[field_count_++] = record;
  slots_[at] = static_cast<std::uint32_t>(field_count_);
}

void GroupEmitter::discard(const Scalar& value) {
  if (value.is_integer()) context_.stats.sum_discarded += value.as_integer();
}

void GroupEmitter::settle(const GroupHead& head, FlatRecord& earlier, const FlatRecord& later) {
  ++context_.stats.conflicts;
  const auto field = [&] {
    return "field " + quoted(text_of(later.field)) + " of new hash " + quoted(head.key());
  };
  switch (context_.conflict) {
    case FieldConflict::fail:
      throw Refused(field() + " comes from two keys" + kAdvice);
    case FieldConflict::first:
      return discard(later.value);
    case FieldConflict::last:
      discard(earlier.value);
      earlier.value = later.value;
      return;
    case FieldConflict::sum:
      break;
  }
  if (!earlier.value.is_integer() || !later.value.is_integer()) {
    throw Refused(field() + " comes from two values that are not both integers: no sum");
  }
  std::int64_t sum = 0;
  if (__builtin_add_overflow(earlier.value.as_integer(), later.value.as_integer(), &sum)) {
    throw Refused("the sum for " + field() + " does not fit into 64 bits");
  }
  earlier.value = Scalar::integer(sum);
}

void GroupEmitter::send(const GroupHead& head) {
  RegroupStats& stats = context_.stats;
  ++stats.hashes;
  stats.fields += field_count_;
  Entry entry;
  entry.key = head.key();
  entry.db = db_;
  entry.type = ObjectType::hash;
  entry.type_byte = kPlainHash;
  entry.encoding = "hash";
  const Interests wanted = next_.enter(entry);
  const bool said = wanted.has(Interest::raw) || wanted.has(Interest::elements);
  if (said) next_.on(CollectionBegin{.count = field_count_});
  for (const FlatRecord* record = fields_; record != fields_ + field_count_; ++record) {
    const Scalar& value = record->value;
    if (value.is_integer()) stats.sum_out += value.as_integer();
    if (!said) continue;
    const auto say = [&](Bytes field) {
      if (value.is_integer()) {
        next_.on(HashField{.field = field, .value = Payload::integer(value.as_integer())});
      } else {
        next_.on(HashField{.field = field, .value = Payload::view(value.as_bytes())});
      }
    };
    if (record->field.is_integer()) {
      const IntegerText text(record->field.as_integer());
      say(text.bytes());
    } else {
      say(record->field.as_bytes());
    }
  }
  if (said) next_.on(CollectionEnd{});
  if (context_.leave) next_.on(Leave{.value_bytes = 0, .end_offset = 0});
}

}  // namespace rdb
