// The layout of strings that stand by themselves in the dump.
#pragma once
#include "librdb/event/event_sink.h"
#include "librdb/event/short_elements.h"
#include "librdb/parse/value_context.h"

namespace rdb {

/// read_plain_string() for those that are not short and all in the window.
PlainString read_any_plain_string(Input& in);

/// Reads the string at the input and moves behind it. Of the text only what could be an integer is
/// looked at; nothing longer is decompressed.
inline PlainString read_plain_string(Input& in) {
  if (in.available() < kMostShortString) [[unlikely]]
    return read_any_plain_string(in);
  const std::size_t size = kShortSizes[static_cast<unsigned char>(*in.at())];
  if (size == 0) return read_any_plain_string(in);
  const PlainString string = short_string_at(in.at(), size);
  in.note_string(size);
  in.advance(size);
  return string;
}

/// What stands beside a string and belongs to its element.
struct ElementExtra {
  double score = 0;
  std::int64_t expire_ms = kNoExpiry;
};

inline void tell_plain_element(EventSink& sink, ElementRole role, const PlainString& string,
                               const ElementExtra& extra = {}) {
  sink.on(PlainElement{.role = role,
                       .form = string.form,
                       .length = string.length,
                       .is_integer = string.is_integer,
                       .integer = string.integer,
                       .score = extra.score,
                       .expire_ms = extra.expire_ms,
                       .stored_bytes = string.stored_bytes});
}

/// Reads the string at the input and tells its PlainElement.
inline void tell_plain_element(ValueContext& context, ElementRole role) {
  tell_plain_element(context.sink, role, read_plain_string(context.in));
}

/// Of the `left` strings of which the rest of a value consists, tells those in front that are short
/// and all in the window; how many. Of a hash (role field) in pairs. O(bytes).
std::uint64_t tell_short_elements(ValueContext& context, ElementRole role, std::uint64_t left);
/// The same for members of which each has a score of eight bytes behind it; stops at NaN.
std::uint64_t tell_short_members_with_scores(ValueContext& context, std::uint64_t left);

}  // namespace rdb
