#include "librdb/write/json_stream_value.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/json_string.h"
#include "librdb/base/limits.h"

namespace rdb {
namespace {

constexpr std::size_t kMostDigits = 20;

void append_id(OwnedBytes& line, StreamId id) {
  char text[kMostDigits];
  line += '"';
  line.append(text, std::to_chars(text, text + sizeof text, id.ms).ptr);
  line += '-';
  line.append(text, std::to_chars(text, text + sizeof text, id.seq).ptr);
  line += '"';
}

void append_member(OwnedBytes& line, const char* name, StreamId id) {
  line.append(",\"").append(name).append("\":");
  append_id(line, id);
}

void append_member(OwnedBytes& line, const char* name, std::uint64_t number) {
  line.append(",\"").append(name).append("\":").append(std::to_string(number));
}

// -1 stands for what is not known.
void append_member(OwnedBytes& line, const char* name, std::int64_t number) {
  line.append(",\"").append(name).append("\":");
  line.append(number == -1 ? std::string("null") : std::to_string(number));
}

}  // namespace

void JsonStreamValue::begin(OwnedBytes& line) {
  first_entry_ = true;
  in_entry_ = false;
  groups_ = 0;
  in_group_ = false;
  line += "{\"entries\":[";
}

void JsonStreamValue::add(OwnedBytes& line, const StreamEntry& entry) {
  if (in_entry_) line += "]]";
  if (!first_entry_) line += ',';
  first_entry_ = false;
  in_entry_ = true;
  first_field_ = true;
  line += '[';
  append_id(line, entry.id);
  line += ",[";
}

void JsonStreamValue::add_field(OwnedBytes& line, Bytes field) {
  if (!first_field_) line += ',';
  first_field_ = false;
  append_json_bytes(line, field);
  line += ',';
}

void JsonStreamValue::add(OwnedBytes& line, const StreamInfo& info) {
  if (in_entry_) line += "]]";
  line += ']';
  append_member(line, "length", info.length);
  append_member(line, "last-generated-id", info.last_id);
  append_member(line, "max-deleted-entry-id", info.max_deleted_id);
  append_member(line, "entries-added", info.entries_added);
  append_member(line, "recorded-first-entry-id", info.first_id);
  line += ",\"groups\":[";
}

void JsonStreamValue::add(OwnedBytes& line, const StreamGroup& group) {
  end_group(line);
  if (groups_++ != 0) line += ',';
  in_group_ = true;
  pending_.clear();
  consumers_.clear();
  consumers_text_.clear();
  line += "{\"name\":";
  append_json_bytes(line, group.name);
  append_member(line, "last-delivered-id", group.last_delivered);
  append_member(line, "entries-read", group.entries_read);
}

void JsonStreamValue::add(OwnedBytes&, const StreamPending& event) {
  if (pending_.size() >= kMaxMaterialised / sizeof(Pending)) {
    throw LimitExceeded("too many pending entries in a stream's group");
  }
  pending_.push_back({event.id, event.delivery_ms, event.delivery_count, kNobody});
}

JsonStreamValue::Pending* JsonStreamValue::find(StreamId id) {
  const auto before = [](const Pending& a, const Pending& b) { return a.id < b.id; };
  if (!std::is_sorted(pending_.begin(), pending_.end(), before)) {
    std::sort(pending_.begin(), pending_.end(), before);
  }
  const auto found =
      std::lower_bound(pending_.begin(), pending_.end(), Pending{id, 0, 0, 0}, before);
  return found == pending_.end() || found->id != id ? nullptr : &*found;
}

void JsonStreamValue::end_consumer() {
  if (in_consumer_) consumers_text_ += "]}";
  in_consumer_ = false;
}

void JsonStreamValue::add(OwnedBytes&, const StreamConsumer& consumer) {
  end_consumer();
  if (!consumers_.empty()) consumers_text_ += ',';
  append_json_bytes(consumers_.emplace_back(), consumer.name);
  consumers_text_ += "{\"name\":" + consumers_.back();
  append_member(consumers_text_, "seen-time", consumer.seen_ms);
  consumers_text_ += ",\"active-time\":" + std::to_string(consumer.active_ms);
  consumers_text_ += ",\"pending\":[";
  in_consumer_ = true;
  first_owned_ = true;
}

void JsonStreamValue::add(OwnedBytes&, const StreamConsumerPending& event) {
  Pending* const pending = find(event.id);
  if (pending == nullptr) throw CorruptInput("a consumer's pending entry is not in its group");
  pending->consumer = consumers_.size() - 1;
  if (!first_owned_) consumers_text_ += ',';
  first_owned_ = false;
  consumers_text_ += '[';
  append_id(consumers_text_, pending->id);
  consumers_text_ += ',' + std::to_string(pending->delivery_ms) + ',' +
                     std::to_string(pending->delivery_count) + ']';
}

void JsonStreamValue::end_group(OwnedBytes& line) {
  if (!in_group_) return;
  in_group_ = false;
  end_consumer();
  line += ",\"pending\":[";
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const Pending& pending = pending_[i];
    if (i != 0) line += ',';
    line += '[';
    append_id(line, pending.id);
    line += ',' +
            (pending.consumer == kNobody ? OwnedBytes("null") : consumers_[pending.consumer]) +
            ',' + std::to_string(pending.delivery_ms) + ',' +
            std::to_string(pending.delivery_count) + ']';
  }
  line += "],\"consumers\":[" + consumers_text_ + "]}";
}

void JsonStreamValue::end(OwnedBytes& line) {
  end_group(line);
  line += "]}";
}

}  // namespace rdb
