// Dumps made by hand: what is appended is what lies in the file, the checksum is added at the end.
//
//   const OwnedBytes dump = DumpBuilder("REDIS0011").select_db(0).key(0, "k").string("v").finish();
//
// Nothing is checked: a lying length is one `bytes()` away.
#pragma once
#include <cstdint>
#include <cstring>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"
#include "librdb/format/length.h"
#include "librdb/format/lzf.h"
#include "librdb/format/opcodes.h"
#include "librdb/io/crc64.h"

namespace rdb::testing {

class DumpBuilder {
 public:
  explicit DumpBuilder(Bytes magic = "REDIS0011") : out_(magic) {}

  DumpBuilder& bytes(Bytes bytes) {
    out_ += bytes;
    return *this;
  }
  DumpBuilder& byte(unsigned value) {
    out_ += static_cast<char>(value);
    return *this;
  }
  DumpBuilder& opcode(Opcode opcode) { return byte(static_cast<unsigned>(opcode)); }
  DumpBuilder& length(std::uint64_t value) {
    char text[kMaxLengthBytes];
    out_.append(text, encode_length(text, value));
    return *this;
  }
  template <class T>
  DumpBuilder& little_endian(T value) {
    char text[sizeof(T)];
    store_le(text, static_cast<std::make_unsigned_t<T>>(value));
    return bytes({text, sizeof text});
  }

  /// A raw string.
  DumpBuilder& string(Bytes text) { return length(text.size()).bytes(text); }
  /// A string stored as int8, int16 or int32.
  DumpBuilder& integer(std::int64_t value) {
    if (value == static_cast<std::int8_t>(value)) {
      return byte(0xc0).little_endian(static_cast<std::int8_t>(value));
    }
    if (value == static_cast<std::int16_t>(value)) {
      return byte(0xc1).little_endian(static_cast<std::int16_t>(value));
    }
    return byte(0xc2).little_endian(static_cast<std::int32_t>(value));
  }
  /// A string compressed with LZF. Requires: it can be compressed.
  DumpBuilder& lzf(Bytes text) {
    OwnedBytes compressed(text.size(), '\0');
    compressed.resize(lzf_compress(text, compressed.data(), compressed.size()));
    return byte(0xc3).length(compressed.size()).length(text.size()).bytes(compressed);
  }

  DumpBuilder& aux(Bytes name, Bytes value) {
    return opcode(Opcode::aux).string(name).string(value);
  }
  DumpBuilder& select_db(std::uint64_t db) { return opcode(Opcode::select_db).length(db); }
  DumpBuilder& resize_db(std::uint64_t keys, std::uint64_t expires) {
    return opcode(Opcode::resize_db).length(keys).length(expires);
  }
  DumpBuilder& expire_ms(std::int64_t ms) { return opcode(Opcode::expire_ms).little_endian(ms); }
  /// Type byte and key; the value is appended by the caller.
  DumpBuilder& key(unsigned type_byte, Bytes key) { return byte(type_byte).string(key); }

  std::size_t size() const { return out_.size(); }
  /// As it stands, without an end.
  const OwnedBytes& unfinished() const { return out_; }
  /// Adds opcode EOF and the right checksum.
  OwnedBytes finish() const {
    OwnedBytes dump = out_ + '\xff';
    char checksum[kChecksumBytes];
    store_le(checksum, crc64(0, dump));
    return dump.append(checksum, sizeof checksum);
  }
  /// Adds opcode EOF and this checksum (0: saved without one).
  OwnedBytes finish_with(std::uint64_t stated) const {
    OwnedBytes dump = out_ + '\xff';
    char checksum[kChecksumBytes];
    store_le(checksum, stated);
    return dump.append(checksum, sizeof checksum);
  }

 private:
  OwnedBytes out_;
};

}  // namespace rdb::testing
