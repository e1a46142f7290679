#include "librdb/parse/stream_node.h"

#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/event/events.h"
#include "librdb/format/listpack.h"
#include "librdb/format/opcodes.h"
#include "librdb/parse/packed_text.h"

namespace rdb {
namespace {

OwnedBytes text_of(StreamId id) { return std::to_string(id.ms) + '-' + std::to_string(id.seq); }

// Reads a node from its head on.
class NodeReader {
 public:
  NodeReader(Bytes blob, StreamId master, StreamProgress& progress, EventSink& sink)
      : cursor_(blob), master_fields_(cursor_), master_(master), progress_(progress), sink_(sink) {}

  void run() {
    const std::uint64_t count = number("the number of entries of a stream's node");
    const std::uint64_t deleted = number("the number of deleted entries of a stream's node");
    fields_ = number("the number of fields of a stream's node");
    master_fields_ = cursor_;  // each entry with the same fields walks them again
    for (std::uint64_t i = 0; i < fields_; ++i) take("a field of a stream's node");
    if (integer("the end of a stream node's fields") != 0) {
      throw CorruptInput("expected 0 behind the fields of a stream's node");
    }
    for (PackedValue flags; cursor_.next(flags);) entry(integer_of_entry(flags, "flags"));
    if (live_ != count || deleted_ != deleted) {
      throw CorruptInput("a stream's node states " + std::to_string(count) + " entries and " +
                         std::to_string(deleted) + " deleted ones and holds " +
                         std::to_string(live_) + " and " + std::to_string(deleted_));
    }
  }

 private:
  const PackedValue& take(const char* what) {
    if (!cursor_.next(value_))
      throw CorruptInput(std::string("expected ") + what + ", found the end");
    return value_;
  }
  // Servers write integers and take their text, too.
  static std::int64_t integer_of_entry(const PackedValue& value, const char* what) {
    std::int64_t integer = value.integer;
    if (!value.is_integer && !read_canonical_integer(value.text, integer)) {
      throw CorruptInput(std::string("expected ") + what + ", found text");
    }
    return integer;
  }
  std::int64_t integer(const char* what) { return integer_of_entry(take(what), what); }
  std::uint64_t number(const char* what) {
    const std::int64_t value = integer(what);
    if (value < 0)
      throw CorruptInput(std::string("expected ") + what + ", found " + std::to_string(value));
    return static_cast<std::uint64_t>(value);
  }

  void entry(std::int64_t flags) {
    if (flags < 0 || flags > (kStreamEntryDeleted | kStreamEntrySameFields)) {
      throw CorruptInput("unknown flags " + std::to_string(flags) + " of a stream's entry");
    }
    const bool is_deleted = (flags & kStreamEntryDeleted) != 0;
    const bool same = (flags & kStreamEntrySameFields) != 0;
    const StreamId id = read_id();
    const std::uint64_t fields = same ? fields_ : number("the number of fields of an entry");
    if (is_deleted) {
      ++deleted_;
    } else {
      ++live_;
      if (progress_.entries++ == 0) progress_.first = id;
      sink_.on(StreamEntry{.id = id, .fields = fields});
    }
    ListpackCursor names = master_fields_;
    for (std::uint64_t i = 0; i < fields; ++i) {
      PackedValue name;
      if (same) {
        names.next(name);
      } else {
        name = take("a field of a stream's entry");
      }
      const PackedValue& value = take("a value of a stream's entry");
      if (is_deleted) continue;
      const PackedText text(name);
      sink_.on(StreamField{.field = text.bytes(), .value = payload_of(value)});
    }
    const std::uint64_t before = same ? fields + 3 : 2 * fields + 4;
    if (number("the size of a stream's entry") != before) {
      throw CorruptInput("a stream's entry of " + std::to_string(before) +
                         " parts states another number");
    }
  }

  // Differences are modulo 2^64: that of the sequence is negative where a later millisecond has
  // a lower one.
  StreamId read_id() {
    const auto ms = static_cast<std::uint64_t>(integer("the time of a stream's entry"));
    const auto seq = static_cast<std::uint64_t>(integer("the sequence of a stream's entry"));
    const StreamId id{master_.ms + ms, master_.seq + seq};
    if (progress_.any && id <= progress_.last) {
      throw CorruptInput("entry " + text_of(id) + " of a stream stands behind " +
                         text_of(progress_.last));
    }
    progress_.any = true;
    progress_.last = id;
    return id;
  }

  ListpackCursor cursor_;
  ListpackCursor master_fields_;
  PackedValue value_;
  StreamId master_;
  StreamProgress& progress_;
  EventSink& sink_;
  std::uint64_t fields_ = 0;
  std::uint64_t live_ = 0;
  std::uint64_t deleted_ = 0;
};

}  // namespace

void tell_stream_node(Bytes blob, StreamId master, StreamProgress& progress, EventSink& sink) {
  NodeReader(blob, master, progress, sink).run();
}

}  // namespace rdb
