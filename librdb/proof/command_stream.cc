#include "librdb/proof/command_stream.h"

#include "librdb/base/errors.h"

namespace rdb {

void CommandStream::begin() {
  phase_ = Phase::groups;
  has_consumer_ = false;
  held_.reset();
  has_claims_ = is_trimmed_ = is_empty_ = false;
}

void CommandStream::end() const {
  if (phase_ != Phase::closed) throw Unsupported("the commands of a stream end too early");
}

bool CommandStream::is_between_groups() const {
  return phase_ == Phase::groups && !held_ && !has_claims_ && !is_trimmed_;
}

void CommandStream::take(const Command& command) {
  const Bytes name = command.name();
  if (name == "XADD") return take_entry(command);
  if (name == "XCLAIM") return take_claim(command);
  if (name == "XSETID") return take_id(command);
  if (name == "XGROUP") return take_group(command);
  command.require(name == "XTRIM" && command.parts.size() == 4 && command.is(2, "MAXLEN") &&
                  command.is(3, "0"));
  command.require(has_claims_ && !held_);
  has_claims_ = false;
  is_trimmed_ = true;
}

void CommandStream::take_group(const Command& command) {
  if (command.is(1, "CREATE")) {
    command.require(command.parts.size() == 6 && command.is(5, "MKSTREAM") && is_between_groups());
    group_ = command.parts[3].name();
    has_consumer_ = false;
    return digest_.add_group(group_, command.id(4));
  }
  if (command.is(1, "CREATECONSUMER")) {
    command.require(command.parts.size() == 5 && is_between_groups() && command.is(3, group_));
    consumer_ = command.parts[4].name();
    has_consumer_ = true;
    return digest_.add_consumer(consumer_);
  }
  command.require(command.is(1, "SETID") && command.parts.size() == 7 &&
                  command.is(5, "ENTRIESREAD") && phase_ == Phase::closed);
  digest_.add_read(command.parts[3].name(), command.id(4), command.integer(6));
}

// [XADD key id field value …], or of an empty stream [XADD key MAXLEN 0 0-1 x y].
void CommandStream::take_entry(const Command& command) {
  tell_held(command);
  const std::size_t parts = command.parts.size();
  command.require(parts >= 5 && parts % 2 == 1 && phase_ != Phase::closed && !is_empty_ &&
                  !is_trimmed_);
  if (parts == 7 && command.is(2, "MAXLEN")) {
    command.require(command.is(3, "0") && command.is(4, "0-1") && command.is(5, "x") &&
                    command.is(6, "y") && is_between_groups());
    phase_ = Phase::entries;
    is_empty_ = true;
    return;
  }
  const StreamId id = command.id(2);
  if (phase_ == Phase::groups && parts == 5 && command.is(3, "x") && command.is(4, "y")) {
    held_ = id;
    return;
  }
  command.require(!has_claims_);
  phase_ = Phase::entries;
  digest_.add_entry(id, (parts - 3) / 2);
  for (std::size_t i = 3; i < parts; i += 2) {
    command.parts[i + 1].as_payload([&](const Payload& value) {
      digest_.add(StreamField{.field = command.parts[i].name(), .value = value});
    });
  }
}

// It was not claimed: so it is an entry of the stream.
void CommandStream::tell_held(const Command& next) {
  if (!held_) return;
  next.require(!has_claims_);
  phase_ = Phase::entries;
  digest_.add_entry(*held_, 1);
  digest_.add(StreamField{.field = "x", .value = Payload::view("y")});
  held_.reset();
}

// XCLAIM key group consumer 0 id TIME ms RETRYCOUNT count FORCE JUSTID
void CommandStream::take_claim(const Command& command) {
  command.require(command.parts.size() == 12 && has_consumer_ && held_ && command.is(2, group_) &&
                  command.is(3, consumer_) && command.is(4, "0") && command.id(5) == *held_);
  command.require(command.is(6, "TIME") && command.is(8, "RETRYCOUNT") && command.is(10, "FORCE") &&
                  command.is(11, "JUSTID"));
  digest_.add_pending(*held_, command.integer(7), command.count(9));
  digest_.add_owned(*held_);
  held_.reset();
  has_claims_ = true;
}

// XSETID key id [ENTRIESADDED count MAXDELETEDID id], to nothing behind an XTRIM.
void CommandStream::take_id(const Command& command) {
  const bool has_counters = command.parts.size() == 7;
  command.require(has_counters ? command.is(3, "ENTRIESADDED") && command.is(5, "MAXDELETEDID")
                               : command.parts.size() == 3);
  const StreamId last = command.id(2);
  const std::uint64_t added = has_counters ? command.count(4) : 0;
  const StreamId max_deleted = has_counters ? command.id(6) : StreamId{};
  if (is_trimmed_) {
    command.require(last == StreamId{} && added == 0 && max_deleted == StreamId{});
    is_trimmed_ = false;
    return;
  }
  tell_held(command);
  command.require(phase_ == Phase::entries);
  phase_ = Phase::closed;
  task_.note_sent(has_counters ? StreamForm::sent : StreamForm::sent_without_counters);
  digest_.add_last_id(last);
  if (has_counters) digest_.add_counters(max_deleted, added);
}

}  // namespace rdb
