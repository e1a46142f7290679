// What is said of a dump, in the order in which it is said.
//
//   Header (Aux | SelectDb | ResizeDb | SlotInfo | SlotImport | Function | ModuleAux | key)* Finish
//   key         = enter() [layout] [raw] [elements] [Leave]      as far as the sink asked for it
//   layout      = PlainElement                                    (strings)
//               | LayoutBegin (PackedBlob | PlainElement | stream details)* LayoutEnd
//   raw         = RawValue
//   elements    = StringValue
//               | CollectionBegin (ListItem | SetMember | ZsetMember | HashField)* CollectionEnd
//               | CollectionBegin (StreamEntry StreamField*)* StreamInfo
//                 (StreamGroup StreamPending* (StreamConsumer StreamConsumerPending*)*)*
//                 CollectionEnd
//
// Lifetime, one sentence for all of them: an Entry and its key live until its value has been
// delivered, everything else until the `on()` that received it returns. Events are not copyable.
//
// `stored` is always the bytes of the event's record as they stood in the file, from the end of the
// record before (so it may open with attributes of a key that comes later); empty for events that
// did not come from a file. `offset` is where those bytes begin.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "librdb/base/types.h"
#include "librdb/event/entry.h"
#include "librdb/event/payload.h"

namespace rdb {

/// Base of every event: borrowed, so neither copied nor assigned. Events are built in place:
/// `sink.on(Aux{.name = "ctime", .value = "0"})`.
struct Borrowed {
  Borrowed() = default;
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
};

// ---- the file -------------------------------------------------------------------------------

struct Header : Borrowed {
  Family family = Family::redis;
  std::uint32_t version = 0;
  Bytes stored;
};

struct Aux : Borrowed {
  Bytes name;
  Bytes value;  ///< integers as decimal text
  std::uint64_t offset = 0;
  Bytes stored;
};
/// The time of a field `ctime` (when the dump was begun), in milliseconds since 1970; no value if
/// it is absurd.
std::optional<std::int64_t> milliseconds_of_ctime(Bytes value);

struct SelectDb : Borrowed {
  std::uint32_t db = 0;
  std::uint64_t offset = 0;
  Bytes stored;
};

struct ResizeDb : Borrowed {
  std::uint64_t keys = 0;     ///< as the file states it
  std::uint64_t expires = 0;  ///< keys with an expiry, as the file states it
  std::uint64_t offset = 0;
  Bytes stored;
};

struct SlotInfo : Borrowed {
  std::uint64_t slot = 0;
  std::uint64_t keys = 0;
  std::uint64_t expires = 0;
  std::uint64_t offset = 0;
  Bytes stored;
};

/// Both ends inclusive.
struct SlotRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

struct SlotImport : Borrowed {
  Bytes job;  ///< 40 bytes
  std::span<const SlotRange> ranges;
  std::uint64_t offset = 0;
  Bytes stored;
};

struct Function : Borrowed {
  Bytes library;             ///< the source; it opens with `#!lua name=…` unless `pre_release`
  bool pre_release = false;  ///< opcode 246 (7.0 release candidates): the next three are set
  Bytes name;
  Bytes engine;
  Bytes description;
  std::uint64_t offset = 0;
  Bytes stored;
};

struct ModuleAux : Borrowed {
  std::uint64_t module_id = 0;
  std::uint64_t when = 0;  ///< 1 before the keys, 2 after them
  std::uint64_t offset = 0;
  const Payload& stored;  ///< the whole record, a stream if larger than the window
};

/// The file ended as it should: opcode EOF was read, and the checksum if the version has one.
struct Finish : Borrowed {
  bool has_checksum = false;     ///< version 5 and later
  std::uint64_t checksum = 0;    ///< as stored; 0 = saved with checksums off
  std::uint64_t computed = 0;    ///< over what was read (0 if the reader was told not to)
  std::uint64_t end_offset = 0;  ///< first byte behind the dump
  std::uint64_t offset = 0;
  Bytes stored;  ///< opcode EOF and the checksum
};

// ---- a key's value: whole --------------------------------------------------------------------

/// The whole value of a string key.
struct StringValue : Borrowed {
  const Payload& value;
  /// Its bytes in the file (empty view if it did not come from one), for a stage that finds it does
  /// not want the value after all. If `value` is a stream, so is `stored`, and only one of the two
  /// may be pulled.
  const Payload& stored;
};

/// A serialized value of any type, without type byte and key; size possibly unknown beforehand.
struct RawValue : Borrowed {
  const Payload& body;
};

// ---- elements --------------------------------------------------------------------------------

struct CollectionBegin : Borrowed {
  std::uint64_t count = kUnknownCount;  ///< elements (pairs, entries) to come, if known
};
struct ListItem : Borrowed {
  const Payload& item;
};
struct SetMember : Borrowed {
  Bytes member;
};
struct ZsetMember : Borrowed {
  Bytes member;
  double score = 0;
};
struct HashField : Borrowed {
  Bytes field;
  const Payload& value;
  std::int64_t expire_ms = kNoExpiry;
  /// The integer that `field` is as text (canonical_integer()), for who would ask; null if the
  /// producer does not know, which does not mean that it is none.
  const std::int64_t* field_integer = nullptr;
};
/// Fields of a hash that are integers and whose values are: see EventSink::on_integers().
struct IntegerFields : Borrowed {
  std::span<const std::pair<std::int64_t, std::int64_t>> fields;
};
struct StreamEntry : Borrowed {
  StreamId id;
  std::uint64_t fields = 0;  ///< StreamField events that follow
};
struct StreamField : Borrowed {
  Bytes field;
  const Payload& value;
};
struct StreamInfo : Borrowed {
  std::uint64_t length = 0;
  StreamId last_id;
  StreamId first_id;
  StreamId max_deleted_id;
  std::uint64_t entries_added = 0;
};
struct StreamGroup : Borrowed {
  static constexpr std::int64_t kUnknownRead = -1;
  Bytes name;
  StreamId last_delivered;
  std::int64_t entries_read = kUnknownRead;
};
/// An entry of a group that was delivered and not acknowledged.
struct StreamPending : Borrowed {
  StreamId id;
  std::int64_t delivery_ms = 0;
  std::uint64_t delivery_count = 0;
};
struct StreamConsumer : Borrowed {
  Bytes name;
  std::int64_t seen_ms = 0;
  std::int64_t active_ms = -1;  ///< -1: never
};
/// Says which consumer owns a pending entry of its group.
struct StreamConsumerPending : Borrowed {
  StreamId id;
};
struct CollectionEnd : Borrowed {};

// ---- layout ----------------------------------------------------------------------------------

enum class PackedEncoding : std::uint8_t { zipmap, ziplist, intset, listpack };
Bytes name_of(PackedEncoding encoding);

struct LayoutBegin : Borrowed {
  std::uint64_t count = kUnknownCount;  ///< elements (pairs) as the head states them, if it does
};

/// A blob that holds many elements: a whole small value, or one node of a list or stream.
struct PackedBlob : Borrowed {
  /// Gives the blob unpacked, decompressing it if it was stored compressed; only on demand.
  class Unpacker {
   public:
    virtual Bytes unpacked() = 0;

