// The payload of DUMP and RESTORE: type byte, value, RDB version (u16 LE), CRC-64 of all before it.
//
//   const std::uint16_t version = rdb::payload_version(Family::redis, entry.type_byte);
//   … type byte and value, both fed to crc64() …
//   rdb::PayloadFooter footer(version, crc);    // crc of type byte and value
//   out.append(footer.bytes());
//
// RESTORE accepts every version up to its own, and the version does not gate the type byte
// (measured on Redis 3.2 … 8.0 and Valkey 8.0 … 9.1); a zero CRC is not accepted.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"

namespace rdb {

inline constexpr std::size_t kPayloadFooterBytes = 10;

/// The lowest version that every server which loads the type byte accepts in the footer.
std::uint16_t payload_version(Family family, std::uint8_t type_byte);

class PayloadFooter {
 public:
  /// `crc` is that of type byte and value.
  PayloadFooter(std::uint16_t version, std::uint64_t crc);
  /// Lives as long as this object.
  Bytes bytes() const& { return {bytes_, sizeof bytes_}; }
  Bytes bytes() && = delete;

 private:
  char bytes_[kPayloadFooterBytes];
};

}  // namespace rdb
