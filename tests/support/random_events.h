// Random valid sequences of events of every kind, for properties of stages and sinks.
//
//   RandomEvents dump(seed);
//   dump.emit(sink);          // equal for every sink, as far as the sinks ask for it
//
// What a key holds depends on the seed alone, never on the sink, so that a part of a dump can be
// compared with the whole. Modules have no elements and do not occur.
#pragma once
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "librdb/event/event_sink.h"
#include "tests/support/random_bytes.h"

namespace rdb::testing {

struct RandomEventsOptions {
  std::size_t keys = 30;
  std::size_t piece_bytes = 0;  ///< payloads of more bytes come as streams in such pieces; 0: never
  bool sizes_known = true;      ///< whether such streams state their size
  bool has_raw = true;          ///< false: `raw` is answered with elements, as stages do
  bool aborts = false;          ///< some values break off
};

class RandomEvents {
 public:
  explicit RandomEvents(std::uint64_t seed, RandomEventsOptions options = {})
      : seed_(seed), options_(options) {}

  void emit(EventSink& sink) {
    random_.seed(seed_);
    db_ = 0;
    sink.on(Header{.family = flip() ? Family::redis : Family::valkey,
                   .version = static_cast<std::uint32_t>(number(80)),
                   .stored = "REDIS0011"});
    for (std::size_t i = 0; i < options_.keys; ++i) {
      record(sink);
      key(sink);
    }
    sink.on(Finish{.has_checksum = flip(),
                   .checksum = 0,
                   .computed = random_(),
                   .end_offset = number(10000),
                   .offset = number(10000),
                   .stored = "\xff"});
  }

 private:
  struct BreakOff {};

  // ---- dice -----------------------------------------------------------------------------------
  std::uint64_t number(std::uint64_t below) { return random_() % below; }
  bool flip() { return number(2) == 0; }
  std::uint64_t any_number() { return random_() >> number(64); }
  std::int64_t any_integer() { return static_cast<std::int64_t>(random_()) >> number(64); }
  OwnedBytes name() { return number(8) == 0 ? OwnedBytes() : bytes(number(12) + 1); }
  OwnedBytes bytes(std::size_t size) {
    OwnedBytes text = random_bytes(size, random_());
    if (flip()) {
      for (char& c : text) c = static_cast<char>('a' + static_cast<unsigned char>(c) % 26);
    }
    return text;
  }
  StreamId id() { return {any_number(), number(5)}; }
  double score() {
    constexpr double kSpecial[] = {0.0,
                                   -0.0,
                                   0.1,
                                   1e300,
                                   5e-324,
                                   std::numeric_limits<double>::infinity(),
                                   -std::numeric_limits<double>::infinity(),
                                   std::numeric_limits<double>::quiet_NaN()};
    return flip() ? kSpecial[number(8)] : static_cast<double>(any_integer()) / 7;
  }

  // ---- payloads -------------------------------------------------------------------------------
  class Pieces final : public ByteStream {
   public:
    Pieces(Bytes bytes, std::size_t size) : rest_(bytes), size_(size) {}
    Bytes next() override {
      const Bytes piece = rest_.substr(0, size_);
      rest_.remove_prefix(piece.size());
      return piece;
    }

   private:
    Bytes rest_;
    std::size_t size_;
  };
  template <class Send>
  void payload_of(Bytes text, Send send) {
    if (options_.piece_bytes == 0 || text.size() <= options_.piece_bytes) {
      return send(Payload::view(text));
    }
    Pieces pieces(text, options_.piece_bytes);
    send(Payload::stream(pieces, options_.sizes_known ? text.size() : kUnknownSize));
  }
  template <class Send>
  void payload(Send send) {
    if (number(3) == 0) return send(Payload::integer(any_integer()));
    payload_of(bytes(number(number(4) == 0 ? 200 : 20)), send);
  }

