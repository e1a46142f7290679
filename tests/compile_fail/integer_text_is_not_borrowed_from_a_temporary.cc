// The text lives in the object: taking its bytes from a temporary would dangle at once.
// expect: use of deleted function|call to deleted member function|overload resolution selected deleted
#include "librdb/base/integer_text.h"

std::size_t length(std::int64_t value) {
#ifdef VALID
  const rdb::IntegerText text(value);
  const rdb::Bytes bytes = text.bytes();
#else
  const rdb::Bytes bytes = rdb::IntegerText(value).bytes();
#endif
  return bytes.size();
}
