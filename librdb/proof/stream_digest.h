// What a stream holds, as 128 bits: of the events of a dump, or of what commands make a server
// hold.
//
//   StreamDigest digest(key);
//   digest.begin(StreamForm::sent);
//   digest.add(StreamEntry{…}); …                // the events of a dump
//   digest.add_entry(id, fields); …              // or the same one by one
//   digest.value()
//
// A sum over entries, groups, consumers and what is pending, each with the names of what it is in:
// so the order does not count, commands may give the groups before the entries, and the state is
// that of the current entry, group and consumer. Commands cannot say everything: the form says what
// counts.
#pragma once
#include <cstdint>

#include "librdb/event/events.h"
#include "librdb/proof/value_digest.h"

namespace rdb {

enum class StreamForm : std::uint8_t {
  stored,    ///< all that a dump says
  stored_2,  ///< what type 19 (Redis 7.0) says: not when consumers were active
  stored_1,  ///< what type 15 says: nor what 7.0 added: entries added, deleted and read, first id
  sent,      ///< what commands say: not when consumers were seen, the first id, the stated length
  sent_without_counters,  ///< nor what Redis 7.0 added
};
/// What that type of a dump says.
StreamForm form_of_stream(std::uint8_t type_byte);

class StreamDigest {
 public:
  explicit StreamDigest(HashKey key) : key_(key), bytes_(key) {}

  void begin(StreamForm form);
  void add(const StreamEntry& event) { add_entry(event.id, event.fields); }
  void add(const StreamField& event);
  void add(const StreamInfo& event);
  void add(const StreamGroup& event);
  void add(const StreamPending& event);
  void add(const StreamConsumer& event);
  void add(const StreamConsumerPending& event) { add_owned(event.id); }

  void add_entry(StreamId id, std::uint64_t fields);
  void add_last_id(StreamId id);
  void add_counters(StreamId max_deleted, std::uint64_t entries_added);
  /// What follows is of this group.
  void add_group(Bytes name, StreamId last_delivered);
  void add_read(Bytes group, StreamId last_delivered, std::int64_t entries_read);
  void add_pending(StreamId id, std::int64_t delivery_ms, std::uint64_t delivery_count);
  /// What is owned is of this consumer.
  void add_consumer(Bytes name);
  void add_owned(StreamId id);

  Digest value() const { return sum_; }
  std::uint64_t entries() const { return entries_; }

 private:
  bool is_stored() const { return form_ <= StreamForm::stored_1; }
  bool has_counters() const {
    return form_ != StreamForm::stored_1 && form_ != StreamForm::sent_without_counters;
  }
  KeyedHash of(std::uint64_t kind) const;
  void count(const KeyedHash& part) { add_to(sum_, part.finish()); }

  HashKey key_;
  ValueDigest bytes_;
  StreamForm form_ = StreamForm::stored;
  Digest sum_;
  std::uint64_t entries_ = 0;
  StreamId entry_;
  std::uint64_t fields_ = 0;  // of the entry, so far
  Digest group_;              // the names
  Digest consumer_;
};

}  // namespace rdb
