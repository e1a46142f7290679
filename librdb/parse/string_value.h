// Values that are one string: type 0.
#pragma once
#include "librdb/parse/value_context.h"

namespace rdb {

/// StringValue.
void string_elements(ValueContext& context);
/// PlainElement.
void string_layout(ValueContext& context);

}  // namespace rdb
