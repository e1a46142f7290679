#include "librdb/proof/restored_value.h"

#include <algorithm>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/format/opcodes.h"
#include "librdb/io/crc64.h"

namespace rdb {
namespace {

constexpr std::size_t kFooterBytes = sizeof(std::uint16_t) + kChecksumBytes;

// The bytes [begin, end) of a stream.
class Slice final : public ByteStream {
 public:
  Slice(ByteStream& whole, std::uint64_t begin, std::uint64_t end)
      : whole_(whole), skip_(begin), left_(end - begin) {}

  Bytes next() override {
    while (left_ != 0) {
      Bytes part = whole_.next();
      if (part.empty()) break;
      const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, part.size()));
      skip_ -= skipped;
      part.remove_prefix(skipped);
      part = part.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, part.size())));
      left_ -= part.size();
      if (!part.empty()) return part;
    }
    return {};
  }

 private:
  ByteStream& whole_;
  std::uint64_t skip_;
  std::uint64_t left_;
};

// What is to be known of a payload before it is taken apart.
struct Outline {
  std::uint64_t size = 0;
  std::uint64_t crc = 0;  // of all but the last 8 bytes
  std::uint8_t type_byte = 0;
  OwnedBytes footer;

  explicit Outline(const Payload& payload) : size(payload.size()) {
    if (size <= 1 + kFooterBytes) throw CorruptInput("a RESTORE of too few bytes");
    if (payload.is_whole()) {
      add(0, payload.as_view());
      return;
    }
    std::uint64_t at = 0;
    ByteStream& parts = payload.parts();
    for (Bytes part = parts.next(); !part.empty(); part = parts.next()) {
      add(at, part);
      at += part.size();
    }
  }

 private:
  void add(std::uint64_t at, Bytes part) {
    if (at == 0) type_byte = static_cast<std::uint8_t>(part.front());
    const auto before = [&](std::uint64_t end) {  // bytes of the part that stand before it
      return static_cast<std::size_t>(
          std::min<std::uint64_t>(end - std::min(at, end), part.size()));
    };
    crc = crc64(crc, part.substr(0, before(size - kChecksumBytes)));
    footer += part.substr(before(size - kFooterBytes));
  }
};

}  // namespace

RestoredValue::RestoredValue(const CommandPart& payload) : payload_(payload) {
  payload.as_payload([&](const Payload& bytes) {
    const Outline outline(bytes);
    size_ = outline.size;
    const auto version = load_le<std::uint16_t>(outline.footer.data());
    if (load_le<std::uint64_t>(outline.footer.data() + sizeof(std::uint16_t)) != outline.crc) {
      throw CorruptInput("the checksum of a RESTORE is not that of its payload");
    }
    if (version > kProvisionalRedisVersion && version != kValkeyVersion) {
      throw Unsupported("a RESTORE of RDB version " + std::to_string(version));
    }
    family_ = version == kValkeyVersion ? Family::valkey : Family::redis;
    type_ = &type_info(family_, outline.type_byte);
    if (!type_->exists()) {
      throw Unsupported("a RESTORE of object type " + std::to_string(outline.type_byte));
    }
  });
}

void RestoredValue::decode(const Entry& entry, Interests interests, EventSink& sink,
                           ValueDecoder& decoder) const {
  payload_.as_payload([&](const Payload& bytes) {
    const std::uint64_t end = size_ - kFooterBytes;
    if (bytes.is_whole()) {
      const Bytes body = bytes.as_view().substr(1, static_cast<std::size_t>(end - 1));
      return decoder.decode(entry, Payload::view(body), interests, sink);
    }
    Slice body(bytes.parts(), 1, end);
    decoder.decode(entry, Payload::stream(body, end - 1), interests, sink);
  });
}

}  // namespace rdb
