#include "librdb/event/event_sink.h"

#include "librdb/base/integer_text.h"

namespace rdb {

void EventSink::on_integers(const IntegerFields& event) {
  for (const auto& [name, value] : event.fields) {
    const IntegerText text(name);
    on(HashField{{}, text.bytes(), Payload::integer(value), kNoExpiry, &name});
  }
}

}  // namespace rdb
