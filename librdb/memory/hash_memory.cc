#include "librdb/memory/hash_memory.h"

#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/memory/dump_bytes.h"
#include "librdb/memory/hash_table_memory.h"
#include "librdb/memory/object_memory.h"

namespace rdb {
Bytes name_of(HashEncoding encoding) {
  return encoding == HashEncoding::listpack ? "listpack" : "hashtable";
}

void HashMemory::add_long(const ElementCosts& costs, const StringMeasure& field_measure,
                          const StringMeasure& value_measure) {
  const ElementCost field = costs.of(field_measure);
  const ElementCost value = costs.of(value_measure);
  packed_ += field.packed + value.packed;
  heap_ += costs.pairs_add_up() ? field.heap + value.heap
                                : costs.pair_heap(field_measure, value_measure);
  dump_ += field.dump + value.dump;
  if ((field.is_long || value.is_long) && first_long_ == kNone) first_long_ = count_;
  ++count_;
}

HashCost HashMemory::cost(const ElementCosts& costs, const KeyMeasure& key) const {
  HashCost result;
  if (count_ == 0) return result;
  const ServerProfile& profile = costs.profile();
  MemorySum sum;
  add_object(sum, profile, key);
  result.dump_bytes = head_dump_bytes(key);
  if (count_ <= profile.hash_max_listpack_entries && first_long_ == kNone) {
    const std::uint64_t empty = profile.has_listpacks() ? kEmptyListpackBytes : kEmptyZiplistBytes;
    add_blob(sum, profile, name_of(HashEncoding::listpack), empty + packed_);
    result.dump_bytes += length_dump_bytes(empty + packed_) + empty + packed_;
  } else {
    result.encoding = HashEncoding::hashtable;
    result.is_exact = add_table(sum, profile).exactness == Exactness::exact;
    result.dump_bytes += length_dump_bytes(count_) + dump_;
  }
  add_key(sum, profile, key);
  result.memory = sum.total();
  return result;
}

KeyCost HashMemory::add_table(MemorySum& sum, const ServerProfile& profile) const {
  const bool was_packed = count_ <= profile.hash_max_listpack_entries;
  if (profile.has_hashtables()) {
    const BucketTable table =
        was_packed ? converted_bucket_table(count_, first_long_) : presized_bucket_table(count_);
    return add_hash_buckets(sum, profile, table, count_, heap_);
  }
  const LoadedDict dict = was_packed ? turned_hash_dict(profile, count_, first_long_, false)
                                     : LoadedDict{.slots = dict_slots(count_)};
  return add_hash_dict(sum, profile, dict, count_, heap_);
}

}  // namespace rdb
