// What a loaded hash costs. Internal to MemoryMeter; used as ListMeter is.
//
// Pairs that stand by themselves are packed anew as long as they fit; then the hash becomes a
// table, which grows with those that follow. Source: rdb.c rdbLoadObject (RDB_TYPE_HASH,
// RDB_TYPE_HASH_METADATA), t_hash.c hashTypeConvert; entry.c of Valkey for what is one block there.
#pragma once
#include <cstdint>

#include "librdb/event/short_elements.h"
#include "librdb/memory/field_expiries.h"
#include "librdb/memory/packed_sizes.h"
#include "librdb/memory/short_blocks.h"
#include "librdb/memory/value_memory.h"

namespace rdb {

class HashMeter {
 public:
  /// The profile must outlive it.
  explicit HashMeter(const ServerProfile& profile);

  void begin(std::uint8_t type_byte);
  /// Pairs that will come, as plain elements or in a blob.
  void announce(std::uint64_t count) { announced_ = count; }
  void add(const PackedBlob& blob);
  void add(const PlainElement& element);
  void add(const ShortElements& pairs);
  KeyCost cost(MemorySum& sum) const;

 private:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};
  struct Pair {
    StringMeasure field;
    StringMeasure value;
    std::int64_t expire_ms = kNoExpiry;
  };

  bool keeps(const PackedBlob& blob) const;
  void unpack(const PackedBlob& blob);
  void add(const Pair& pair);
  bool may_be_packed() const;
  void note_expiry(std::int64_t expire_ms);
  bool is_packed() const;
  bool turned_while_loaded() const;
  LoadedDict dict() const;
  KeyCost dict_cost(MemorySum& sum) const;
  BucketTable hashtable() const;
  KeyCost hashtable_cost(MemorySum& sum) const;

  const ServerProfile& profile_;
  ShortBlocks blocks_;
  PackedSize packed_;
  std::uint64_t entries_per_pair_ = 2;
  bool has_expiries_ = false;  // the type says when fields expire, and the server has that
  bool is_blob_ = false;
  bool is_zipmap_ = false;
  bool is_kept_ = false;
  std::uint64_t kept_bytes_ = 0;
  StringMeasure field_;  // whose value is to follow
  std::uint64_t announced_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t heap_ = 0;  // blocks of fields and values in a table
  std::uint64_t first_long_ = kNone;
  RedisFieldExpiries redis_index_;
  ValkeyFieldExpiries valkey_index_;
};

}  // namespace rdb
