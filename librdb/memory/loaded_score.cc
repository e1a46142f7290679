#include "librdb/memory/loaded_score.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace rdb {
namespace {

constexpr int kRoom = 64;

// Digits without a point and the power of ten of the last one.
struct Decimal {
  char digits[kRoom];
  int count = 0;
  int exponent = 0;
};

Decimal shortest(double positive) {
  char text[kRoom];
  const auto end = std::to_chars(text, text + kRoom, positive, std::chars_format::scientific).ptr;
  Decimal result;
  const char* at = text;
  for (; at != end && *at != 'e'; ++at) {
    if (*at != '.') result.digits[result.count++] = *at;
  }
  int power = 0;
  const char* const sign = at + 1;
  std::from_chars(*sign == '+' ? sign + 1 : sign, end, power);
  result.exponent = power - (result.count - 1);
  return result;
}

int decimal_digits(int value) { return value < 10 ? 1 : value < 100 ? 2 : 3; }

// Whole numbers with zeros behind them, as text. Requires: room for them.
StringMeasure whole(Decimal decimal, bool is_negative) {
  char text[kRoom];
  char* at = text;
  if (is_negative) *at++ = '-';
  at = std::copy_n(decimal.digits, decimal.count, at);
  at = std::fill_n(at, decimal.exponent, '0');
  return StringMeasure::of({text, static_cast<std::size_t>(at - text)});
}

StringMeasure shortest_text(double score) {
  const bool is_negative = std::signbit(score);
  const Decimal decimal = shortest(std::abs(score));
  const int n = decimal.count;
  const int k = decimal.exponent;
  const int power = std::abs(k + n - 1);
  if (k >= 0 && power < n + 7) return whole(decimal, is_negative);
  int length = 0;
  if (k < 0 && (k > -7 || power < 4)) {
    const int before_point = n + k;  // digits
    length = before_point > 0 ? n + 1 : 2 - before_point + n;
  } else {
    length = n + (n > 1 ? 1 : 0) + 2 + decimal_digits(power);
  }
  return StringMeasure::text(static_cast<std::uint64_t>(length + (is_negative ? 1 : 0)));
}

// As printf("%.17g") prints it.
StringMeasure text_of_17_digits(double score) {
  char text[kRoom];
  const auto end = std::to_chars(text, text + kRoom, score, std::chars_format::general, 17).ptr;
  return StringMeasure::of({text, static_cast<std::size_t>(end - text)});
}

}  // namespace

StringMeasure loaded_score(const ServerProfile& profile, double score) {
  constexpr double kLargestWhole = 4611686018427387904;    // 2^62, LLONG_MAX / 2 as a double
  constexpr double kLargestWholeOfOld = 4503599627370496;  // 2^52
  const double largest = profile.has_listpacks() ? kLargestWhole : kLargestWholeOfOld;
  if (std::abs(score) <= largest && std::trunc(score) == score) {
    return StringMeasure::integer(static_cast<std::int64_t>(score));
  }
  if (std::isinf(score)) return StringMeasure::text(score > 0 ? 3 : 4);
  return profile.is_from(702, 702) ? shortest_text(score) : text_of_17_digits(score);
}

}  // namespace rdb
