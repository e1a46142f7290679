#include "librdb/event/payload.h"

#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

[[noreturn]] void throw_too_long(std::uint64_t at_most) {
  throw LimitExceeded("a value that must be held whole has more than " + std::to_string(at_most) +
                      " bytes");
}

}  // namespace

OwnedBytes to_owned(const Payload& payload, std::uint64_t at_most) {
  OwnedBytes bytes;
  if (payload.is_integer()) {
    const IntegerText text(payload.as_integer());
    bytes = text.bytes();
  } else if (payload.is_whole()) {
    if (payload.size() > at_most) throw_too_long(at_most);
    bytes = payload.as_view();
  } else {
    if (payload.size() != kUnknownSize && payload.size() > at_most) throw_too_long(at_most);
    // Grows as bytes arrive: a stated size is only a claim.
    for (Bytes part = payload.parts().next(); !part.empty(); part = payload.parts().next()) {
      if (part.size() > at_most - bytes.size()) throw_too_long(at_most);
      bytes += part;
    }
  }
  return bytes;
}

bool integer_of(const Payload& payload, std::int64_t& value) {
  if (payload.is_integer()) {
    value = payload.as_integer();
    return true;
  }
  return payload.is_whole() && read_canonical_integer(payload.as_view(), value);
}

}  // namespace rdb
