#include "librdb/memory/string_measure.h"

#include "librdb/base/integer_text.h"

namespace rdb {

StringMeasure StringMeasure::of(Bytes bytes) {
  std::int64_t value = 0;
  return read_canonical_integer(bytes, value) ? integer(value) : text(bytes.size());
}

StringMeasure StringMeasure::of(const Payload& payload) {
  if (payload.is_integer()) return integer(payload.as_integer());
  if (payload.is_whole()) return of(payload.as_view());
  return text(payload.size());
}

}  // namespace rdb
