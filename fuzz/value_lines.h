// What a key holds, as lines in an order that does not depend on how it was stored.
#pragma once
#include <algorithm>
#include <cstdio>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/base/limits.h"
#include "librdb/event/stage.h"
#include "librdb/event/text_sink.h"

namespace rdb::fuzzing {

// The lines of a value, in one order for both sides.
class Lines {
 public:
  void add(OwnedBytes line) { lines_.push_back(std::move(line)); }
  void sort() { std::sort(lines_.begin(), lines_.end()); }
  OwnedBytes text() const {
    OwnedBytes all;
    for (const OwnedBytes& line : lines_) all += line + '\n';
    return all;
  }

 private:
  std::vector<OwnedBytes> lines_;
};

inline OwnedBytes score_text(double score) {
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", score);
  return text;
}

/// Asks for the elements of every key that has some, and hands its lines to `key()`.
class ValueLines : public Stage {
 public:
  using Stage::on;
  ValueLines() : Stage(sink_) {}
  virtual void key(const Entry& entry, const OwnedBytes& lines) = 0;

  Interests enter(const Entry& entry) override {
    entry_ = &entry;
    const bool has_elements = entry.type != ObjectType::module && entry.type != ObjectType::other;
    Stage::enter(entry);
    return has_elements ? Interests(Interest::elements) : kSkip;
  }
  void on(const StringValue& event) override {
    lines_ = {};
    lines_.add(text_of(event.value));
    key(*entry_, lines_.text());
  }
  void on(const CollectionBegin&) override { lines_ = {}; }
  void on(const ListItem& event) override { lines_.add(text_of(event.item)); }
  void on(const SetMember& event) override { lines_.add(text_of(event.member)); }
  void on(const ZsetMember& event) override {
    lines_.add(text_of(event.member) + ' ' + score_text(event.score));
  }
  void on(const HashField& event) override {
    lines_.add(text_of(event.field) + ' ' + text_of(event.value) + ' ' +
               std::to_string(event.expire_ms));
  }
  void on(const StreamEntry& event) override { lines_.add("entry " + text_of(event.id)); }
  void on(const StreamField& event) override {
    lines_.add(text_of(event.field));
    lines_.add(text_of(event.value));
  }
  void on(const StreamInfo& event) override {
    lines_.add("info " + std::to_string(event.length) + ' ' + text_of(event.last_id) + ' ' +
               text_of(event.first_id) + ' ' + text_of(event.max_deleted_id) + ' ' +
               std::to_string(event.entries_added));
  }
  void on(const StreamGroup& event) override {
    lines_.add("group " + text_of(event.name) + ' ' + text_of(event.last_delivered) + ' ' +
               std::to_string(event.entries_read));
  }
  void on(const StreamPending& event) override {
    lines_.add("pending " + text_of(event.id) + ' ' + std::to_string(event.delivery_ms) + ' ' +
               std::to_string(event.delivery_count));
  }
  void on(const StreamConsumer& event) override {
    lines_.add("consumer " + text_of(event.name) + ' ' + std::to_string(event.seen_ms) + ' ' +
               std::to_string(event.active_ms));
  }
  void on(const StreamConsumerPending& event) override { lines_.add("owns " + text_of(event.id)); }
  void on(const CollectionEnd&) override {
    const ObjectType type = entry_->type;
    if (type == ObjectType::set || type == ObjectType::zset || type == ObjectType::hash) {
      lines_.sort();
    }
    key(*entry_, lines_.text());
  }

 private:
  static OwnedBytes text_of(Bytes bytes) { return '"' + escaped(bytes, bytes.size()) + '"'; }
  static OwnedBytes text_of(const Payload& payload) {
    return text_of(to_owned(payload, kMaxMaterialised));
  }
  static OwnedBytes text_of(StreamId id) {
    return std::to_string(id.ms) + '-' + std::to_string(id.seq);
  }

  OwnedBytes text_;
  TextSink sink_{text_, kSkip};
  const Entry* entry_ = nullptr;
  Lines lines_;
};

}  // namespace rdb::fuzzing
