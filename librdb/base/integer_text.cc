#include "librdb/base/integer_text.h"

#include <charconv>
#include <limits>

#include "librdb/base/endian.h"

namespace rdb {
namespace {

// The first n bytes of the word moved to its end, '0' in front of them. Requires: n is 1 to 8.
std::uint64_t with_zeros_in_front(std::uint64_t word, std::size_t n) {
  constexpr std::uint64_t kZeros = 0x3030303030303030;
  return word << (64 - 8 * n) | kZeros >> 4 >> (8 * n - 4);  // no shift by 64
}

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
  return with_zeros_in_front(word, n);
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

bool read_digits(std::uint64_t word, std::int64_t& value) {
  if (!all_digits(word)) return false;
  value = static_cast<std::int64_t>(value_of_digits(word));
  return true;
}

// All that is not one to eight digits without a zero in front.
bool read_unusual(Bytes text, std::int64_t& value) {
  if (text.empty() || text.size() > 20) return false;
  const bool negative = text.front() == '-';
  const Bytes digits = text.substr(negative ? 1 : 0);
  if (digits.empty() || digits.size() > 19) return false;
  if (digits.front() == '0') {
    if (text != "0") return false;
    value = 0;
    return true;
  }
  std::uint64_t magnitude = 0;
  for (const char c : digits) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit > 9) return false;
    magnitude = magnitude * 10 + digit;  // 19 digits fit into 64 bits
  }
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (magnitude > kMax + (negative ? 1 : 0)) return false;
  value = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  return true;
}

bool is_usual(Bytes text) {
  return text.size() - 1 < 8 && text.front() >= '1' && text.front() <= '9';
}

}  // namespace

bool read_canonical_integer(Bytes text, std::int64_t& value) {
  return is_usual(text) ? read_digits(as_word(text), value) : read_unusual(text, value);
}

bool read_canonical_integer_with_slack(Bytes text, std::int64_t& value) {
  if (!is_usual(text)) return read_unusual(text, value);
  const auto word = load_le<std::uint64_t>(text.data());
  return read_digits(with_zeros_in_front(word, text.size()), value);
}

char* decimal::put_long(char* to, std::int64_t value) {
  return std::to_chars(to, to + kDecimalRoom, value).ptr;
}

}  // namespace rdb
