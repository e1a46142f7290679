#include "librdb/memory/hash_memory.h"

#include "librdb/format/listpack.h"
#include "librdb/memory/dump_bytes.h"
#include "librdb/memory/loaded_dict.h"
#include "librdb/memory/main_table.h"

namespace rdb {
namespace {

Memory listpack_memory(const ServerProfile& profile, std::uint64_t bytes) {
  const std::uint64_t blob = profile.allocator.usable(bytes);
  return {profile.object + blob, profile.allocator.usable(profile.object) + blob};
}

// The server averages over its samples and multiplies, in doubles, also where it looked at all of
// them: a byte may get lost (object.c, objectComputeSize).
std::uint64_t averaged(std::uint64_t base, std::uint64_t sum, std::uint64_t count) {
  const auto n = static_cast<double>(count);
  return static_cast<std::uint64_t>(static_cast<double>(base) + static_cast<double>(sum) / n * n);
}

Memory hashtable_memory(const ServerProfile& profile, const LoadedDict& dict, std::uint64_t count,
                        std::uint64_t heap) {
  const std::uint64_t slots = dict.slots + dict.slots_of_old;
  const std::uint64_t base = profile.object + profile.dict + 8 * slots;
  const Allocator& allocator = profile.allocator;
  Memory memory;
  memory.memory_usage = averaged(base, heap + count * profile.dict_entry, count);
  memory.allocated = allocator.usable(profile.object) + allocator.usable(profile.dict) +
                     dict_table_bytes(profile, dict.slots) + heap +
                     count * allocator.usable(profile.dict_entry);
  if (dict.slots_of_old != 0) memory.allocated += dict_table_bytes(profile, dict.slots_of_old);
  return memory;
}

}  // namespace

Bytes name_of(HashEncoding encoding) {
  return encoding == HashEncoding::listpack ? "listpack" : "hashtable";
}

void HashMemory::add_long(const ElementCost& field, const ElementCost& value) {
  packed_ += field.packed + value.packed;
  heap_ += field.heap + value.heap;
  dump_ += field.dump + value.dump;
  if ((field.is_long || value.is_long) && first_long_ == kNone) first_long_ = count_;
  ++count_;
}

HashCost HashMemory::cost(const ElementCosts& costs, const KeyMeasure& key) const {
  HashCost cost;
  if (count_ == 0) return cost;
  const ServerProfile& profile = costs.profile();
  const bool is_large = count_ > profile.hash_max_listpack_entries;
  cost.memory = key_memory(profile, key);
  cost.dump_bytes = head_dump_bytes(key);
  if (!is_large && first_long_ == kNone) {
    const std::uint64_t blob = kEmptyListpackBytes + packed_;
    cost.memory += listpack_memory(profile, blob);
    cost.dump_bytes += length_dump_bytes(blob) + blob;
    return cost;
  }
  const LoadedDict dict =
      is_large ? LoadedDict{dict_slots(count_)} : loaded_dict(count_, first_long_);
  cost.encoding = HashEncoding::hashtable;
  cost.is_exact = dict.is_exact();
  cost.memory += hashtable_memory(profile, dict, count_, heap_);
  cost.dump_bytes += length_dump_bytes(count_) + dump_;
  return cost;
}

}  // namespace rdb
