// Integers as the decimal text a server would give back, and back again.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/base/bytes.h"

namespace rdb {

/// The integer a server would hold for this text: `0`, or an optional `-`, a digit 1-9 and more
/// digits, within int64. `007`, `+7`, `-0`, ` 7`, `7.0` and the empty string are not integers
/// (util.c, string2ll, Redis 7.0). O(length), at most 20 bytes are looked at.
std::optional<std::int64_t> canonical_integer(Bytes text);

/// The decimal text of an integer, in a buffer of its own.
class IntegerText {
 public:
  explicit IntegerText(std::int64_t value);
  /// Lives as long as this object.
  Bytes bytes() const& { return {text_, size_}; }
  Bytes bytes() && = delete;

 private:
  char text_[20];
  std::uint8_t size_;
};

}  // namespace rdb
