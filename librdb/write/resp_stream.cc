#include "librdb/write/resp_stream.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/limits.h"

namespace rdb {

void StreamCommands::begin(const Entry& entry, bool has_counters) {
  if (spools_ == nullptr) throw std::logic_error("sending a stream needs spools");
  if (entries_ == nullptr) {
    entries_ = std::make_unique<SpooledCommands>(*spools_);
    last_ = std::make_unique<SpooledCommands>(*spools_);
  }
  entries_->clear();
  last_->clear();
  entry_ = &entry;
  has_counters_ = has_counters;
  entry_count_ = 0;
  groups_ = 0;
  consumer_.clear();
  owned_.clear();
  out_.begin("DEL", 1);
  out_.bulk(entry.key);
}

void StreamCommands::add(const StreamEntry& event) {
  if (event.fields == 0) throw Unsupported("stream with an entry without fields");
  CommandOutput& out = entries_->commands();
  if (entry_count_++ == 1) out.expiry(*entry_);
  out.begin("XADD", 2 + 2 * event.fields);
  out.bulk(entry_->key);
  out.id(event.id);
}

void StreamCommands::add(const StreamField& event) {
  entries_->commands().bulk(event.field);
  entries_->commands().payload(event.value);
}

// An empty stream is one that was trimmed.
void StreamCommands::add(const StreamInfo& info) {
  CommandOutput& out = entries_->commands();
  if (entry_count_ == 0) {
    out.begin("XADD", 6);
    out.bulk(entry_->key);
    out.bulk(Bytes("MAXLEN"));
    out.bulk(Bytes("0"));
    out.id({0, 1});
    out.bulk(Bytes("x"));
    out.bulk(Bytes("y"));
  }
  set_id(out, info.last_id, info.entries_added, info.max_deleted_id);
}

void StreamCommands::set_id(CommandOutput& out, StreamId last, std::uint64_t added,
                            StreamId max_deleted) {
  out.begin("XSETID", has_counters_ ? 6 : 2);
  out.bulk(entry_->key);
  out.id(last);
  if (!has_counters_) return;
  out.bulk(Bytes("ENTRIESADDED"));
  out.bulk(Bytes(std::to_string(added)));
  out.bulk(Bytes("MAXDELETEDID"));
  out.id(max_deleted);
}

void StreamCommands::add(const StreamGroup& group) {
  finish_consumer();
  group_ = group.name;
  pending_.clear();
  out_.begin("XGROUP", 5);
  out_.bulk(Bytes("CREATE"));
  out_.bulk(entry_->key);
  out_.bulk(group_);
  out_.id(group.last_delivered);
  out_.bulk(Bytes("MKSTREAM"));
  if (groups_++ == 0) out_.expiry(*entry_);
  if (!has_counters_) return;
  // behind the entries, as servers may not take more read than were added
  CommandOutput& last = last_->commands();
  last.begin("XGROUP", 6);
  last.bulk(Bytes("SETID"));
  last.bulk(entry_->key);
  last.bulk(group_);
  last.id(group.last_delivered);
  last.bulk(Bytes("ENTRIESREAD"));
  last.bulk(group.entries_read);
}

void StreamCommands::add(const StreamPending& event) {
  if (pending_.size() >= kMaxMaterialised / sizeof(Pending)) {
    throw LimitExceeded("too many pending entries in a stream's group");
  }
  pending_.push_back({event.id, event.delivery_ms, event.delivery_count});
}

const StreamCommands::Pending& StreamCommands::pending(StreamId id) const {
  const auto found = std::lower_bound(pending_.begin(), pending_.end(), id,
                                      [](const Pending& a, StreamId b) { return a.id < b; });
  if (found == pending_.end() || found->id != id) {
    throw CorruptInput("a consumer's pending entry is not in its group");
  }
  return *found;
}

void StreamCommands::add(const StreamConsumer& consumer) {
  finish_consumer();
  if (!std::is_sorted(pending_.begin(), pending_.end(),
                      [](const Pending& a, const Pending& b) { return a.id < b.id; })) {
    std::sort(pending_.begin(), pending_.end(),
              [](const Pending& a, const Pending& b) { return a.id < b.id; });
  }
  consumer_ = consumer.name;
  out_.begin("XGROUP", 4);
  out_.bulk(Bytes("CREATECONSUMER"));
  out_.bulk(entry_->key);
  out_.bulk(group_);
  out_.bulk(consumer_);
}

void StreamCommands::add(const StreamConsumerPending& event) { owned_.push_back(event.id); }

void StreamCommands::finish_consumer() {
  if (owned_.empty()) return;
  std::sort(owned_.begin(), owned_.end());
  for (const StreamId id : owned_) {
    add_placeholder(id);
    claim(pending(id));
  }
  // Trimming leaves no trace but the last id, so the ids can be had again.
  out_.begin("XTRIM", 3);
  out_.bulk(entry_->key);
  out_.bulk(Bytes("MAXLEN"));
  out_.bulk(Bytes("0"));
  set_id(out_, {}, 0, {});
  owned_.clear();
}

void StreamCommands::add_placeholder(StreamId id) {
  out_.begin("XADD", 4);
  out_.bulk(entry_->key);
  out_.id(id);
  out_.bulk(Bytes("x"));
  out_.bulk(Bytes("y"));
}

void StreamCommands::claim(const Pending& pending) {
  out_.begin("XCLAIM", 11);
  out_.bulk(entry_->key);
  out_.bulk(group_);
  out_.bulk(consumer_);
  out_.bulk(Bytes("0"));
  out_.id(pending.id);
  out_.bulk(Bytes("TIME"));
  out_.bulk(pending.delivery_ms);
  out_.bulk(Bytes("RETRYCOUNT"));
  out_.bulk(Bytes(std::to_string(pending.delivery_count)));
  out_.bulk(Bytes("FORCE"));
  out_.bulk(Bytes("JUSTID"));
}

void StreamCommands::end() {
  finish_consumer();
  entries_->send_to(out_);
  last_->send_to(out_);
  out_.expiry(*entry_);
}

}  // namespace rdb
