#include "librdb/base/integer_text.h"

#include <charconv>
#include <limits>

namespace rdb {

std::optional<std::int64_t> canonical_integer(Bytes text) {
  if (text.empty() || text.size() > 20) return std::nullopt;
  const bool negative = text.front() == '-';
  const Bytes digits = text.substr(negative ? 1 : 0);
  if (digits.empty() || digits.size() > 19) return std::nullopt;
  if (digits.front() == '0') return text == "0" ? std::optional<std::int64_t>(0) : std::nullopt;
  std::uint64_t magnitude = 0;
  for (const char c : digits) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit > 9) return std::nullopt;
    magnitude = magnitude * 10 + digit;  // 19 digits fit into 64 bits
  }
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (magnitude > kMax + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

IntegerText::IntegerText(std::int64_t value) {
  const auto result = std::to_chars(text_, text_ + sizeof text_, value);
  size_ = static_cast<std::uint8_t>(result.ptr - text_);
}

}  // namespace rdb