  // ---- records --------------------------------------------------------------------------------
  void record(EventSink& sink) {
    const std::uint64_t offset = any_number();
    const OwnedBytes stored = name();
    const OwnedBytes text = name();
    switch (number(9)) {
      case 0:
        sink.on(Aux{.name = text, .value = stored, .offset = offset, .stored = stored});
        break;
      case 1:
        db_ = static_cast<std::uint32_t>(number(4));
        sink.on(SelectDb{.db = db_, .offset = offset, .stored = stored});
        break;
      case 2:
        sink.on(ResizeDb{
            .keys = any_number(), .expires = any_number(), .offset = offset, .stored = stored});
        break;
      case 3:
        sink.on(SlotInfo{.slot = number(16384),
                         .keys = any_number(),
                         .expires = any_number(),
                         .offset = offset,
                         .stored = stored});
        break;
      case 4: {
        const SlotRange ranges[] = {{number(9), number(9)}, {number(9), number(9)}};
        sink.on(SlotImport{.job = text,
                           .ranges = std::span(ranges).first(number(3)),
                           .offset = offset,
                           .stored = stored});
        break;
      }
      case 5:
        sink.on(Function{.library = text, .offset = offset, .stored = stored});
        break;
      case 6:
        sink.on(Function{.library = text,
                         .pre_release = true,
                         .name = stored,
                         .engine = "lua",
                         .description = text,
                         .offset = offset,
                         .stored = stored});
        break;
      case 7:
        payload_of(text, [&](const Payload& body) {
          sink.on(ModuleAux{
              .module_id = any_number(), .when = number(3), .offset = offset, .stored = body});
        });
        break;
      default:
        break;
    }
  }

  void key(EventSink& sink) {
    constexpr ObjectType kTypes[] = {ObjectType::string, ObjectType::list, ObjectType::set,
                                     ObjectType::zset,   ObjectType::hash, ObjectType::stream};
    constexpr Bytes kEncodings[] = {"string", "list", "set_listpack", "zset_2", "hash", ""};
    const std::uint64_t type = number(6);
    const OwnedBytes key = name() + std::to_string(number(1000));
    const OwnedBytes head = name();
    const OwnedBytes metadata = number(5) == 0 ? name() : OwnedBytes();
    Entry entry;
    entry.key = key;
    entry.db = db_;
    entry.type = kTypes[type];
    entry.type_byte = static_cast<std::uint8_t>(number(26));
    entry.encoding = kEncodings[type];
    if (number(3) == 0) entry.attributes.expire_ms = any_integer();
    if (number(4) == 0) entry.attributes.idle_seconds = number(100000);
    if (number(4) == 0) entry.attributes.frequency = static_cast<std::int16_t>(number(256));
    if (flip()) entry.value_bytes = any_number();
    entry.offset = any_number();
    entry.stored_head = head;
    entry.head_is_complete = number(4) != 0;
    entry.key_metadata = metadata;
    const std::uint64_t value_seed = random_();
    const std::uint64_t after_seed = random_();

    left_ = std::numeric_limits<std::uint64_t>::max();
    if (options_.aborts && number(4) == 0) left_ = number(6);
    const Interests asked = sink.enter(entry);
    bool whole = true;
    try {
      value(entry.type, value_seed, asked, sink);
    } catch (const BreakOff&) {
      sink.abort(entry);
      whole = false;
    }
    random_.seed(after_seed);
    const std::uint64_t size = any_number();
    const std::uint64_t end = any_number();
    if (whole && sink.needs().leave) sink.on(Leave{.value_bytes = size, .end_offset = end});
  }

  // ---- values ---------------------------------------------------------------------------------
  template <class Event>
  void say(EventSink& sink, const Event& event) {
    if (left_-- == 0) throw BreakOff();
    sink.on(event);
  }

  // Each form begins from a seed of its own: what one sink skips does not change the next form.
  void value(ObjectType type, std::uint64_t seed, Interests asked, EventSink& sink) {
    bool elements = asked.has(Interest::elements);
    if (asked.has(Interest::layout)) {
      random_.seed(seed);
      layout(type, sink);
    }
    if (asked.has(Interest::raw) && options_.has_raw) {
      random_.seed(seed + 1);
      payload_of(bytes(number(100)),
                 [&](const Payload& body) { say(sink, RawValue{.body = body}); });
    } else if (asked.has(Interest::raw)) {
      elements = true;
    }
    if (!elements) return;
    random_.seed(seed + 2);
    if (type == ObjectType::string) {
      const OwnedBytes stored = name();
      const Payload stored_payload = Payload::view(stored);
      return payload([&](const Payload& text) {
        say(sink, StringValue{.value = text, .stored = stored_payload});
      });
    }
    const std::uint64_t count = number(6);
    say(sink, CollectionBegin{.count = flip() ? count : kUnknownCount});
    for (std::uint64_t i = 0; i < count; ++i) element(type, sink);
    if (type == ObjectType::stream) stream_details(sink);
    say(sink, CollectionEnd{});
  }

