#include "librdb/proof/stream_digest.h"

#include "librdb/format/type_table.h"

namespace rdb {
namespace {

// What a row of words is of: the first of them.
enum Kind : std::uint64_t {
  kEntry = 0x100,
  kField,
  kLastId,
  kCounters,
  kStated,
  kGroup,
  kRead,
  kPending,
  kConsumer,
  kSeen,
  kOwned,
};

void add_id(KeyedHash& to, StreamId id) {
  to.add(id.ms);
  to.add(id.seq);
}

}  // namespace

StreamForm form_of_stream(std::uint8_t type_byte) {
  if (type_byte == type_byte::kStream) return StreamForm::stored_1;
  return type_byte == type_byte::kStream2 ? StreamForm::stored_2 : StreamForm::stored;
}

KeyedHash StreamDigest::of(std::uint64_t kind) const {
  KeyedHash hash(key_);
  hash.add(kind);
  return hash;
}

void StreamDigest::begin(StreamForm form) {
  form_ = form;
  sum_ = {};
  entries_ = 0;
  fields_ = 0;
}

void StreamDigest::add_entry(StreamId id, std::uint64_t fields) {
  ++entries_;
  entry_ = id;
  fields_ = 0;
  KeyedHash hash = of(kEntry);
  add_id(hash, id);
  hash.add(fields);
  count(hash);
}

void StreamDigest::add(const StreamField& event) {
  KeyedHash hash = of(kField);
  add_id(hash, entry_);
  hash.add(fields_++);
  hash.add(bytes_.of(event.field));
  hash.add(bytes_.of(event.value));
  count(hash);
}

void StreamDigest::add_last_id(StreamId id) {
  KeyedHash hash = of(kLastId);
  add_id(hash, id);
  count(hash);
}

void StreamDigest::add_counters(StreamId max_deleted, std::uint64_t entries_added) {
  KeyedHash hash = of(kCounters);
  add_id(hash, max_deleted);
  hash.add(entries_added);
  count(hash);
}

void StreamDigest::add(const StreamInfo& event) {
  add_last_id(event.last_id);
  if (has_counters()) add_counters(event.max_deleted_id, event.entries_added);
  if (!is_stored()) return;
  KeyedHash hash = of(kStated);
  hash.add(event.length);
  add_id(hash, has_counters() ? event.first_id : StreamId{});
  count(hash);
}

void StreamDigest::add_group(Bytes name, StreamId last_delivered) {
  group_ = bytes_.of(name);
  KeyedHash hash = of(kGroup);
  hash.add(group_);
  add_id(hash, last_delivered);
  count(hash);
}

void StreamDigest::add_read(Bytes group, StreamId last_delivered, std::int64_t entries_read) {
  KeyedHash hash = of(kRead);
  hash.add(bytes_.of(group));
  add_id(hash, last_delivered);
  hash.add(static_cast<std::uint64_t>(entries_read));
  count(hash);
}

void StreamDigest::add(const StreamGroup& event) {
  add_group(event.name, event.last_delivered);
  if (has_counters()) add_read(event.name, event.last_delivered, event.entries_read);
}

void StreamDigest::add_pending(StreamId id, std::int64_t delivery_ms,
                               std::uint64_t delivery_count) {
  KeyedHash hash = of(kPending);
  hash.add(group_);
  add_id(hash, id);
  hash.add(static_cast<std::uint64_t>(delivery_ms));
  hash.add(delivery_count);
  count(hash);
}

void StreamDigest::add(const StreamPending& event) {
  add_pending(event.id, event.delivery_ms, event.delivery_count);
}

void StreamDigest::add_consumer(Bytes name) {
  consumer_ = bytes_.of(name);
  KeyedHash hash = of(kConsumer);
  hash.add(group_);
  hash.add(consumer_);
  count(hash);
}

void StreamDigest::add(const StreamConsumer& event) {
  add_consumer(event.name);
  if (!is_stored()) return;
  KeyedHash hash = of(kSeen);
  hash.add(group_);
  hash.add(consumer_);
  hash.add(static_cast<std::uint64_t>(event.seen_ms));
  const bool says_active = form_ == StreamForm::stored;
  hash.add(static_cast<std::uint64_t>(says_active ? event.active_ms : -1));
  count(hash);
}

void StreamDigest::add_owned(StreamId id) {
  KeyedHash hash = of(kOwned);
  hash.add(group_);
  hash.add(consumer_);
  add_id(hash, id);
  count(hash);
}

}  // namespace rdb
