#include "librdb/transform/group_table.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <new>
#include <utility>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::uint64_t kSeed = 0x7264626d696c6c31;  // "rdbmill1"
constexpr std::uint64_t kFirstSlots = 256;

}  // namespace

std::uint64_t group_hash(std::uint32_t db, Bytes key) {
  return XXH3_64bits_withSeed(key.data(), key.size(), kSeed + db);
}

GroupTable::GroupTable(MemoryBudget& budget) : budget_(budget), arena_(budget) {
  allocate_slots(kFirstSlots);
}

void GroupTable::allocate_slots(std::uint64_t count) {
  const std::uint64_t bytes = count * sizeof(std::uint64_t);
  budget_.take(bytes);
  memory_ = allocate_big(bytes);
  slots_ = reinterpret_cast<std::uint64_t*>(static_cast<void*>(memory_.get()));
  std::fill_n(slots_, count, 0);
  mask_ = count - 1;
}

GroupTable::~GroupTable() { budget_.give((mask_ + 1) * sizeof(std::uint64_t)); }

GroupHead& GroupTable::make(std::uint64_t hash, Bytes key) {
  if (size_ * 8 >= (mask_ + 1) * 5) grow();
  const std::size_t bytes = sizeof(GroupHead) + key.size();
  const ByteArena::Ref ref = arena_.allocate_in_lines(bytes);
  if (bytes > kCacheLine) long_names_ = true;
  if (ref > kRefMask) throw LimitExceeded("too many groups to be held in memory");
  auto* const head = new (arena_.at(ref)) GroupHead;
  head->hash = hash;
  head->key_size = static_cast<std::uint32_t>(key.size());
  key.copy(reinterpret_cast<char*>(head + 1), key.size());
  insert(hash, ref);
  ++size_;
  return *head;
}

void GroupTable::insert(std::uint64_t hash, ByteArena::Ref ref) {
  std::uint64_t at = hash & mask_;
  while (slots_[at] != 0) at = (at + 1) & mask_;
  slots_[at] = (hash & ~kRefMask) | ref;
}

void GroupTable::grow() {
  const std::uint64_t old_slots = mask_ + 1;
  const std::uint64_t* const old = slots_;
  const BigMemory old_memory = std::exchange(memory_, nullptr);
  allocate_slots(old_slots * 2);
  for (std::uint64_t i = 0; i < old_slots; ++i) {
    if (i + 16 < old_slots && old[i + 16] != 0)
      __builtin_prefetch(arena_.at(old[i + 16] & kRefMask));
    if (old[i] == 0) continue;
    const ByteArena::Ref ref = old[i] & kRefMask;
    insert(head_at(ref).hash, ref);
  }
  budget_.give(old_slots * sizeof(std::uint64_t));
}

}  // namespace rdb
