#include "librdb/report/key_rows.h"

#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

bool has_elements(const Entry& entry) {
  return entry.type != ObjectType::module && entry.type != ObjectType::other;
}

}  // namespace

Interests KeyRows::enter(const Entry& entry) {
  entry_ = &entry;
  elements_ = 0;
  largest_ = 0;
  in_layout_ = false;
  if (!meter_) meter_.emplace(choice_.of(server_).profile);
  const Interests of_meter = meter_->begin(entry);
  if (entry.type == ObjectType::string) return of_meter;
  return has_elements(entry) ? of_meter | Interest::elements : kSkip;
}

void KeyRows::on(const Leave& event) {
  if (entry_ == nullptr) return;
  KeyRow result{.entry = *entry_,
                .elements = {},
                .largest = {},
                .value_bytes = event.value_bytes,
                .cost = meter_->end(event)};
  if (has_elements(*entry_)) {
    result.elements = elements_;
    result.largest = largest_;
  }
  row(result);
  entry_ = nullptr;
}

// A stream states its length; where it does not it is read.
void KeyRows::measure(const Payload& payload) {
  if (payload.is_integer()) {
    const IntegerText text(payload.as_integer());
    return measure(text.bytes().size());
  }
  if (payload.size() != kUnknownSize) return measure(payload.size());
  std::uint64_t bytes = 0;
  for (Bytes part = payload.parts().next(); !part.empty(); part = payload.parts().next()) {
    bytes += part.size();
  }
  measure(bytes);
}

void KeyRows::on(const PlainElement& event) {
  meter_->on(event);
  if (entry_->type != ObjectType::string) return;
  elements_ = 1;
  measure(event.length);
}

void KeyRows::on(const ListItem& event) {
  ++elements_;
  measure(event.item);
}

void KeyRows::on(const SetMember& event) {
  ++elements_;
  measure(event.member.size());
}

void KeyRows::on(const ZsetMember& event) {
  ++elements_;
  measure(event.member.size());
}

void KeyRows::on(const HashField& event) {
  ++elements_;
  measure(event.field.size());
  measure(event.value);
}

void KeyRows::on(const StreamEntry&) { ++elements_; }

void KeyRows::on(const StreamField& event) {
  measure(event.field.size());
  measure(event.value);
}

}  // namespace rdb
