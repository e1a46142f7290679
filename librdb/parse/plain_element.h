// The layout of a string that stands by itself in the dump.
#pragma once
#include "librdb/event/events.h"
#include "librdb/parse/value_context.h"

namespace rdb {

/// Reads the string at the input and tells its PlainElement. Of the text only what could be an
/// integer is looked at; nothing longer is decompressed.
void tell_plain_element(ValueContext& context, ElementRole role);

}  // namespace rdb
