// Hand-made events for the tests of writers.
//
//   const OwnedBytes dump = written({}, [](Feed& feed) {
//     feed.header(12).string(0, "a", "1").hash(0, "h", {{"f", "v"}}).finish();
//   });
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "librdb/event/event_sink.h"
#include "librdb/format/type_table.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/temp_spool.h"
#include "librdb/write/rdb_writer.h"

namespace rdb::testing {

using Pairs = std::vector<std::pair<OwnedBytes, OwnedBytes>>;

/// Hands out its bytes in pieces of one size.
class PieceStream final : public ByteStream {
 public:
  PieceStream(Bytes bytes, std::size_t piece) : rest_(bytes), piece_(piece) {}
  Bytes next() override {
    const Bytes part = rest_.substr(0, piece_);
    rest_.remove_prefix(part.size());
    return part;
  }

 private:
  Bytes rest_;
  std::size_t piece_;
};

/// A sink that cannot be changed behind, like a pipe.
class PipeSink final : public ByteSink {
 public:
  explicit PipeSink(OwnedBytes& out) : out_(out) {}
  void write(Bytes bytes) override { out_ += bytes; }
  bool seekable() const override { return false; }
  void patch(std::uint64_t, Bytes) override { throw std::logic_error("a pipe is not patched"); }
  void truncate(std::uint64_t) override { throw std::logic_error("a pipe is not cut"); }
  std::uint64_t size() const override { return out_.size(); }
  void close() override {}

 private:
  OwnedBytes& out_;
};

/// Attributes of the next key, and how its collection announces itself.
struct KeyOptions {
  Attributes attributes;
  bool count_known = true;
};

inline KeyOptions expiring(std::int64_t ms) {
  KeyOptions options;
  options.attributes.expire_ms = ms;
  return options;
}

/// Sends keys the way a stage that made them up does: it answers whatever the sink asks with
/// elements, or with the raw body where that is what the call says.
class Feed {
 public:
  explicit Feed(EventSink& sink) : sink_(sink) {}

  Feed& header(std::uint32_t version, Family family = Family::redis) {
    Header event;
    event.family = family;
    event.version = version;
    sink_.on(event);
    return *this;
  }
  Feed& aux(Bytes name, Bytes value) {
    Aux event;
    event.name = name;
    event.value = value;
    sink_.on(event);
    return *this;
  }
  Feed& finish() {
    sink_.on(Finish{});
    return *this;
  }

  Feed& string(std::uint32_t db, Bytes key, Bytes value, const KeyOptions& options = {}) {
    return string(db, key, Payload::view(value), options);
  }
  Feed& integer(std::uint32_t db, Bytes key, std::int64_t value, const KeyOptions& options = {}) {
    return string(db, key, Payload::integer(value), options);
  }
  Feed& streamed(std::uint32_t db, Bytes key, Bytes value, bool size_known,
                 const KeyOptions& options = {}) {
    PieceStream stream(value, 7);
    return string(db, key, Payload::stream(stream, size_known ? value.size() : kUnknownSize),
                  options);
  }
  Feed& string(std::uint32_t db, Bytes key, const Payload& value, const KeyOptions& options) {
    Entry entry;
    const Payload stored;
    if (enter(entry, db, key, ObjectType::string, type_byte::kString, options)) {
      sink_.on(StringValue{{}, value, stored});
    }
    return *this;
  }

  Feed& hash(std::uint32_t db, Bytes key, const Pairs& pairs, const KeyOptions& options = {}) {
    Entry entry;
    if (!enter(entry, db, key, ObjectType::hash, type_byte::kHash, options)) return *this;
    CollectionBegin begin;
    begin.count = options.count_known ? pairs.size() : kUnknownCount;
    sink_.on(begin);
    for (const auto& [field, value] : pairs) {
      const Payload payload = Payload::view(value);
      sink_.on(HashField{{}, field, payload, kNoExpiry});
    }
    sink_.on(CollectionEnd{});
    return *this;
  }

  Feed& raw(std::uint32_t db, Bytes key, ObjectType type, std::uint8_t byte, Bytes body,
            const KeyOptions& options = {}) {
    Entry entry;
    if (enter(entry, db, key, type, byte, options)) {
      const Payload payload = Payload::view(body);
      sink_.on(RawValue{{}, payload});
    }
    return *this;
  }

  /// False if the sink does not want the value.
  bool enter(Entry& entry, std::uint32_t db, Bytes key, ObjectType type, std::uint8_t byte,
             const KeyOptions& options) {
    entry.key = key;
    entry.db = db;
    entry.type = type;
    entry.type_byte = byte;
    entry.attributes = options.attributes;
    return !sink_.enter(entry).empty();
  }

  EventSink& sink() { return sink_; }

 private:
  EventSink& sink_;
};

/// What the writer makes of the events, on a seekable output.
inline OwnedBytes written(RdbWriterOptions options, const std::function<void(Feed&)>& events) {
  TempSpoolFactory spools("", 64);  // small: most spools go to a file
  options.spools = &spools;
  OwnedBytes out;
  MemorySink sink(out);
  RdbWriter writer(sink, options);
  Feed feed(writer);
  events(feed);
  return out;
}

}  // namespace rdb::testing