   protected:
    ~Unpacker() = default;
  };
  PackedEncoding encoding = PackedEncoding::listpack;
  std::uint64_t stored_bytes = 0;       ///< in the file, with its length header
  std::uint64_t unpacked_bytes = 0;     ///< in memory
  std::uint64_t count = kUnknownCount;  ///< entries, if its head says so
  StreamId node;                        ///< master id, stream nodes only
  Unpacker& unpacker;
  Bytes unpacked() const { return unpacker.unpacked(); }
};

/// What a plain element stands for.
enum class ElementRole : std::uint8_t { value, item, member, field };

/// A string that stands by itself in the file.
struct PlainElement : Borrowed {
  ElementRole role = ElementRole::value;
  enum class Form : std::uint8_t { raw, integer, lzf } form = Form::raw;  ///< as stored
  std::uint64_t length = 0;            ///< bytes of the text it stands for
  bool is_integer = false;             ///< a server would hold it as an integer, however stored
  std::int64_t integer = 0;            ///< if is_integer
  double score = 0;                    ///< zset members
  std::int64_t expire_ms = kNoExpiry;  ///< of a hash's field, said with its value
  std::uint64_t stored_bytes = 0;      ///< in the file, with its header
};

struct LayoutEnd : Borrowed {};

// ---- the end of a key ------------------------------------------------------------------------

/// Closes an entered key, skipped ones too, for sinks whose needs() ask for it.
struct Leave : Borrowed {
  std::uint64_t value_bytes = 0;  ///< serialized size of the value
  std::uint64_t end_offset = 0;   ///< first byte behind the record
};

}  // namespace rdb
