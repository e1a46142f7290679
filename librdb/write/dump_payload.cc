#include "librdb/write/dump_payload.h"

#include "librdb/base/endian.h"
#include "librdb/format/opcodes.h"
#include "librdb/format/type_table.h"
#include "librdb/io/crc64.h"

namespace rdb {

// 6 with the types of that time is taken by everything from Redis 2.6 on; quicklists too (measured
// from 3.2.13 on). From there on a type comes with the version that introduced it.
std::uint16_t payload_version(Family family, std::uint8_t type_byte) {
  if (type_byte > type_byte::kStream3) {
    return family == Family::valkey ? static_cast<std::uint16_t>(kValkeyVersion) : 12;
  }
  if (type_byte >= type_byte::kSetListpack) return 11;
  if (type_byte >= type_byte::kHashListpack) return 10;
  if (type_byte == type_byte::kStream) return 9;
  if (type_byte >= type_byte::kZset2 && type_byte <= type_byte::kModule2) return 8;
  return 6;
}

PayloadFooter::PayloadFooter(std::uint16_t version, std::uint64_t crc) {
  store_le(bytes_, version);
  store_le(bytes_ + sizeof version, crc64_portable(crc, Bytes(bytes_, sizeof version)));
}

}  // namespace rdb
