// What one field or value costs in each form that a hash may take. Tables, so that it costs
// nothing.
//
//   const rdb::ElementCosts costs(profile);                      // once; 3 KiB, fits the L1 cache
//   costs.of(rdb::StringMeasure::integer(42)).packed             // 2: in a listpack
//
// Immutable; may be shared by threads.
#pragma once
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
  struct Row {
    std::uint16_t packed = 0;
    std::uint16_t heap = 0;
    std::uint16_t dump = 0;
    std::uint16_t is_long = 0;
  };

  ElementCost of_text(std::uint64_t length) const;
  ElementCost of_integer(std::int64_t value) const;
  ElementCost of_long_text(std::uint64_t length) const;

  ServerProfile profile_;
  Row texts_[kShort];    // by length
  Row integers_[2][64];  // by sign and width in bits; of those wider than 32 bits, `dump` is 1
                         // and their text comes on top
};

}  // namespace rdb
