// The cluster slot of a key.
//
//   rdb::hash_slot("foo");                    // 12182
//   rdb::hash_slot("{user1000}.following");   // that of "user1000"
#pragma once
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

inline constexpr std::uint16_t kSlots = 16384;

/// CRC-16/XMODEM (polynomial 0x1021, initial value 0): "123456789" gives 0x31c3 (crc16.c).
std::uint16_t crc16(Bytes bytes);

/// What of the key is hashed: between the first `{` and the first `}` behind it if that is not
/// empty, else the whole key (cluster.c, keyHashSlot). A view into `key`, living as long as it.
Bytes hash_tag(Bytes key);

/// 0 … 16383. O(length).
std::uint16_t hash_slot(Bytes key);

}  // namespace rdb
