// What a loaded list costs. Internal to MemoryMeter.
//
//   list.begin(entry.type_byte);
//   list.add(blob); list.add(element);
//   KeyCost cost = list.cost(sum);            // what it is; what it costs is added to the sum
//
// Nodes of a quicklist are kept as they were saved (ziplists are coded anew from Redis 7.0 on);
// items of older forms are pushed one by one, which makes nodes of `list-max-listpack-size`. From
// Redis 7.2 on a list of one packed node within that limit is the node alone. Source: rdb.c
// rdbLoadObject, quicklist.c quicklistPushTail, t_list.c listTypeTryConversion.
#pragma once
#include <cstdint>

#include "librdb/event/short_elements.h"
#include "librdb/memory/packed_sizes.h"
#include "librdb/memory/value_memory.h"

namespace rdb {

class ListMeter {
 public:
  /// The profile must outlive it.
  explicit ListMeter(const ServerProfile& profile);

  void begin(std::uint8_t type_byte);
  void add(const PackedBlob& blob);
  void add(const PlainElement& element);
  void add(const ShortElements& items) {
    each_plain_element(items, [this](const PlainElement& item) { add(item); });
  }
  /// Its object is in the sum.
  KeyCost cost(MemorySum& sum);

 private:
  void push(const StringMeasure& item);
  void push_all(const PackedBlob& blob);
  void close_node();
  void add_node(std::uint64_t bytes, std::uint64_t items, bool is_packed);
  bool is_large(std::uint64_t bytes) const;
  bool fits(std::uint64_t bytes) const;

  const ServerProfile& profile_;
  std::uint64_t most_bytes_ = 0;  // of a node by the setting
  std::uint64_t most_items_ = 0;
  bool keeps_nodes_ = false;
  bool may_be_one_blob_ = false;
  PackedSize open_;  // the node that items are pushed to
  std::uint64_t open_items_ = 0;
  std::uint64_t nodes_ = 0;
  std::uint64_t items_ = 0;
  std::uint64_t usage_ = 0;
  std::uint64_t allocated_ = 0;
  std::uint64_t first_bytes_ = 0;
  bool first_is_packed_ = false;
};

}  // namespace rdb
