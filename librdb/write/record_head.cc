#include "librdb/write/record_head.h"

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/format/length.h"
#include "librdb/format/opcodes.h"

namespace rdb {
namespace {

constexpr char byte_of(Opcode opcode) { return static_cast<char>(opcode); }

// Bytes the attribute at the front takes; 0 if there is none.
std::size_t attribute_size(Bytes record) {
  if (record.empty()) return 0;
  switch (static_cast<Opcode>(record.front())) {
    case Opcode::expire_ms:
      return 9;
    case Opcode::expire_seconds:
      return 5;
    case Opcode::frequency:
      return 2;
    case Opcode::idle:
    case Opcode::ram_lru:
    case Opcode::slot_number:
      return 1 + decode_length(record.data() + 1, record.data() + record.size()).size;
    default:
      return 0;
  }
}

}  // namespace

void write_attributes(OutputBuffer& out, const Attributes& attributes) {
  char* p = out.reserve(1 + sizeof(std::uint64_t) + 1 + kMaxLengthBytes + 2);
  std::size_t size = 0;
  if (attributes.has_expiry()) {
    p[size++] = byte_of(Opcode::expire_ms);
    store_le(p + size, static_cast<std::uint64_t>(attributes.expire_ms));
    size += sizeof(std::uint64_t);
  }
  if (attributes.has_idle()) {
    p[size++] = byte_of(Opcode::idle);
    size += encode_length(p + size, attributes.idle_seconds);
  }
  if (attributes.has_frequency()) {
    p[size++] = byte_of(Opcode::frequency);
    p[size++] = static_cast<char>(attributes.frequency);
  }
  out.advance(size);
}

void write_head(OutputBuffer& out, StringEncoder& strings, const Entry& entry,
                std::uint8_t type_byte) {
  write_attributes(out, entry.attributes);
  if (!entry.key_metadata.empty()) {
    out.append(byte_of(Opcode::key_metadata));
    out.append(entry.key_metadata);
  }
  out.append(static_cast<char>(type_byte));
  strings.write(out, entry.key);
}

Bytes without_attributes(Bytes record) {
  for (std::size_t size; (size = attribute_size(record)) != 0;) {
    if (size >= record.size()) throw CorruptInput("a record ends within its attributes");
    record.remove_prefix(size);
  }
  return record;
}

}  // namespace rdb
