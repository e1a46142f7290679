#include "librdb/parse/string_value.h"

#include "librdb/parse/plain_element.h"
#include "librdb/parse/stored_string.h"

namespace rdb {

void string_elements(ValueContext& context) {
  context.strings_behind = 0;
  StoredString text(context.in, context.scratch.value);
  context.sink.on(StringValue{.value = text.value(), .stored = text.stored()});
  text.finish();
}

void string_layout(ValueContext& context) {
  context.strings_behind = 0;
  tell_plain_element(context, ElementRole::value);
}

}  // namespace rdb
