// The words in which the format and its events speak of a dump.
#pragma once
#include <compare>
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

/// Who wrote the file. From the magic: type 22 and opcode 243 mean different things in the two.
enum class Family : std::uint8_t { redis, valkey };

/// The logical type of a key, as the TYPE command says it (`module` for any module's value).
enum class ObjectType : std::uint8_t { string, list, set, zset, hash, stream, module, other };

/// "string", "list", … as the TYPE command says it. Static storage.
Bytes name_of(ObjectType type);
/// "REDIS" or "VALKEY": the letters of the magic. Static storage.
Bytes name_of(Family family);

inline constexpr std::int64_t kNoExpiry = -1;  ///< servers read an expiry of -1 as none, too
inline constexpr std::uint64_t kUnknownCount = ~std::uint64_t{0};
inline constexpr std::uint64_t kUnknownSize = ~std::uint64_t{0};

/// Id of a stream entry: milliseconds and a sequence number.
struct StreamId {
  std::uint64_t ms = 0;
  std::uint64_t seq = 0;
  friend auto operator<=>(const StreamId&, const StreamId&) = default;
};

}  // namespace rdb
