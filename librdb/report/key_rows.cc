#include "librdb/report/key_rows.h"

#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

bool has_elements(ObjectType type) {
  return type != ObjectType::module && type != ObjectType::other;
}

}  // namespace

Interests KeyRows::enter(const Entry& entry) {
  key_.assign(entry.key);
  row_.key = key_;
  row_.db = entry.db;
  row_.type = entry.type;
  row_.encoding = entry.encoding;
  row_.attributes = entry.attributes;
  row_.offset = entry.offset;
  is_open_ = true;
  in_layout_ = false;
  largest_ = 0;
  Interests wanted;
  if (parts_.cost) {
    if (!meter_) meter_.emplace(choice_.of(server_).profile);
    wanted = meter_->begin(entry);
  }
  if (!parts_.largest || !has_elements(entry.type)) return wanted;
  const bool is_string = entry.type == ObjectType::string;
  return wanted | (is_string ? Interest::layout : Interest::elements);
}

void KeyRows::on(const Leave& event) {
  if (!is_open_) return;
  is_open_ = false;
  row_.value_bytes = event.value_bytes;
  if (parts_.cost) row_.cost = meter_->end(event);
  row_.largest.reset();
  if (parts_.largest && has_elements(row_.type)) row_.largest = largest_;
  row(row_);
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
  if (meter_) meter_->on(event);
  if (row_.type == ObjectType::string) measure(event.length);
}

void KeyRows::on(const HashField& event) {
  measure(event.field.size());
  measure(event.value);
}

void KeyRows::on(const StreamField& event) {
  measure(event.field.size());
  measure(event.value);
}

}  // namespace rdb
