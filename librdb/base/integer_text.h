// Integers as the decimal text a server would give back, and back again.
#pragma once
#include <bit>
#include <cstdint>
#include <optional>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"

namespace rdb {

/// Whether the text is a canonical integer; only then `value` is set. For hot loops: g++ 12 returns
/// a std::optional through memory in pieces that stall the load of the whole.
bool read_canonical_integer(Bytes text, std::int64_t& value);

/// The integer a server would hold for this text: `0`, or an optional `-`, a digit 1-9 and more
/// digits, within int64. `007`, `+7`, `-0`, ` 7`, `7.0` and the empty string are not integers
/// (util.c, string2ll, Redis 7.0). O(length), at most 20 bytes are looked at.
inline std::optional<std::int64_t> canonical_integer(Bytes text) {
  std::int64_t value = 0;
  return read_canonical_integer(text, value) ? std::optional(value) : std::nullopt;
}

/// Bytes that put_decimal() may write, whatever the value.
inline constexpr std::size_t kDecimalRoom = 28;

namespace decimal {

inline constexpr std::uint64_t kEightDigits = 100'000'000;

/// Decimal digits as bytes 0 to 9, the first in the lowest byte. Every division is a
/// multiplication; the pairs, then the digits of a pair are taken apart all at once.
/// Requires: below 10^4.
constexpr std::uint32_t four_digits(std::uint32_t value) {
  const std::uint32_t hundreds = value * 5243 >> 19;
  const std::uint32_t pairs = hundreds | (value - 100 * hundreds) << 16;
  const std::uint32_t tens = (pairs * 103 >> 10) & 0x000f000f;
  return tens | (pairs - 10 * tens) << 8;
}
/// Requires: below 10^8.
constexpr std::uint64_t eight_digits(std::uint32_t value) {
  const std::uint64_t halves = (value / 10000) | std::uint64_t{value % 10000} << 32;
  const std::uint64_t hundreds = (halves * 10486 >> 20) & 0x0000007f0000007f;
  const std::uint64_t pairs = hundreds | (halves - 100 * hundreds) << 16;
  const std::uint64_t tens = (pairs * 103 >> 10) & 0x000f000f000f000f;
  return tens | (pairs - 10 * tens) << 8;
}

/// Digits without leading zeros, as text from the lowest byte on.
struct ShortText {
  std::uint64_t text;
  unsigned size;
};
/// No branch on the length, which for counters cannot be predicted, but for one that is hardly ever
/// taken. Requires: below 10^8.
[[gnu::always_inline]] constexpr ShortText short_text(std::uint32_t value) {
  if (value < 10000) [[likely]] {
    const std::uint32_t digits = four_digits(value);
    const auto zeros = static_cast<unsigned>(std::countr_zero(digits | 1U << 24)) / 8;
    return {(digits | 0x30303030) >> (8 * zeros), 4 - zeros};
  }
  const std::uint64_t digits = eight_digits(value);
  const auto zeros = static_cast<unsigned>(std::countr_zero(digits)) / 8;
  return {(digits | 0x3030303030303030) >> (8 * zeros), 8 - zeros};
}

char* put_long(char* to, std::int64_t value);

/// The first n bytes of the word moved to its end, '0' in front of them. Requires: n is 1 to 8.
constexpr std::uint64_t with_zeros_in_front(std::uint64_t word, std::size_t n) {
  constexpr std::uint64_t kZeros = 0x3030303030303030;
  return word << (64 - 8 * n) | kZeros >> 4 >> (8 * n - 4);  // no shift by 64
}
constexpr bool all_digits(std::uint64_t word) {
  constexpr std::uint64_t kHigh = 0xf0f0f0f0f0f0f0f0;
  const std::uint64_t carried = word + 0x0606060606060606;  // beyond '9' the high half changes
  return ((word & kHigh) | (carried & kHigh) >> 4) == 0x3333333333333333;
}
/// Pairs, then fours, then all eight digits are put together at once.
constexpr std::uint64_t value_of_digits(std::uint64_t word) {
  word -= 0x3030303030303030;
  word = word * 10 + (word >> 8);
  constexpr std::uint64_t kPairs = 0x000000ff000000ff;
  return ((word & kPairs) * 0x000f424000000064 + (word >> 16 & kPairs) * 0x0000271000000001) >> 32;
}
constexpr bool read_digits(std::uint64_t word, std::int64_t& value) {
  if (!all_digits(word)) return false;
  value = static_cast<std::int64_t>(value_of_digits(word));
  return true;
}
/// One to eight digits, if they are digits, without a zero in front.
constexpr bool is_usual(Bytes text) {
  return text.size() - 1 < 8 && text.front() >= '1' && text.front() <= '9';
}
/// All others.
bool read_unusual(Bytes text, std::int64_t& value);

}  // namespace decimal

/// read_canonical_integer() without a branch on the length, which for ids cannot be predicted.
/// Requires: eight bytes can be read from the start of the text on, whatever its size.
inline bool read_canonical_integer_with_slack(Bytes text, std::int64_t& value) {
  if (!decimal::is_usual(text)) [[unlikely]]
    return decimal::read_unusual(text, value);
  const auto word = load_le<std::uint64_t>(text.data());
  return decimal::read_digits(decimal::with_zeros_in_front(word, text.size()), value);
}

/// The decimal text of `value`, as a server would write it; returns its end. Requires:
/// kDecimalRoom bytes at `to`, what is behind the text is overwritten.
inline char* put_decimal(char* to, std::int64_t value) {
  if (static_cast<std::uint64_t>(value) >= decimal::kEightDigits) [[unlikely]]
    return decimal::put_long(to, value);
  const auto [text, size] = decimal::short_text(static_cast<std::uint32_t>(value));
  store_le(to, text);
  return to + size;
}

/// The decimal text of an integer, in a buffer of its own.
class IntegerText {
 public:
  explicit IntegerText(std::int64_t value)
      : size_(static_cast<std::uint8_t>(put_decimal(text_, value) - text_)) {}
  /// Lives as long as this object.
  Bytes bytes() const& { return {text_, size_}; }
  Bytes bytes() && = delete;

 private:
  char text_[kDecimalRoom];
  std::uint8_t size_;
};

}  // namespace rdb
