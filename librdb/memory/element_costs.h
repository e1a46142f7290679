// What one field or value costs in each form that a hash may take. Tables, so that it costs
// nothing.
//
//   const rdb::ElementCosts costs(profile);                      // once; 3 KiB, fits the L1 cache
//   costs.of(rdb::StringMeasure::integer(42)).packed             // 2: in a listpack
//
// Immutable; may be shared by threads.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

#include "librdb/memory/server_profile.h"
#include "librdb/memory/string_measure.h"

namespace rdb {

struct ElementCost {
  std::uint64_t packed = 0;  ///< bytes of its entry in a listpack
  std::uint64_t heap = 0;    ///< bytes of its block when it stands by itself
  std::uint64_t dump = 0;    ///< bytes in a dump when it stands by itself, LZF not counted
  bool is_long = false;      ///< too long for a listpack
};

class ElementCosts {
 public:
  /// Keeps a copy of the profile. A `hash_max_listpack_value` above 4096 counts as that, as it does
  /// for our writer.
  explicit ElementCosts(const ServerProfile& profile);

  const ServerProfile& profile() const { return profile_; }

  /// O(1): two loads for an integer, one for a text below 256 bytes.
  ElementCost of(const StringMeasure& element) const {
    return element.is_integer() ? of_integer(element.as_integer()) : of_text(element.length());
  }

 private:
  static constexpr std::size_t kShort = 256;
  struct TextRow {
    std::uint16_t packed = 0;
    std::uint16_t heap = 0;
    std::uint16_t dump = 0;
    std::uint16_t is_long = 0;
  };
  struct IntegerRow {
    std::uint8_t packed = 0;
    std::uint8_t dump = 0;  // up to 32 bits; wider ones are written as text
  };

  ElementCost of_text(std::uint64_t length) const {
    if (length >= kShort) [[unlikely]]
      return of_long_text(length);
    const TextRow& row = texts_[length];
    return {row.packed, row.heap, row.dump, row.is_long != 0};
  }
  ElementCost of_integer(std::int64_t value) const {
    const std::int64_t sign = value >> 63;
    const int bits = std::bit_width(static_cast<std::uint64_t>(value ^ sign));
    const IntegerRow& row = integers_[-sign][bits];
    const std::uint64_t length = StringMeasure::decimal_length(value);
    const TextRow& text = texts_[length];
    const std::uint64_t dump = bits < 32 ? std::uint64_t{row.dump} : std::uint64_t{text.dump};
    return {row.packed, text.heap, dump, text.is_long != 0};
  }
  ElementCost of_long_text(std::uint64_t length) const;
  static IntegerRow of_width(std::int64_t value);

  ServerProfile profile_;
  std::uint64_t longest_;       // field or value in a listpack
  TextRow texts_[kShort];       // by length
  IntegerRow integers_[2][64];  // by sign and width in bits
};

}  // namespace rdb
