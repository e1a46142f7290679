#include "librdb/event/tee.h"

#include <algorithm>

namespace rdb {

Tee::Tee(std::vector<EventSink*> children, SpoolFactory& spools) : spools_(spools) {
  children_.reserve(children.size());
  for (EventSink* const sink : children) {
    const Needs needs = sink->needs();
    needs_ = needs_ | needs;
    children_.push_back({sink, needs.leave, kSkip});
  }
}

Interests Tee::enter(const Entry& entry) {
  raw_delivered_ = false;
  in_layout_ = false;
  Interests asked;
  for (Child& child : children_) {
    child.asked = child.sink->enter(entry);
    asked = asked | child.asked;
  }
  return asked;
}

void Tee::abort(const Entry& entry) {
  for (const Child& child : children_) child.sink->abort(entry);
}

void Tee::on(const Leave& event) {
  for (const Child& child : children_) {
    if (child.needs_leave) child.sink->on(event);
  }
}

void Tee::on(const LayoutBegin& event) {
  in_layout_ = true;
  to_layout(event);
}

void Tee::on(const LayoutEnd& event) {
  to_layout(event);
  in_layout_ = false;
}

// ---- payloads ---------------------------------------------------------------------------------

template <class Wants, class Send>
void Tee::share(const Payload& payload, Wants wants, Send send) {
  const auto takers = std::count_if(children_.begin(), children_.end(), wants);
  if (!payload.is_stream() || takers < 2) {
    for (const Child& child : children_) {
      if (wants(child)) send(child, payload);
    }
    return;
  }
  if (!spool_) spool_ = spools_.make();
  spool_->clear();
  append_all(*spool_, payload.parts());
  for (const Child& child : children_) {
    if (wants(child)) send(child, Payload::stream(spool_->replay(), spool_->size()));
  }
  spool_->clear();  // gives up what went to disk
}

template <class Send>
void Tee::share_element(const Payload& payload, Send send) {
  share(
      payload, [this](const Child& child) { return wants_elements(child); }, send);
}

void Tee::on(const ModuleAux& event) {
  share(
      event.stored, [](const Child&) { return true; },
      [&](const Child& child, const Payload& stored) {
        child.sink->on(ModuleAux{.module_id = event.module_id,
                                 .when = event.when,
                                 .offset = event.offset,
                                 .stored = stored});
      });
}

void Tee::on(const RawValue& event) {
  raw_delivered_ = true;
  share(
      event.body, [](const Child& child) { return child.asked.has(Interest::raw); },
      [](const Child& child, const Payload& body) { child.sink->on(RawValue{.body = body}); });
}

void Tee::on(const StringValue& event) {
  const Payload nothing;
  share_element(event.value, [&](const Child& child, const Payload& value) {
    // A spooled copy is another payload: what was stored has been read by then.
    const bool own_pass = &value != &event.value;
    child.sink->on(StringValue{.value = value, .stored = own_pass ? nothing : event.stored});
  });
}

void Tee::on(const ListItem& event) {
  share_element(event.item, [](const Child& child, const Payload& item) {
    child.sink->on(ListItem{.item = item});
  });
}

void Tee::on(const HashField& event) {
  share_element(event.value, [&](const Child& child, const Payload& value) {
    child.sink->on(HashField{.field = event.field,
                             .value = value,
                             .expire_ms = event.expire_ms,
                             .field_integer = event.field_integer});
  });
}

void Tee::on(const StreamField& event) {
  share_element(event.value, [&](const Child& child, const Payload& value) {
    child.sink->on(StreamField{.field = event.field, .value = value});
  });
}

}  // namespace rdb
