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
  return decimal::with_zeros_in_front(word, n);
}

}  // namespace

bool decimal::read_unusual(Bytes text, std::int64_t& value) {
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

bool read_canonical_integer(Bytes text, std::int64_t& value) {
  if (!decimal::is_usual(text)) return decimal::read_unusual(text, value);
  return decimal::read_digits(as_word(text), value);
}

char* decimal::put_long(char* to, std::int64_t value) {
  return std::to_chars(to, to + kDecimalRoom, value).ptr;
}

}  // namespace rdb
