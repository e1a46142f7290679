// How long a text may be for which header, and the bytes that a text with its header asks for.
//
//   const rdb::SdsLimits sds = rdb::sds_limits(rdb::Family::valkey, 801);
//   sds.type_for(40)                      // SdsType::sds_8
//   sds.bytes(40)                         // 44: header of 3, text, final zero
//
// The same row serves texts in a block of their own, in the object of a key (embedded_object.h), in
// an entry of a hash and in a node of a skiplist. Source: sds.c sdsReqType, sds.h; Valkey leaves
// room in each type for the header and the zero since 8.0, so that a block's usable size always is
// a number of that header.
#pragma once
#include <cstdint>

#include "librdb/base/types.h"

namespace rdb {

enum class SdsType : std::uint8_t { sds_5, sds_8, sds_16, sds_32, sds_64 };

/// Bytes before the text. O(1).
constexpr std::uint64_t sds_header(SdsType type) {
  constexpr std::uint8_t kBytes[] = {1, 3, 5, 9, 17};
  return kBytes[static_cast<std::uint8_t>(type)];
}

/// Header, text, final zero: what is asked of the allocator. O(1).
constexpr std::uint64_t sds_bytes(std::uint64_t length, SdsType type) {
  return sds_header(type) + length + 1;
}

/// Up to which length a text gets which header.
struct SdsLimits {
  std::uint64_t type_5 = 31;
  std::uint64_t type_8 = 255;
  std::uint64_t type_16 = 65535;
  std::uint64_t type_32 = 0xffffffff;

  /// An empty text in a block of its own gets the next type, which changes no block's size. O(1).
  constexpr SdsType type_for(std::uint64_t length) const {
    return static_cast<SdsType>(unsigned{length > type_5} + unsigned{length > type_8} +
                                unsigned{length > type_16} + unsigned{length > type_32});
  }

  /// Of a text with the header that its length asks for. O(1).
  constexpr std::uint64_t bytes(std::uint64_t length) const {
    return sds_bytes(length, type_for(length));
  }

  friend constexpr bool operator==(const SdsLimits&, const SdsLimits&) = default;
};

/// The row of a release: `release` is 800 for 8.0. O(1).
constexpr SdsLimits sds_limits(Family family, std::uint16_t release) {
  if (family == Family::valkey && release >= 800) return {31, 252, 65530, 0xfffffff6};
  return {};
}

}  // namespace rdb
