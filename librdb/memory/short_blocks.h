// The blocks of short elements in a table or skiplist: looked up by length.
//
//   heap += blocks.of_texts(event.elements);      // members
//   heap += blocks.of_pairs(event.elements);      // fields and their values
//
// Internal to the meters. Holds 8 KiB once pairs came.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "librdb/event/short_elements.h"
#include "librdb/memory/server_profile.h"

namespace rdb {

class ShortBlocks {
 public:
  /// The profile must outlive it.
  explicit ShortBlocks(const ServerProfile& profile);

  /// Sum of ServerProfile::sds_bytes() of all. O(elements).
  std::uint64_t of_texts(std::span<const ShortElement> elements) const;
  /// Sum of pair_block_bytes() of all, which do not expire; fields and values by turns.
  /// O(elements).
  std::uint64_t of_pairs(std::span<const ShortElement> elements);

 private:
  using Row = std::array<std::uint16_t, kMostShortString>;

  void measure_pairs();

  const ServerProfile& profile_;
  Row texts_;
  // By length of the field, then of the value. Made when it is needed: to fill it takes longer than
  // many a dump.
  std::unique_ptr<std::array<Row, kMostShortString>> pairs_;
};

}  // namespace rdb
