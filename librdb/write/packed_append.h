// What the encoders of packed values share.
#pragma once
#include <cstdint>

#include "librdb/event/payload.h"
#include "librdb/format/packed_value.h"
#include "librdb/write/string_encoder.h"

namespace rdb {

/// The most an entry takes in a listpack or ziplist.
inline std::uint64_t packed_bytes_at_most(std::size_t text_bytes) {
  constexpr std::uint64_t kOverhead = 16;  // head, backlen or prevlen of the entry behind it
  return text_bytes + kOverhead;
}
/// The same for a payload; a stream is larger than anything that is packed.
inline std::uint64_t packed_bytes_at_most(const Payload& payload) {
  if (payload.is_stream()) return kMaxPackedBytes;
  return packed_bytes_at_most(static_cast<std::size_t>(payload.size()));
}

/// Requires: payload.is_whole().
template <typename Builder>
void append_packed(Builder& builder, const Payload& payload) {
  if (payload.is_integer()) {
    builder.append(payload.as_integer());
  } else {
    builder.append(payload.as_view());
  }
}

/// Writes each entry of a packed blob as a string of its own.
template <typename Cursor>
void write_entries(StringEncoder& strings, OutputBuffer& out, Cursor cursor) {
  for (PackedValue entry; cursor.next(entry);) {
    if (entry.is_integer) {
      strings.write(out, entry.integer);
    } else {
      strings.write(out, entry.text);
    }
  }
}

}  // namespace rdb
