#include "librdb/transform/held_replay.h"

#include <algorithm>
#include <cstring>

#include "librdb/base/limits.h"

namespace rdb {
namespace {

// Reads a spool of our own in exact amounts.
class SpoolReader {
 public:
  explicit SpoolReader(ByteStream& stream) : stream_(stream) {}
  bool at_end() {
    if (piece_.empty()) piece_ = stream_.next();
    return piece_.empty();
  }
  /// At most `most` bytes, empty only at the end.
  Bytes some(std::uint64_t most) {
    if (at_end()) return {};
    const Bytes part =
        piece_.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(most, piece_.size())));
    piece_.remove_prefix(part.size());
    return part;
  }
  template <typename T>
  T value() {
    T result{};
    char* to = reinterpret_cast<char*>(&result);
    for (std::size_t done = 0; done < sizeof(T);) {
      const Bytes part = some(sizeof(T) - done);
      if (part.empty()) break;
      std::memcpy(to + done, part.data(), part.size());
      done += part.size();
    }
    return result;
  }
  void read(OwnedBytes& to, std::uint64_t size, MemoryBudget& budget) {
    to.clear();
    while (size > 0) {
      const Bytes part = some(size);
      if (part.empty()) break;
      append_counted(to, part, budget);
      size -= part.size();
    }
  }

 private:
  ByteStream& stream_;
  Bytes piece_;
};

// One value inside the spool.
class PartStream final : public ByteStream {
 public:
  PartStream(SpoolReader& reader, std::uint64_t size) : reader_(reader), left_(size) {}
  Bytes next() override {
    if (left_ == 0) return {};
    const Bytes part = reader_.some(left_);
    left_ -= part.size();
    return part;
  }
  void skip_rest() {
    while (!next().empty()) {
    }
  }

 private:
  SpoolReader& reader_;
  std::uint64_t left_;
};

}  // namespace

void say_value(const Entry& entry, HeldForm form, const Payload& body, Interests wanted,
               EventSink& sink, const DecoderSource& decoder) {
  if (wanted.empty()) return;
  if (form == HeldForm::elements) {
    if (wanted.has(Interest::raw) || wanted.has(Interest::elements)) {
      replay_elements(body.as_view(), sink);
    }
  } else if (wanted == Interests(Interest::raw)) {
    sink.on(RawValue{.body = body});
  } else {
    decoder().decode(entry, body, wanted, sink);
  }
}

void say_key(const Entry& entry, HeldForm form, const Payload& body, bool leave, EventSink& sink,
             const DecoderSource& decoder) {
  const std::uint64_t size = form == HeldForm::raw ? body.size() : 0;
  say_value(entry, form, body, sink.enter(entry), sink, decoder);
  if (leave) sink.on(Leave{.value_bytes = size, .end_offset = 0});
}

void replay_held(Spool& spool, bool leave, EventSink& sink, const DecoderSource& decoder,
                 MemoryBudget& budget) {
  SpoolReader reader(spool.replay());
  OwnedBytes head;
  OwnedBytes value;
  while (!reader.at_end()) {
    const auto head_size = reader.value<std::uint64_t>();
    const auto size = reader.value<std::uint64_t>();
    const auto form = reader.value<HeldForm>();
    reader.read(head, head_size, budget);
    Entry entry;
    restore_entry(head, entry);
    if (form == HeldForm::elements || size <= kSpoolMemory) {
      reader.read(value, size, budget);
      say_key(entry, form, Payload::view(value), leave, sink, decoder);
    } else {
      PartStream stream(reader, size);
      say_key(entry, form, Payload::stream(stream, size), leave, sink, decoder);
      stream.skip_rest();
    }
  }
  budget.give(counted_capacity(head) + counted_capacity(value));
}

}  // namespace rdb
