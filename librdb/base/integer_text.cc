#include "librdb/base/integer_text.h"

#include <charconv>
#include <limits>

#include "librdb/base/endian.h"

namespace rdb {
namespace {

// The text's bytes in one word, '0' in front of them. Requires: 1 to 8 bytes.
std::uint64_t as_word(Bytes text) {
  const char* const p = text.data();
  const std::size_t n = text.size();
  std::uint64_t word = 0;
  if (n >= 4) {
    word = load_le<std::uint32_t>(p) | std::uint64_t{load_le<std::uint32_t>(p + n - 4)}
                                           << (8 * (n - 4));
  } else {
    const auto at = [&](std::size_t i) {
      return std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
    };
    word = at(0) | at(n / 2) | at(n - 1);
  }
  constexpr std::uint64_t kZeros = 0x3030303030303030;
  return n == 8 ? word : word << (64 - 8 * n) | kZeros >> (8 * n);
}

bool all_digits(std::uint64_t word) {
  constexpr std::uint64_t kHigh = 0xf0f0f0f0f0f0f0f0;
  const std::uint64_t carried = word + 0x0606060606060606;  // beyond '9' the high half changes
  return ((word & kHigh) | (carried & kHigh) >> 4) == 0x3333333333333333;
}

// Pairs, then fours, then all eight digits are put together at once.
std::uint64_t value_of_digits(std::uint64_t word) {
  word -= 0x3030303030303030;
  word = word * 10 + (word >> 8);
  constexpr std::uint64_t kPairs = 0x000000ff000000ff;
  return ((word & kPairs) * 0x000f424000000064 + (word >> 16 & kPairs) * 0x0000271000000001) >> 32;
}

}  // namespace

std::optional<std::int64_t> canonical_integer(Bytes text) {
  if (text.empty() || text.size() > 20) return std::nullopt;
  if (text.size() <= 8 && text.front() >= '1' && text.front() <= '9') {  // most that occur
    const std::uint64_t word = as_word(text);
    if (!all_digits(word)) return std::nullopt;
    return static_cast<std::int64_t>(value_of_digits(word));
  }
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
