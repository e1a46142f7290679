// Strings whose first byte says all of their length: raw up to 63 bytes, and integers. Most are; so
// the plain elements of a collection can be told many at once.
//
//   void on_elements(const rdb::ShortElements& event) override {
//     for (const rdb::ShortElement& element : event.elements) bytes += element.length();
//   }
//
// What a reader does around a PlainElement costs more than to find it. See
// EventSink::on_elements().
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "librdb/base/endian.h"
#include "librdb/event/events.h"
#include "librdb/event/short_strings.h"

namespace rdb {

/// What layout says of a string that stands by itself in the dump.
struct PlainString {
  PlainElement::Form form = PlainElement::Form::raw;
  std::uint64_t length = 0;
  bool is_integer = false;
  std::int64_t integer = 0;
  std::uint64_t stored_bytes = 0;
};

/// Serialized bytes of such a string by its first byte; 0: it is none.
inline constexpr auto kShortSizes = [] {
  std::array<std::uint8_t, 256> sizes{};
  for (std::size_t first = 0; first < 64; ++first) {
    sizes[first] = static_cast<std::uint8_t>(first + 1);
  }
  sizes[0xc0] = 2, sizes[0xc1] = 3, sizes[0xc2] = 5;
  return sizes;
}();
inline constexpr std::size_t kMostShortString = 64;

/// Bytes of the decimal text. O(1), no branch.
inline std::uint64_t decimal_length(std::int32_t value) {
  constexpr std::uint64_t kPowers[] = {1,       10,        100,        1'000,       10'000,
                                       100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
  const std::uint64_t is_negative = value < 0;
  const std::int64_t wide = value;
  const auto size = static_cast<std::uint64_t>(wide < 0 ? -wide : wide) | 1;
  // log10(2) = 1233 / 4096, close enough; one more if the power of ten is reached.
  const auto at_least = static_cast<std::size_t>(std::bit_width(size)) * 1233 >> 12;
  return at_least + std::uint64_t{size >= kPowers[at_least]} + is_negative;
}

/// Of `size` bytes as kShortSizes says it. Requires: eight bytes can be read behind the first.
[[gnu::always_inline]] inline PlainString short_string_at(const char* p, std::size_t size) {
  if (static_cast<unsigned char>(*p) >= 64) {
    const std::int64_t integer = ShortString::integer_at(p, size);
    return {PlainElement::Form::integer, decimal_length(static_cast<std::int32_t>(integer)), true,
            integer, size};
  }
  std::int64_t integer = 0;
  const bool is_integer = ShortString::reads_as_integer(p, size, integer);
  return {PlainElement::Form::raw, size - 1, is_integer, is_integer ? integer : 0, size};
}

/// One of a collection as it stands in the file.
struct ShortElement {
  const char* stored = nullptr;  ///< its first byte, behind which eight more can be read
  std::uint8_t size = 0;         ///< as kShortSizes says it

  bool has_integer_form() const { return static_cast<unsigned char>(*stored) >= 64; }
  /// Bytes of the text it stands for, less than kMostShortString. O(1).
  std::uint64_t length() const {
    if (!has_integer_form()) return size - std::uint64_t{1};
    return decimal_length(static_cast<std::int32_t>(ShortString::integer_at(stored, size)));
  }
  PlainString plain() const { return short_string_at(stored, size); }
};

/// Consecutive elements of a layout, each of which would be a PlainElement. Like all events, until
/// the call returns.
struct ShortElements : Borrowed {
  ElementRole role = ElementRole::member;  ///< of the first; of a hash, field and value by turns
  bool have_scores = false;                ///< eight bytes behind each element
  std::span<const ShortElement> elements;  ///< of a hash, an even number
};

/// Calls take(event) with the PlainElement of each.
template <class Take>
void each_plain_element(const ShortElements& event, Take take) {
  ElementRole role = event.role;
  for (const ShortElement& element : event.elements) {
    const PlainString string = element.plain();
    PlainElement plain{.role = role,
                       .form = string.form,
                       .length = string.length,
                       .is_integer = string.is_integer,
                       .integer = string.integer,
                       .stored_bytes = string.stored_bytes};
    if (event.have_scores) {
      plain.score = std::bit_cast<double>(load_le<std::uint64_t>(element.stored + element.size));
    }
    take(plain);
    if (event.role != ElementRole::field) continue;
    role = role == ElementRole::field ? ElementRole::value : ElementRole::field;
  }
}

}  // namespace rdb
