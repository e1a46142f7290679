#include "librdb/write/resp_collection.h"

#include <algorithm>

#include "librdb/base/score_text.h"

namespace rdb {
namespace {

using resp::kBulkOverhead;
using resp::kMaxIntegerBulk;

struct Verb {
  Bytes name;
  unsigned parts_per_element;
};

Verb verb_for(ObjectType type) {
  switch (type) {
    case ObjectType::list:
      return {"RPUSH", 1};
    case ObjectType::set:
      return {"SADD", 1};
    case ObjectType::zset:
      return {"ZADD", 2};
    default:
      return {"HSET", 2};
  }
}

}  // namespace

void CollectionCommands::begin(const Entry& entry, bool deletes_first) {
  entry_ = &entry;
  const Verb verb = verb_for(entry.type);
  verb_ = verb.name;
  parts_per_element_ = verb.parts_per_element;
  used_ = 0;
  elements_ = 0;
  chunks_ = 0;
  expiring_.clear();
  expiring_names_.clear();
  if (!deletes_first) return;
  out_.begin("DEL", 1);
  out_.bulk(entry.key);
}

void CollectionCommands::make_room(std::size_t bytes) {
  if (chunk_.size() - used_ < bytes) chunk_.resize(std::max(2 * chunk_.size(), used_ + bytes));
}

void CollectionCommands::append(Bytes text) {
  make_room(text.size() + kBulkOverhead);
  char* const begin = chunk_.data() + used_;
  used_ += static_cast<std::size_t>(resp::put_bulk(begin, text) - begin);
}

void CollectionCommands::append(const Payload& payload) {
  if (!payload.is_integer()) return append(payload.as_view());
  make_room(kMaxIntegerBulk);
  char* const begin = chunk_.data() + used_;
  used_ += static_cast<std::size_t>(resp::put_integer_bulk(begin, payload.as_integer()) - begin);
}

// What should not be copied into a chunk has a command of its own.
bool CollectionCommands::is_large(const Payload& payload) const {
  return !payload.is_whole() || payload.size() > limits_.bytes;
}

void CollectionCommands::close_element() {
  ++elements_;
  if (elements_ >= limits_.elements || used_ >= limits_.bytes) send_chunk();
}

void CollectionCommands::add(const ListItem& event) {
  if (is_large(event.item)) {
    send_chunk();
    begin_command(1);
    return out_.payload(event.item);
  }
  append(event.item);
  close_element();
}

void CollectionCommands::add(const SetMember& event) {
  append(event.member);
  close_element();
}

void CollectionCommands::add(const ZsetMember& event) {
  const ScoreText score(event.score);
  append(score.bytes());
  append(event.member);
  close_element();
}

void CollectionCommands::add(const HashField& event) {
  const bool large = is_large(event.value);
  if (large) send_chunk();
  if (event.expire_ms != kNoExpiry) {
    expiring_.push_back({event.expire_ms, event.field.size()});
    expiring_names_ += event.field;
  }
  if (large) {
    begin_command(1);
    out_.bulk(event.field);
    out_.payload(event.value);
    return send_expiries();
  }
  append(event.field);
  append(event.value);
  close_element();
}

void CollectionCommands::begin_command(std::size_t elements) {
  if (chunks_++ == 1) out_.expiry(*entry_);  // there are several: the first must not stay without
  out_.begin(verb_, 1 + std::uint64_t{parts_per_element_} * elements);
  out_.bulk(entry_->key);
}

void CollectionCommands::send_chunk() {
  if (elements_ == 0) return;
  begin_command(elements_);
  out_.out().append(Bytes(chunk_.data(), used_));
  used_ = 0;
  elements_ = 0;
  send_expiries();
}

// Runs of fields that expire together share a command.
void CollectionCommands::send_expiries() {
  const char* name = expiring_names_.data();
  for (std::size_t i = 0; i < expiring_.size();) {
    std::size_t end = i + 1;
    while (end < expiring_.size() && expiring_[end].expire_ms == expiring_[i].expire_ms) ++end;
    out_.begin("HPEXPIREAT", 4 + (end - i));
    out_.bulk(entry_->key);
    out_.bulk(sendable_expiry(expiring_[i].expire_ms));
    out_.bulk(Bytes("FIELDS"));
    out_.bulk(static_cast<std::int64_t>(end - i));
    for (; i < end; ++i) {
      out_.bulk(Bytes(name, expiring_[i].name_size));
      name += expiring_[i].name_size;
    }
  }
  expiring_.clear();
  expiring_names_.clear();
}

bool CollectionCommands::end() {
  send_chunk();
  if (chunks_ == 0) return false;
  out_.expiry(*entry_);
  return true;
}

}  // namespace rdb
