#include "librdb/memory/loaded_score.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include "librdb/memory/grisu_digits.h"

namespace rdb {
namespace {

constexpr int kRoom = 64;

int decimal_digits(int value) { return value < 10 ? 1 : value < 100 ? 2 : 3; }

// fpconv_dtoa.c emit_digits: digits with zeros behind them, with a point, or with an exponent.
StringMeasure grisu_text(double score) {
  const GrisuDigits decimal = grisu_digits(std::abs(score));
  const int n = decimal.digits;
  const int k = decimal.exponent;
  const int power = std::abs(k + n - 1);
  int length = std::signbit(score) ? 1 : 0;
  if (k >= 0 && power < n + 7) {
    constexpr double kTooLarge = 9223372036854775808.0;  // 2^63: what is below reads as an integer
    if (std::abs(score) < kTooLarge) {
      return StringMeasure::integer(static_cast<std::int64_t>(score));
    }
    length += n + k;
  } else if (k < 0 && (k > -7 || power < 4)) {
    const int before_point = n + k;  // digits
    length += before_point > 0 ? n + 1 : 2 - before_point + n;
  } else {
    length += n + (n > 1 ? 1 : 0) + 2 + decimal_digits(power);
  }
  return StringMeasure::text(static_cast<std::uint64_t>(length));
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
  return profile.is_from(702, 702) ? grisu_text(score) : text_of_17_digits(score);
}

}  // namespace rdb
