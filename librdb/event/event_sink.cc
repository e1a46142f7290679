#include "librdb/event/event_sink.h"

#include "librdb/base/integer_text.h"
#include "librdb/event/short_elements.h"

namespace rdb {

void EventSink::on_integers(const IntegerFields& event) {
  for (const auto& [name, value] : event.fields) {
    const IntegerText text(name);
    on(HashField{{}, text.bytes(), Payload::integer(value), kNoExpiry, &name});
  }
}

void EventSink::on_elements(const ShortElements& event) {
  each_plain_element(event, [this](const PlainElement& element) { on(element); });
}

}  // namespace rdb