  void element(ObjectType type, EventSink& sink) {
    const OwnedBytes text = name();
    switch (type) {
      case ObjectType::list:
        return payload([&](const Payload& item) { say(sink, ListItem{.item = item}); });
      case ObjectType::set:
        return say(sink, SetMember{.member = text});
      case ObjectType::zset:
        return say(sink, ZsetMember{.member = text, .score = score()});
      case ObjectType::hash: {
        const std::int64_t expire_ms = number(3) == 0 ? any_integer() : kNoExpiry;
        return payload([&](const Payload& value) {
          say(sink, HashField{.field = text, .value = value, .expire_ms = expire_ms});
        });
      }
      default:
        break;
    }
    const std::uint64_t fields = number(4);
    say(sink, StreamEntry{.id = id(), .fields = fields});
    for (std::uint64_t i = 0; i < fields; ++i) {
      payload([&](const Payload& value) { say(sink, StreamField{.field = text, .value = value}); });
    }
  }

  void stream_details(EventSink& sink) {
    say(sink, StreamInfo{.length = any_number(),
                         .last_id = id(),
                         .first_id = id(),
                         .max_deleted_id = id(),
                         .entries_added = any_number()});
    for (std::uint64_t group = number(3); group != 0; --group) {
      const OwnedBytes group_name = name();
      say(sink,
          StreamGroup{.name = group_name, .last_delivered = id(), .entries_read = any_integer()});
      for (std::uint64_t i = number(3); i != 0; --i) {
        say(sink, StreamPending{
                      .id = id(), .delivery_ms = any_integer(), .delivery_count = any_number()});
      }
      for (std::uint64_t consumer = number(3); consumer != 0; --consumer) {
        const OwnedBytes consumer_name = name();
        say(sink, StreamConsumer{
                      .name = consumer_name, .seen_ms = any_integer(), .active_ms = any_integer()});
        for (std::uint64_t i = number(3); i != 0; --i) say(sink, StreamConsumerPending{.id = id()});
      }
    }
  }

  class GivenBlob final : public PackedBlob::Unpacker {
   public:
    explicit GivenBlob(Bytes bytes) : bytes_(bytes) {}
    Bytes unpacked() override { return bytes_; }

   private:
    Bytes bytes_;
  };

  void plain(ElementRole role, EventSink& sink) {
    const bool is_integer = flip();
    say(sink, PlainElement{.role = role,
                           .form = static_cast<PlainElement::Form>(number(3)),
                           .length = any_number(),
                           .is_integer = is_integer,
                           .integer = is_integer ? any_integer() : 0,
                           .score = role == ElementRole::member ? score() : 0,
                           .expire_ms = number(3) == 0 ? any_integer() : kNoExpiry,
                           .stored_bytes = any_number()});
  }

  void layout(ObjectType type, EventSink& sink) {
    if (type == ObjectType::string) return plain(ElementRole::value, sink);
    const std::uint64_t count = number(5);
    const bool plain_only = type != ObjectType::stream && flip();
    say(sink, LayoutBegin{.count = plain_only && flip() ? count : kUnknownCount});
    for (std::uint64_t i = 0; i < count; ++i) {
      if (!plain_only) {
        const OwnedBytes content = name();
        GivenBlob blob(content);
        say(sink, PackedBlob{.encoding = static_cast<PackedEncoding>(number(4)),
                             .stored_bytes = any_number(),
                             .unpacked_bytes = any_number(),
                             .count = flip() ? number(99) : kUnknownCount,
                             .node = flip() ? id() : StreamId{},
                             .unpacker = blob});
      } else if (type == ObjectType::hash) {
        plain(ElementRole::field, sink);
        plain(ElementRole::value, sink);
      } else {
        plain(type == ObjectType::list ? ElementRole::item : ElementRole::member, sink);
      }
    }
    if (type == ObjectType::stream) stream_details(sink);
    say(sink, LayoutEnd{});
  }

  std::uint64_t seed_;
  RandomEventsOptions options_;
  std::mt19937_64 random_;
  std::uint32_t db_ = 0;
  std::uint64_t left_ = 0;  // events until the value breaks off
};

}  // namespace rdb::testing
