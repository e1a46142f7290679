#include "librdb/event/events.h"

#include "librdb/base/integer_text.h"

namespace rdb {

Bytes name_of(PackedEncoding encoding) {
  switch (encoding) {
    case PackedEncoding::zipmap:
      return "zipmap";
    case PackedEncoding::ziplist:
      return "ziplist";
    case PackedEncoding::intset:
      return "intset";
    case PackedEncoding::listpack:
      return "listpack";
  }
  return "unknown";
}

std::optional<std::int64_t> milliseconds_of_ctime(Bytes value) {
  constexpr std::int64_t kLatest = std::int64_t{1} << 50;  // seconds; beyond it is a lie
  const auto seconds = canonical_integer(value);
  if (!seconds || *seconds < 0 || *seconds > kLatest) return std::nullopt;
  return *seconds * 1000;
}

}  // namespace rdb
