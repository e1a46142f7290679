#include "librdb/transform/element_log.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <optional>

#include "librdb/base/endian.h"

namespace rdb {
namespace {

constexpr char kInteger = 'i';
constexpr char kBytes = 'b';

// Reads what ElementLog wrote: our own memory, so nothing is checked beyond assertions.
class LogReader {
 public:
  explicit LogReader(Bytes log) : rest_(log) {}
  bool done() const { return rest_.empty(); }
  char tag() {
    const char tag = rest_.front();
    rest_.remove_prefix(1);
    return tag;
  }
  std::uint64_t number() {
    const auto value = load_le<std::uint64_t>(rest_.data());
    rest_.remove_prefix(8);
    return value;
  }
  std::int64_t signed_number() { return static_cast<std::int64_t>(number()); }
  Bytes bytes() {
    const auto size = static_cast<std::size_t>(number());
    assert(size <= rest_.size());
    const Bytes bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  // Payloads are built in place: they cannot be copied.
  struct Stored {
    bool is_integer;
    std::int64_t integer;
    Bytes view;
    Payload payload() const { return is_integer ? Payload::integer(integer) : Payload::view(view); }
  };
  Stored stored() {
    if (tag() == kInteger) return {true, signed_number(), {}};
    return {false, 0, bytes()};
  }
  StreamId id() {
    const std::uint64_t ms = number();
    return {ms, number()};
  }

 private:
  Bytes rest_;
};

void replay_stream_part(char tag, LogReader& log, EventSink& sink) {
  switch (tag) {
    case 'E': {
      const StreamId id = log.id();
      return sink.on(StreamEntry{.id = id, .fields = log.number()});
    }
    case 'I': {
      const std::uint64_t length = log.number();
      const StreamId last = log.id();
      const StreamId first = log.id();
      const StreamId deleted = log.id();
      return sink.on(StreamInfo{.length = length,
                                .last_id = last,
                                .first_id = first,
                                .max_deleted_id = deleted,
                                .entries_added = log.number()});
    }
    case 'G': {
      const Bytes name = log.bytes();
      const StreamId last = log.id();
      return sink.on(
          StreamGroup{.name = name, .last_delivered = last, .entries_read = log.signed_number()});
    }
    case 'P': {
      const StreamId id = log.id();
      const std::int64_t delivered = log.signed_number();
      return sink.on(
          StreamPending{.id = id, .delivery_ms = delivered, .delivery_count = log.number()});
    }
    case 'C': {
      const Bytes name = log.bytes();
      const std::int64_t seen = log.signed_number();
      return sink.on(
          StreamConsumer{.name = name, .seen_ms = seen, .active_ms = log.signed_number()});
    }
    case 'O':
      return sink.on(StreamConsumerPending{.id = log.id()});
    default:
      assert(false);
  }
}

}  // namespace

std::uint64_t counted_capacity(const OwnedBytes& bytes) {
  const std::size_t capacity = bytes.capacity();
  return capacity > OwnedBytes().capacity() ? capacity : 0;  // small ones are stored in place
}

void append_counted(OwnedBytes& to, Bytes bytes, MemoryBudget& budget) {
  if (bytes.size() > to.capacity() - to.size()) {
    const std::uint64_t before = counted_capacity(to);
    const std::size_t wanted = std::max(to.size() + bytes.size(), to.capacity() * 2);
    budget.take(wanted);  // both are there while it moves
    to.reserve(wanted);
    budget.give(before);
  }
  to.append(bytes);
}

void ElementLog::append(Bytes bytes) { append_counted(log_, bytes, budget_); }
void ElementLog::tag(char tag) { append({&tag, 1}); }
void ElementLog::number(std::uint64_t value) {
  char text[8];
  store_le(text, value);
  append({text, sizeof text});
}
void ElementLog::bytes(Bytes bytes) {
  number(bytes.size());
  append(bytes);
}
void ElementLog::id(StreamId id) {
  number(id.ms);
  number(id.seq);
}

void ElementLog::payload(const Payload& payload) {
  if (payload.is_integer()) {
    tag(kInteger);
    return number(static_cast<std::uint64_t>(payload.as_integer()));
  }
  tag(kBytes);
  if (payload.is_whole()) return bytes(payload.as_view());
  const std::size_t size_at = log_.size();
  number(0);
  ByteStream& parts = payload.parts();
  for (Bytes part = parts.next(); !part.empty(); part = parts.next()) append(part);
  store_le(log_.data() + size_at, std::uint64_t{log_.size() - size_at - 8});
}

void ElementLog::on(const StringValue& event) {
  tag('V');
  payload(event.value);
}
void ElementLog::on(const CollectionBegin& event) {
  tag('B');
  number(event.count);
}
void ElementLog::on(const ListItem& event) {
  tag('L');
  payload(event.item);
}
void ElementLog::on(const SetMember& event) {
  tag('S');
  bytes(event.member);
}
void ElementLog::on(const ZsetMember& event) {
  tag('Z');
  bytes(event.member);
  number(std::bit_cast<std::uint64_t>(event.score));
}
void ElementLog::on(const HashField& event) {
  tag('H');
  bytes(event.field);
  payload(event.value);
  number(static_cast<std::uint64_t>(event.expire_ms));
}
void ElementLog::on(const StreamEntry& event) {
  tag('E');
  id(event.id);
  number(event.fields);
}
void ElementLog::on(const StreamField& event) {
  tag('F');
  bytes(event.field);
  payload(event.value);
}
void ElementLog::on(const StreamInfo& event) {
  tag('I');
  number(event.length);
  id(event.last_id);
  id(event.first_id);
  id(event.max_deleted_id);
  number(event.entries_added);
}
void ElementLog::on(const StreamGroup& event) {
  tag('G');
  bytes(event.name);
  id(event.last_delivered);
  number(static_cast<std::uint64_t>(event.entries_read));
}
void ElementLog::on(const StreamPending& event) {
  tag('P');
  id(event.id);
  number(static_cast<std::uint64_t>(event.delivery_ms));
  number(event.delivery_count);
}
void ElementLog::on(const StreamConsumer& event) {
  tag('C');
  bytes(event.name);
  number(static_cast<std::uint64_t>(event.seen_ms));
  number(static_cast<std::uint64_t>(event.active_ms));
}
void ElementLog::on(const StreamConsumerPending& event) {
  tag('O');
  id(event.id);
}
void ElementLog::on(const CollectionEnd&) { tag('e'); }

void replay_elements(Bytes bytes, EventSink& sink) {
  LogReader log(bytes);
  while (!log.done()) {
    const char tag = log.tag();
    switch (tag) {
      case 'V':
        sink.on(StringValue{.value = log.stored().payload(), .stored = Payload()});
        break;
      case 'B':
        sink.on(CollectionBegin{.count = log.number()});
        break;
      case 'L':
        sink.on(ListItem{.item = log.stored().payload()});
        break;
      case 'S':
        sink.on(SetMember{.member = log.bytes()});
        break;
      case 'Z': {
        const Bytes member = log.bytes();
        sink.on(ZsetMember{.member = member, .score = std::bit_cast<double>(log.number())});
        break;
      }
      case 'H': {
        const Bytes field = log.bytes();
        const auto value = log.stored();
        sink.on(
            HashField{.field = field, .value = value.payload(), .expire_ms = log.signed_number()});
        break;
      }
      case 'F': {
        const Bytes field = log.bytes();
        sink.on(StreamField{.field = field, .value = log.stored().payload()});
        break;
      }
      case 'e':
        sink.on(CollectionEnd{});
        break;
      default:
        replay_stream_part(tag, log, sink);
    }
  }
}

}  // namespace rdb
