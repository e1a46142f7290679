// What one field or value costs in each form that a hash may take. Tables, so that it costs
// nothing.
//
//   const rdb::ElementCosts costs(profile);                      // once; 5 KiB
//   costs.of(rdb::StringMeasure::integer(42)).packed             // 2: in a listpack
//
// Immutable; may be shared by threads.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

#include "librdb/memory/hash_table_memory.h"
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
  /// Whether the blocks of a field and its value are those of both elements: not where the server
  /// puts them together, or writes fields in a form of their own. Then pair_heap() is what counts.
  bool pairs_add_up() const { return pairs_add_up_; }
  std::uint64_t pair_heap(const StringMeasure& field, const StringMeasure& value) const {
    return pair_block_bytes(profile_, field.length(), value.length(), false);
  }

  /// O(1).
  ElementCost of(const StringMeasure& element) const {
    return is_short(element) ? of_short(element).cost() : of_text(element.length());
  }

  /// An ElementCost in one word, each figure in 16 bits of it, so that those of a field and its
  /// value are added in one go.
  class Lanes {
   public:
    constexpr Lanes() = default;
    /// Requires: every figure is below 2^15.
    explicit constexpr Lanes(const ElementCost& cost)
        : bits_(cost.packed | cost.heap << 16 | cost.dump << 32 |
                std::uint64_t{cost.is_long} << 48) {}
    constexpr std::uint64_t packed() const { return bits_ & 0xffff; }
    constexpr std::uint64_t heap() const { return bits_ >> 16 & 0xffff; }
    constexpr std::uint64_t dump() const { return bits_ >> 32 & 0xffff; }
    constexpr bool is_long() const { return bits_ >> 48 != 0; }
    constexpr ElementCost cost() const { return {packed(), heap(), dump(), is_long()}; }
    /// Of at most two elements.
    friend constexpr Lanes operator+(Lanes a, Lanes b) {
      a.bits_ += b.bits_;
      return a;
    }

   private:
    std::uint64_t bits_ = 0;
  };

  /// Whether `of_short` knows it: integers, and texts below 256 bytes.
  static constexpr bool is_short(const StringMeasure& element) {
    return element.is_integer() || element.length() < kShort;
  }
  /// Requires: is_short(element). O(1): one load for a text, two for an integer.
  Lanes of_short(const StringMeasure& element) const {
    return element.is_integer() ? of_integer(element.as_integer()) : texts_[element.length()];
  }

 private:
  static constexpr std::size_t kShort = 256;
  /// Integers of one sign and width in bits: at most one power of ten lies among them.
  struct Width {
    Lanes fewer_digits;
    Lanes more_digits;
    std::uint64_t more_from = 0;  // counted from 0 or -1 away
  };

  Lanes of_integer(std::int64_t value) const {
    const std::int64_t sign = value >> 63;
    const auto distance = static_cast<std::uint64_t>(value ^ sign);
    const Width& width = integers_[-sign][std::bit_width(distance | 1)];
    return distance >= width.more_from ? width.more_digits : width.fewer_digits;
  }
  std::uint64_t packed_bytes(const StringMeasure& element) const;
  ElementCost of_text(std::uint64_t length) const;
  Lanes measured(std::int64_t value) const;
  Width measured(unsigned bits, bool is_negative) const;

  ServerProfile profile_;
  std::uint64_t longest_;  // field or value in a listpack
  bool pairs_add_up_;
  Lanes texts_[kShort];    // by length
  Width integers_[2][64];  // by sign and width, 0 having that of 1
};

}  // namespace rdb
