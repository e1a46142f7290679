#include "librdb/memory/hash_table_memory.h"

#include <algorithm>

#include "librdb/memory/sds_limits.h"

namespace rdb {
namespace {

constexpr std::uint64_t kExpiryOfField = 18;  // ExpireMeta in front of a field of Redis
constexpr std::uint64_t kSmallestDict = 4;    // DICT_HT_INITIAL_SIZE

// Header, text and final zero of a field's name in Redis 7.4 and later.
std::uint64_t redis_field_bytes(std::uint64_t length) {
  const std::uint64_t header = length < 32 ? 1 : length < 65536 ? 3 : 9;
  return header + length + 1;
}

// Field and value of a hashtable: in one block if they are short, else the value has its own and
// the field's block a pointer to it.
std::uint64_t entry_bytes(const ServerProfile& profile, std::uint64_t field, std::uint64_t value,
                          bool expires) {
  constexpr std::uint64_t kMostEmbedded = 128;
  constexpr std::uint64_t kExtra = 8;  // an expiry, a pointer
  const SdsType type = profile.sds.type_for(field);
  const SdsType with_extra =
      std::max(type, SdsType::sds_8);  // the smallest that says there is more
  const std::uint64_t name =
      expires ? kExtra + sds_bytes(field, with_extra) : sds_bytes(field, type);
  const std::uint64_t embedded = sds_bytes(value, SdsType::sds_8);
  const Allocator& allocator = profile.allocator;
  if (name + embedded <= kMostEmbedded) return allocator.usable(name + embedded);
  const std::uint64_t own = sds_bytes(field, with_extra) + (expires ? kExtra : 0);
  return allocator.usable(kExtra + own) + profile.sds_bytes(value);
}

}  // namespace

std::uint64_t pair_block_bytes(const ServerProfile& profile, std::uint64_t field,
                               std::uint64_t value, bool expires) {
  if (profile.has_hashtables()) return entry_bytes(profile, field, value, expires);
  const std::uint64_t of_value = profile.sds_bytes(value);
  if (!profile.has_redis_field_expiries()) return profile.sds_bytes(field) + of_value;
  return of_value +
         profile.allocator.usable(redis_field_bytes(field) + (expires ? kExpiryOfField : 0));
}

LoadedDict turned_hash_dict(const ServerProfile& profile, std::uint64_t count, std::uint64_t packed,
                            bool has_expiries) {
  const bool is_presized = profile.has_listpacks();
  DictGrowth growth(is_presized ? packed : 0);
  if (!is_presized) growth.add(packed);
  const std::uint64_t left = count - packed - 1;
  if (!has_expiries) growth.add(1);
  if (left > kSmallestDict) growth.expand(left);
  growth.add(has_expiries ? left + 1 : left);
  return growth.result();
}

KeyCost add_hash_dict(MemorySum& sum, const ServerProfile& profile, const LoadedDict& dict,
                      std::uint64_t count, std::uint64_t heap) {
  const std::uint64_t entry = profile.dict_entry;
  add_dict(sum, profile, dict);
  sum.add_elements("fields and values", {heap, heap},
                   [&] { return formula("blocks of ", count, " pairs"); });
  sum.add_elements("entries of the dict", {count * entry, count * profile.allocator.usable(entry)},
                   [&] { return formula(count, " x ", entry, ", C(", entry, ") each"); });
  sum.end_value(count);
  KeyCost cost;
  mark(cost, dict);
  return cost;
}

KeyCost add_hash_buckets(MemorySum& sum, const ServerProfile& profile, const BucketTable& table,
                         std::uint64_t count, std::uint64_t heap) {
  add_hashtable(sum, profile, table, profile.hash_metadata);
  sum.add_elements("fields and values", {heap, heap},
                   [&] { return formula("blocks of ", count, " pairs"); });
  sum.end_value(count);
  KeyCost cost;
  mark(cost, table);
  return cost;
}

}  // namespace rdb
