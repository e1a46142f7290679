// All of a string that its size in memory and in a dump depends on: its length or its integer.
//
//   rdb::StringMeasure::of(entry.key)         // looks whether it is an integer: O(length), 20 at
//   most rdb::StringMeasure::text(5000)            // known to be none: the bytes are not needed
//   rdb::StringMeasure::integer(-7)           // stands for its decimal text
//
// A plain value of two words.
#pragma once
#include <bit>
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/event/payload.h"
#include "librdb/event/short_elements.h"

namespace rdb {

class StringMeasure {
 public:
  /// The empty string.
  constexpr StringMeasure() = default;
  static constexpr StringMeasure integer(std::int64_t value) {
    return {static_cast<std::uint64_t>(value), true};
  }
  /// Requires: no server would hold it as an integer.
  static constexpr StringMeasure text(std::uint64_t length) { return {length, false}; }
  static StringMeasure of(Bytes bytes);
  /// O(1) but for what looks like a long integer.
  static StringMeasure of_value(const ShortString& string) {
    return of_short({string.value(), string.value_size});
  }
  static StringMeasure of_short(const ShortElement& element) {
    if (element.has_integer_form()) {
      return integer(ShortString::integer_at(element.stored, element.size));
    }
    std::int64_t number = 0;
    return ShortString::reads_as_integer(element.stored, element.size, number)
               ? integer(number)
               : text(element.size - std::uint64_t{1});
  }
  /// A stream counts as text; its size must be known.
  static StringMeasure of(const Payload& payload);

  constexpr bool is_integer() const { return is_integer_; }
  /// Requires: is_integer().
  constexpr std::int64_t as_integer() const { return static_cast<std::int64_t>(number_); }
  /// Bytes as text.
  constexpr std::uint64_t length() const {
    return is_integer_ ? decimal_length(as_integer()) : number_;
  }

  /// Digits of the decimal text, and the sign. O(1), no loop.
  static constexpr std::uint64_t decimal_length(std::int64_t value);

 private:
  constexpr StringMeasure(std::uint64_t number, bool is_integer)
      : number_(number), is_integer_(is_integer) {}

  std::uint64_t number_ = 0;  // the integer's bits, or the length
  bool is_integer_ = false;
};

/// All of a key that counts.
struct KeyMeasure {
  StringMeasure name;
  bool has_expiry = false;
};

namespace decimal {

inline constexpr std::uint64_t kPowersOfTen[20] = {
    1,
    10,
    100,
    1'000,
    10'000,
    100'000,
    1'000'000,
    10'000'000,
    100'000'000,
    1'000'000'000,
    10'000'000'000,
    100'000'000'000,
    1'000'000'000'000,
    10'000'000'000'000,
    100'000'000'000'000,
    1'000'000'000'000'000,
    10'000'000'000'000'000,
    100'000'000'000'000'000,
    1'000'000'000'000'000'000,
    10'000'000'000'000'000'000U,
};

}  // namespace decimal

constexpr std::uint64_t StringMeasure::decimal_length(std::int64_t value) {
  const std::uint64_t size =
      value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  // log10(2) = 1233 / 4096, close enough for 64 bits; one more if the power of ten is reached.
  const auto at_least = static_cast<unsigned>(std::bit_width(size | 1)) * 1233 >> 12;
  return at_least + std::uint64_t{(size | 1) >= decimal::kPowersOfTen[at_least]} +
         std::uint64_t{value < 0};
}

}  // namespace rdb
