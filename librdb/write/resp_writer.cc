#include "librdb/write/resp_writer.h"

#include <algorithm>
#include <cstring>

#include "librdb/base/errors.h"
#include "librdb/format/type_table.h"
#include "librdb/write/value_policy.h"

namespace rdb {
namespace {

using resp::kBulkOverhead;
using resp::kMaxIntegerBulk;

// A SET up to this size is put together in place.
constexpr std::size_t kShortCommand = std::size_t{16} << 10;

// What Redis takes by command: a quarter of what a dump can say (HFE_MAX_ABS_TIME_MSEC, t_hash.c of
// 7.4 and 8.0). Beyond it HPEXPIREAT is an error, and the field would stay for ever.
constexpr std::int64_t kLatestFieldExpiry = (std::int64_t{1} << 46) - 1;

}  // namespace

RespWriter::RespWriter(ByteSink& out, RespWriterOptions options)
    : options_(std::move(options)),
      commands_(out, options_.spools),
      collections_(commands_, {options_.chunk_elements, options_.chunk_bytes}),
      streams_(commands_, options_.spools),
      restore_(commands_, options_.limits, options_.spools, replaces()) {
  if (options_.drop_field_expiry) restore_.values().drop_field_expiry();
  if (!options_.send_expired) restore_.values().set_now(options_.now_ms);
}

RespWriter::Counts RespWriter::counts() const {
  Counts counts = counts_;
  counts.commands = commands_.commands();
  return counts;
}

// ---- the file -------------------------------------------------------------------------------

void RespWriter::on(const Header& event) {
  family_ = event.family;
  target_ = TargetFormat(options_.target, event.family, event.version);
  if (options_.cluster) db_ = 0;
  restore_.set_target(target_);
}

void RespWriter::on(const Function& event) {
  if (event.pre_release || !target_.has_functions()) {
    leave_out(nullptr, reason_to_leave_out(event));
    return;
  }
  commands_.begin("FUNCTION", replaces() ? 3 : 2);
  commands_.bulk(Bytes("LOAD"));
  if (replaces()) commands_.bulk(Bytes("REPLACE"));
  commands_.bulk(event.library);
  ++counts_.functions;
}

void RespWriter::on(const ModuleAux&) {
  leave_out(nullptr, "record of a module beside the keys, which no command sets");
}

void RespWriter::on(const Finish&) {
  commands_.out().flush();
  if (!options_.skip_unsupported) counts_.left_out.refuse_if_any(target_.name());
}

// ---- keys -----------------------------------------------------------------------------------

bool RespWriter::is_expired(const Entry& entry) const {
  return entry.attributes.has_expiry() &&
         entry.attributes.expire_ms <= std::max<std::int64_t>(options_.now_ms, 0);
}

Interests RespWriter::enter(const Entry& entry) {
  entry_ = &entry;
  if (is_expired(entry) && !options_.send_expired) [[unlikely]] {
    ++counts_.expired;
    return kSkip;
  }
  if (!entry.key_metadata.empty()) {
    return leave_out(&entry, "key with metadata of a module");
  }
  if (options_.cluster && entry.db != 0 && !target_.clusters_have_databases()) {
    return leave_out(&entry, "key in a database other than 0, which clusters do not have");
  }
  if (is_restore()) {
    const Interests wish = stored_or_encoded(target_, family_, entry, options_.drop_field_expiry);
    return wish.empty() ? leave_out(&entry, reason_to_leave_out(family_, entry)) : wish;
  }
  if (entry.type == ObjectType::string) return Interest::elements;
  if (!has_elements(entry)) {
    return leave_out(&entry, reason_to_leave_out(family_, entry));
  }
  const bool loses_expiry =
      has_field_expiry(family_, entry.type_byte) && target_.field_expiry() == FieldExpiry::none;
  if (loses_expiry && !options_.drop_field_expiry) {
    return leave_out(&entry, reason_to_leave_out(family_, entry));
  }
  return Interest::elements;
}

Interests RespWriter::leave_out(const Entry* entry, const std::string& reason) {
  counts_.left_out.add(entry, reason);
  if (options_.on_unsupported) options_.on_unsupported(entry, reason);
  return kSkip;
}

void RespWriter::abort(const Entry&) { take_back(); }

void RespWriter::take_back() {
  if (in_key_) {
    commands_.out().rollback(mark_);
    commands_.set_commands(commands_before_);
  }
  in_key_ = false;
}

void RespWriter::refuse_value(const std::string& reason) {
  take_back();
  leave_out(entry_, reason);
}

void RespWriter::begin_key() {
  if (db_ != entry_->db) select(entry_->db);
  mark_ = commands_.out().mark();
  commands_before_ = commands_.commands();
  in_key_ = true;
}

void RespWriter::finish_key() {
  ++counts_.keys;
  in_key_ = false;
}

void RespWriter::select(std::uint32_t db) {
  commands_.begin("SELECT", 1);
  commands_.bulk(std::int64_t{db});
  db_ = db;
  counts_.highest_db = std::max(counts_.highest_db, db);
}

// ---- strings --------------------------------------------------------------------------------

void RespWriter::on(const StringValue& event) {
  if (send_short_set(event.value)) return;
  begin_key();
  if (is_restore()) {
    restore_.send_string(*entry_, event.value);
  } else {
    send_set(event.value);
  }
  finish_key();
}

// The one hot path: the whole command in one piece. Nothing can go wrong halfway, so no mark.
bool RespWriter::send_short_set(const Payload& value) {
  const Entry& entry = *entry_;
  const bool expires = entry.attributes.has_expiry();
  if (is_restore() || !value.is_whole() || (expires && !target_.has_pxat())) return false;
  if (entry.key.size() + value.size() > kShortCommand) return false;
  if (db_ != entry.db) select(entry.db);
  constexpr Bytes kSet = "*3\r\n$3\r\nSET\r\n";
  constexpr Bytes kSetPxat = "*5\r\n$3\r\nSET\r\n";
  constexpr Bytes kPxat = "$4\r\nPXAT\r\n";
  OutputBuffer& out = commands_.out();
  char* const begin = out.reserve(kShortCommand + 3 * kBulkOverhead + 2 * kMaxIntegerBulk);
  std::memcpy(begin, (expires ? kSetPxat : kSet).data(), kSet.size());
  char* p = resp::put_bulk(begin + kSet.size(), entry.key);
  p = value.is_integer() ? resp::put_integer_bulk(p, value.as_integer())
                         : resp::put_bulk(p, value.as_view());
  if (expires) [[unlikely]] {
    p = resp::put_bytes(p, kPxat);
    p = resp::put_integer_bulk(p, sendable_expiry(entry.attributes.expire_ms));
  }
  out.advance(static_cast<std::size_t>(p - begin));
  commands_.count_command();
  ++counts_.keys;
  return true;
}

void RespWriter::send_set(const Payload& value) {
  const bool with_pxat = entry_->attributes.has_expiry() && target_.has_pxat();
  commands_.begin("SET", with_pxat ? 4 : 2);
  commands_.bulk(entry_->key);
  commands_.payload(value);
  if (with_pxat) {
    commands_.bulk(Bytes("PXAT"));
    commands_.bulk(sendable_expiry(entry_->attributes.expire_ms));
  } else {
    commands_.expiry(*entry_);
  }
}

// ---- other values ---------------------------------------------------------------------------

void RespWriter::on(const RawValue& event) {
  begin_key();
  restore_.send_stored(*entry_, family_, event.body);
  finish_key();
}

// Twice the same RPUSH would be twice the items.
bool RespWriter::deletes_first() const {
  return entry_->type == ObjectType::list || options_.exists == ExistsPolicy::overwrite;
}

void RespWriter::on(const CollectionBegin& event) {
  begin_key();
  if (is_restore()) return restore_.begin(*entry_, family_, event.count);
  if (entry_->type == ObjectType::stream) {
    streams_.begin(*entry_, /*has_counters=*/target_.stream_type() > type_byte::kStream);
  } else {
    collections_.begin(*entry_, deletes_first());
  }
}

void RespWriter::on(const ListItem& event) { say(collections_, event); }
void RespWriter::on(const SetMember& event) { say(collections_, event); }
void RespWriter::on(const ZsetMember& event) { say(collections_, event); }
void RespWriter::on(const StreamEntry& event) { say(streams_, event); }
void RespWriter::on(const StreamField& event) { say(streams_, event); }
void RespWriter::on(const StreamInfo& event) { say(streams_, event); }
void RespWriter::on(const StreamGroup& event) { say(streams_, event); }
void RespWriter::on(const StreamPending& event) { say(streams_, event); }
void RespWriter::on(const StreamConsumer& event) { say(streams_, event); }
void RespWriter::on(const StreamConsumerPending& event) { say(streams_, event); }

void RespWriter::on(const HashField& event) {
  if (is_restore() || event.expire_ms == kNoExpiry) [[likely]]
    return say(collections_, event);
  send_expiring(event);
}

void RespWriter::send_expiring(const HashField& event) {
  if (!in_key_) return;
  if (event.expire_ms <= options_.now_ms && !options_.send_expired) {
    ++counts_.expired_fields;
  } else if (options_.drop_field_expiry && target_.field_expiry() == FieldExpiry::none) {
    collections_.add(HashField{{}, event.field, event.value});
  } else if (target_.field_expiry() == FieldExpiry::none) {
    throw Unsupported("a hash field with an expiry of its own is not known to " + target_.name());
  } else if (target_.family() == Family::redis && event.expire_ms > kLatestFieldExpiry) {
    refuse_value("hash with a field that expires later than HPEXPIREAT of Redis takes");
  } else {
    collections_.add(event);
  }
}

void RespWriter::on(const CollectionEnd&) {
  if (!in_key_) return;
  bool sent = true;
  if (is_restore()) {
    sent = restore_.end();
  } else if (entry_->type == ObjectType::stream) {
    streams_.end();
  } else {
    sent = collections_.end();
  }
  if (sent) return finish_key();
  ++counts_.empty;
  in_key_ = false;
}

}  // namespace rdb
