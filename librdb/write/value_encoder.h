// Values of every type, built from their elements as a server of the target would store them.
//
//   ValueEncoder values(strings, limits, &spools);
//   values.set_target(format);                      // once the header is known
//   values.begin(entry, family, count, start);      // CollectionBegin
//   values.add(event); …                            // every element event
//   if (!values.end()) …                            // no elements came: nothing was written
//
// One encoder for each type: what each holds and refuses is said there. Strings are the caller's.
#pragma once
#include <cstdint>

#include "librdb/event/entry.h"
#include "librdb/event/events.h"
#include "librdb/write/field_expiry_encoder.h"
#include "librdb/write/hash_encoder.h"
#include "librdb/write/list_encoder.h"
#include "librdb/write/set_encoder.h"
#include "librdb/write/stream_encoder.h"
#include "librdb/write/target.h"
#include "librdb/write/zset_encoder.h"

namespace rdb {

class ValueEncoder {
 public:
  /// All borrowed.
  ValueEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools);

  void set_target(const TargetFormat& target) { target_ = target; }
  /// Fields' own expiries are left away from here on.
  void drop_field_expiry() { drops_field_expiry_ = true; }
  /// Then a field that has expired by then goes with its expiry: without, it would live again.
  void set_now(std::int64_t now_ms) { now_ms_ = now_ms; }
  std::uint64_t expired_fields() const { return expired_fields_; }

  /// `family` is that of the input, which says what the entry's type byte means. Throws
  /// `Unsupported` for a type that cannot be built for the target.
  void begin(const Entry& entry, Family family, std::uint64_t count, ValueStart& start);
  void add(const ListItem& item) { lists_.add(item); }
  void add(const SetMember& member) { sets_.add(member); }
  void add(const ZsetMember& member) { zsets_.add(member); }
  void add(const HashField& field) {
    if (plain_fields_) [[likely]]
      return hashes_.add(field);
    add_expiring(field);
  }
  /// Several fields at once; false, and nothing was done, where each is to be added by itself.
  bool add(const IntegerFields& event) { return plain_fields_ && hashes_.add(event); }
  void add(const StreamEntry& entry) { streams_.add(entry); }
  void add(const StreamField& field) { streams_.add(field); }
  void add(const StreamInfo& info) { streams_.add(info); }
  void add(const StreamGroup& group) { streams_.add(group); }
  void add(const StreamPending& pending) { streams_.add(pending); }
  void add(const StreamConsumer& consumer) { streams_.add(consumer); }
  void add(const StreamConsumerPending& pending) { streams_.add(pending); }
  /// False if nothing came and nothing was written. Empty streams are values.
  bool end();

 private:
  void add_expiring(const HashField& field);

  TargetFormat target_;
  ListEncoder lists_;
  SetEncoder sets_;
  ZsetEncoder zsets_;
  HashEncoder hashes_;
  FieldExpiryEncoder expiring_;
  StreamEncoder streams_;
  ObjectType type_ = ObjectType::other;
  std::int64_t now_ms_ = kNoExpiry;
  std::uint64_t expired_fields_ = 0;
  bool drops_field_expiry_ = false;
  bool plain_fields_ = true;  // goes to hashes_ as it is
  bool expiring_hash_ = false;
};

}  // namespace rdb
