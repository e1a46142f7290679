#include "librdb/report/string_lots.h"

namespace rdb {

const StringLot& StringLots::open(const ShortString& string, const MeasuredString& value) {
  by_key_[string.key_size] = std::make_unique<Lots>();
  return count(string, value);
}

// What it costs is found out once.
void StringLots::begin(StringLot& lot, const ShortString& string, const StringMeasure& value) {
  used_.push_back(&lot);
  if (lot.one.keys != 0) [[likely]]
    return;
  const KeyMeasure key{StringMeasure::text(string.key_size), false};
  const KeyCost cost = meter_.string(key, value);
  lot.one.add({.record_bytes = string.size(), .memory = cost.memory, .has_expiry = false});
  lot.encoding = cost.encoding;
  lot.form = string.has_integer_form() ? PlainElement::Form::integer : PlainElement::Form::raw;
  lot.key_size = string.key_size;
  lot.value_size = string.value_size;
}

}  // namespace rdb
