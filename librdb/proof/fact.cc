#include "librdb/proof/fact.h"

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"

namespace rdb::fact {
namespace {

constexpr std::size_t kLongestText = 64;
enum Flag : char { kExpires = 1, kInFields = 2, kMetadata = 4 };

void put_number(OwnedBytes& to, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) to += static_cast<char>(value | 0x80);
  to += static_cast<char>(value);
}

void put_fixed(OwnedBytes& to, std::uint64_t value) {
  char bytes[sizeof value];
  store_le(bytes, value);
  to.append(bytes, sizeof bytes);
}

void put_bytes(OwnedBytes& to, Bytes bytes) {
  put_number(to, bytes.size());
  to += bytes;
}

class Reader {
 public:
  explicit Reader(Bytes record) : rest_(record) {}
  char byte() {
    const char value = rest_.front();
    rest_.remove_prefix(1);
    return value;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto part = static_cast<unsigned char>(byte());
      value |= static_cast<std::uint64_t>(part & 0x7f) << shift;
      if (part < 0x80) return value;
    }
  }
  std::uint64_t fixed() {
    const auto value = load_le<std::uint64_t>(rest_.data());
    rest_.remove_prefix(sizeof value);
    return value;
  }
  Bytes bytes() {
    const auto size = static_cast<std::size_t>(number());
    const Bytes value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }

 private:
  Bytes rest_;
};

bool has_field(FactKind kind) { return kind >= FactKind::matched; }

}  // namespace

void put(OwnedBytes& to, const Fact& fact) {
  to += static_cast<char>(fact.kind);
  to += static_cast<char>((fact.expire_ms != kNoExpiry ? kExpires : 0) |
                          (fact.in_fields ? kInFields : 0) | (fact.has_metadata ? kMetadata : 0));
  put_number(to, fact.db);
  put_bytes(to, fact.key);
  if (has_field(fact.kind)) {
    put_bytes(to, fact.field);
  } else {
    to += static_cast<char>(fact.type);
  }
  put_bytes(to, fact.value);
  if (fact.kind == FactKind::matched) {
    put_number(to, fact.rule);
    put_number(to, fact.place);
  }
  if (fact.expire_ms != kNoExpiry) put_fixed(to, static_cast<std::uint64_t>(fact.expire_ms));
}

Fact get(Bytes record) {
  Reader in(record);
  Fact fact;
  fact.kind = static_cast<FactKind>(in.byte());
  const char flags = in.byte();
  fact.in_fields = (flags & kInFields) != 0;
  fact.has_metadata = (flags & kMetadata) != 0;
  fact.db = static_cast<std::uint32_t>(in.number());
  fact.key = in.bytes();
  if (has_field(fact.kind)) {
    fact.field = in.bytes();
  } else {
    fact.type = static_cast<ObjectType>(in.byte());
  }
  fact.value = in.bytes();
  if (fact.kind == FactKind::matched) {
    fact.rule = static_cast<std::size_t>(in.number());
    fact.place = in.number();
  }
  if ((flags & kExpires) != 0) fact.expire_ms = static_cast<std::int64_t>(in.fixed());
  return fact;
}

void put_value(OwnedBytes& to, const Payload& payload, const ValueDigest& digest) {
  std::int64_t integer = 0;
  if (integer_of(payload, integer)) {
    char form_and_integer[1 + sizeof integer] = {kInteger};
    store_le(form_and_integer + 1, static_cast<std::uint64_t>(integer));
    to.append(form_and_integer, sizeof form_and_integer);
    return;
  }
  if (payload.is_whole() && payload.size() <= kLongestText) {
    to += kText;
    to += payload.as_view();
    return;
  }
  std::uint64_t size = 0;
  const Digest value = digest.of(payload, size);
  to += kDigest;
  put_fixed(to, value.low);
  put_fixed(to, value.high);
  put_fixed(to, size);
}

void put_value(OwnedBytes& to, Digest digest, std::uint64_t elements) {
  to += kCollection;
  put_fixed(to, digest.low);
  put_fixed(to, digest.high);
  put_fixed(to, elements);
}

OwnedBytes shown(Bytes value) {
  if (value.empty()) return {};
  constexpr std::size_t kSizeAt = 1 + 2 * sizeof(std::uint64_t);
  switch (value.front()) {
    case kInteger:
      return std::to_string(*integer_of_value(value));
    case kText:
      return '"' + escaped(value.substr(1)) + '"';
    case kDigest:
      return std::to_string(load_le<std::uint64_t>(value.data() + kSizeAt)) + " bytes";
    default:
      return std::to_string(load_le<std::uint64_t>(value.data() + kSizeAt)) + " elements";
  }
}

}  // namespace rdb::fact
