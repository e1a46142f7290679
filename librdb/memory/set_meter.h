// What a loaded set costs. Internal to MemoryMeter; used as ListMeter is.
//
// Members that stand by themselves are packed anew as long as they fit: integers into an intset,
// from Redis 7.2 on also texts into a listpack. Source: rdb.c rdbLoadObject (RDB_TYPE_SET), t_set.c
// setTypeConvertAndExpand.
#pragma once
#include <cstdint>

#include "librdb/event/short_elements.h"
#include "librdb/memory/packed_sizes.h"
#include "librdb/memory/short_blocks.h"
#include "librdb/memory/value_memory.h"

namespace rdb {

class SetMeter {
 public:
  /// The profile must outlive it.
  explicit SetMeter(const ServerProfile& profile) : profile_(profile), blocks_(profile) {}

  void begin();
  /// Members that will come as plain elements.
  void announce(std::uint64_t count) { announced_ = count; }
  void add(const PackedBlob& blob);
  void add(const PlainElement& element) { add(measure_of_plain(element)); }
  void add(const ShortElements& members);
  KeyCost cost(MemorySum& sum) const;

 private:
  enum class Form : std::uint8_t { kept, intset, listpack, table };
  static StringMeasure measure_of_plain(const PlainElement& element);
  bool keeps(const PackedBlob& blob) const;
  void add(const StringMeasure& member);
  void add_to_intset(const StringMeasure& member);
  void add_to_listpack(const StringMeasure& member);
  void turn_into_table();
  std::uint64_t packed_blob_bytes() const;
  KeyCost table_cost(MemorySum& sum) const;
  KeyCost hashtable_cost(MemorySum& sum) const;
  KeyCost dict_cost(MemorySum& sum) const;
  void add_members(MemorySum& sum) const;

  const ServerProfile& profile_;
  ShortBlocks blocks_;
  Form form_ = Form::intset;
  LoadedEncoding kept_as_ = LoadedEncoding::intset;
  std::uint64_t kept_bytes_ = 0;
  std::uint64_t announced_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t heap_ = 0;       // blocks of the members in a table
  std::uint64_t longest_ = 0;    // member
  std::uint64_t turned_at_ = 0;  // members before the table, which grows with them
  std::int64_t least_ = 0;
  std::int64_t most_ = 0;
  std::uint64_t integers_ = 0;  // that were an intset when it became a listpack
  ListpackSize listpack_;
};

}  // namespace rdb
