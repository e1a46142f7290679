// How many digits Grisu2 prints of a double: what fpconv_dtoa() of Redis 7.2 and later does.
//
//   rdb::grisu_digits(0.25)       // {2, -2}: 25 · 10^-2
//   rdb::grisu_digits(1e23)       // {16, 7}: 9999999999999999 · 10^7, where one digit would do
//
// Nearly always that is the shortest decimal that reads back as the same double, as
// std::to_chars() gives it; about once in a thousand it is a digit or more longer, because powers
// of ten are known to 64 bits only. So the same steps are taken here, with the same powers.
// Source: F. Loitsch, "Printing floating-point numbers quickly and accurately with integers", 2010.
#pragma once

namespace rdb {

struct GrisuDigits {
  int digits = 0;
  int exponent = 0;  ///< power of ten of the last digit
};

/// Requires: finite and above 0. Some 50 ns.
GrisuDigits grisu_digits(double value);

}  // namespace rdb
