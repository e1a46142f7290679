// The layout of strings that stand by themselves in the dump.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/event/events.h"
#include "librdb/parse/value_context.h"

namespace rdb {

/// What layout says of such a string.
struct PlainString {
  PlainElement::Form form = PlainElement::Form::raw;
  std::uint64_t length = 0;
  std::optional<std::int64_t> integer;
  std::uint64_t stored_bytes = 0;
};

/// Reads the string at the input and moves behind it. Of the text only what could be an integer is
/// looked at; nothing longer is decompressed.
PlainString read_plain_string(Input& in);

/// What stands beside a string and belongs to its element.
struct ElementExtra {
  double score = 0;
  std::int64_t expire_ms = kNoExpiry;
};

void tell_plain_element(EventSink& sink, ElementRole role, const PlainString& string,
                        const ElementExtra& extra = {});
/// Reads the string at the input and tells its PlainElement.
void tell_plain_element(ValueContext& context, ElementRole role);

}  // namespace rdb
