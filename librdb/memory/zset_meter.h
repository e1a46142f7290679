// What a loaded sorted set costs. Internal to MemoryMeter; used as ListMeter is.
//
// Source: rdb.c rdbLoadObject (RDB_TYPE_ZSET), t_zset.c zsetConvert, zslInsert.
#pragma once
#include <cstdint>

#include "librdb/event/short_elements.h"
#include "librdb/memory/packed_sizes.h"
#include "librdb/memory/short_blocks.h"
#include "librdb/memory/skiplist_memory.h"
#include "librdb/memory/value_memory.h"

namespace rdb {

class ZsetMeter {
 public:
  /// The profile must outlive it.
  explicit ZsetMeter(const ServerProfile& profile);

  void begin();
  /// Members that will come as plain elements.
  void announce(std::uint64_t count) { announced_ = count; }
  void add(const PackedBlob& blob);
  void add(const PlainElement& element);
  void add(const ShortElements& members);
  KeyCost cost(MemorySum& sum) const;

 private:
  bool may_be_packed() const { return announced_ <= profile_.zset_max_listpack_entries; }
  void add_member(const StringMeasure& member);
  bool is_packed_anew() const;
  LoadedDict dict() const;
  ExpectedBytes nodes() const;
  void add_heads(MemorySum& sum) const;
  KeyCost skiplist_cost(MemorySum& sum) const;

  const ServerProfile& profile_;
  ShortBlocks blocks_;
  PackedSize packed_;
  bool is_blob_ = false;
  bool is_kept_ = false;
  std::uint64_t kept_bytes_ = 0;
  std::uint64_t announced_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t heap_ = 0;     // blocks of members, where they are not in the nodes
  std::uint64_t longest_ = 0;  // member
  SkiplistNodes skiplist_;
  ExpectedBytes nodes_with_members_;
};

}  // namespace rdb
