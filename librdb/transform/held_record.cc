#include "librdb/transform/held_record.h"

#include <cstring>

namespace rdb {
namespace {

constexpr unsigned kInFile = 1U << 3;
constexpr unsigned kElements = 1U << 4;

// A value that stands in a row of blocks.
class BlockStream final : public ByteStream {
 public:
  BlockStream(SpillFile& file, std::uint64_t block, std::uint64_t size)
      : file_(file), block_(block), left_(size) {}
  Bytes next() override {
    if (left_ == 0) return {};
    file_.read(block_, buffer_);
    left_ -= buffer_.size();
    return buffer_;
  }

 private:
  SpillFile& file_;
  std::uint64_t block_;
  std::uint64_t left_;
  OwnedBytes buffer_;
};

template <typename Say>
void with_body(const HeldRecord& held, SpillFile& file, Say say) {
  Entry entry;
  restore_entry(held.head, entry);
  if (!held.in_file) return say(entry, Payload::view(held.body));
  BlockStream stream(file, held.block, held.body_size);
  say(entry, Payload::stream(stream, held.body_size));
}

}  // namespace

namespace held_record {

char* put(char* to, const HeldRecord& held) {
  *to++ = static_cast<char>(flat_record::kHeld | (held.in_file ? kInFile : 0U) |
                            (held.form == HeldForm::elements ? kElements : 0U));
  to = flat_record::put_bytes(to, held.head);
  to = flat_record::put_varint(to, held.body_size);
  if (held.in_file) return flat_record::put_varint(to, held.block);
  held.body.copy(to, held.body.size());
  return to + held.body.size();
}

const char* get(const char* from, HeldRecord& held) {
  const auto control = static_cast<unsigned char>(*from++);
  held.in_file = (control & kInFile) != 0;
  held.form = (control & kElements) != 0 ? HeldForm::elements : HeldForm::raw;
  std::uint64_t size = 0;
  from = flat_record::get_varint(from, size);
  held.head = {from, static_cast<std::size_t>(size)};
  from = flat_record::get_varint(from + size, held.body_size);
  if (held.in_file) return flat_record::get_varint(from, held.block);
  held.body = {from, static_cast<std::size_t>(held.body_size)};
  return from + held.body_size;
}

}  // namespace held_record

std::uint64_t spill_body(ByteStream& body, SpillFile& file) {
  std::uint64_t first = 0;
  bool is_first = true;
  for (Bytes part = body.next(); !part.empty(); part = body.next()) {
    for (; !part.empty(); part.remove_prefix(std::min(part.size(), SpillFile::kBlockBytes))) {
      const std::uint64_t at = file.append(part.substr(0, SpillFile::kBlockBytes));
      if (is_first) first = at;
      is_first = false;
    }
  }
  return first;
}

void say_held(const HeldRecord& held, bool leave, SpillFile& file, EventSink& sink,
              const DecoderSource& decoder) {
  with_body(held, file, [&](const Entry& entry, const Payload& body) {
    say_key(entry, held.form, body, leave, sink, decoder);
  });
}

void say_held_elements(const HeldRecord& held, SpillFile& file, EventSink& sink,
                       const DecoderSource& decoder) {
  with_body(held, file, [&](const Entry& entry, const Payload& body) {
    say_value(entry, held.form, body, Interest::elements, sink, decoder);
  });
}

}  // namespace rdb
