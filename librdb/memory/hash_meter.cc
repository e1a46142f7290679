#include "librdb/memory/hash_meter.h"

#include <algorithm>
#include <cmath>

#include "librdb/format/type_table.h"
#include "librdb/memory/hash_table_memory.h"
#include "librdb/memory/packed_entries.h"

namespace rdb {
namespace {

constexpr std::uint64_t kListpackEx = 32;    // sizeof(listpackEx)
constexpr std::uint64_t kDictMetadata = 32;  // of a dict whose fields expire

bool states_expiries(std::uint8_t type_byte) {
  return type_byte >= type_byte::kHashMetadataPreRelease && type_byte <= type_byte::kHashListpackEx;
}

std::uint64_t rounded(double bytes) { return static_cast<std::uint64_t>(std::llround(bytes)); }

}  // namespace

HashMeter::HashMeter(const ServerProfile& profile)
    : profile_(profile),
      blocks_(profile),
      packed_(profile.has_listpacks()),
      redis_index_(profile.allocator),
      valkey_index_(profile.allocator) {}

void HashMeter::begin(std::uint8_t type_byte) {
  const bool is_triple =
      type_byte == type_byte::kHashListpackEx || type_byte == type_byte::kHashListpackExPreRelease;
  entries_per_pair_ = is_triple ? 3 : 2;
  has_expiries_ = states_expiries(type_byte) &&
                  (profile_.has_redis_field_expiries() || profile_.has_valkey_field_expiries());
  packed_ = PackedSize(profile_.has_listpacks());
  is_blob_ = is_zipmap_ = is_kept_ = false;
  announced_ = count_ = heap_ = 0;
  first_long_ = kNone;
  if (has_expiries_) {
    redis_index_.clear();
    valkey_index_.clear();
  }
}

bool HashMeter::keeps(const PackedBlob& blob) const {
  if (blob.count == kUnknownCount) return false;
  if (blob.count / entries_per_pair_ > profile_.hash_max_listpack_entries) return false;
  if (entries_per_pair_ == 3) return profile_.has_redis_field_expiries();
  return blob.encoding ==
         (profile_.has_listpacks() ? PackedEncoding::listpack : PackedEncoding::ziplist);
}

void HashMeter::add(const PackedBlob& blob) {
  is_blob_ = true;
  is_zipmap_ = blob.encoding == PackedEncoding::zipmap;
  if (keeps(blob)) {
    is_kept_ = true;
    count_ = blob.count / entries_per_pair_;
    kept_bytes_ = blob.unpacked_bytes;
    return;
  }
  unpack(blob);
}

void HashMeter::unpack(const PackedBlob& blob) {
  Pair pair;
  std::uint64_t at = 0;
  each_entry(blob, [&](const PackedValue& entry) {
    switch (at++ % entries_per_pair_) {
      case 0:
        pair = {.field = measure_of(entry)};
        return;
      case 1:
        pair.value = measure_of(entry);
        if (entries_per_pair_ == 2) add(pair);
        return;
      default:
        if (entry.is_integer && entry.integer != 0) pair.expire_ms = entry.integer;
        add(pair);
    }
  });
}

void HashMeter::add(const PlainElement& element) {
  if (element.role == ElementRole::field) {
    field_ = measure_of(element);
    return;
  }
  add(Pair{field_, measure_of(element), element.expire_ms});
}

void HashMeter::add(const Pair& pair) {
  const std::uint64_t longest = std::max(pair.field.length(), pair.value.length());
  if (longest > profile_.hash_max_listpack_value && first_long_ == kNone) first_long_ = count_;
  if (may_be_packed()) {
    packed_.add(pair.field);
    packed_.add(pair.value);
    if (has_expiries_) {
      packed_.add(StringMeasure::integer(pair.expire_ms == kNoExpiry ? 0 : pair.expire_ms));
    }
  }
  if (has_expiries_ && pair.expire_ms >= 0) note_expiry(pair.expire_ms);
  const bool expires = has_expiries_ && pair.expire_ms != kNoExpiry;
  heap_ += pair_block_bytes(profile_, pair.field.length(), pair.value.length(), expires);
  ++count_;
}

// With more pairs than that nobody asks for what they would be if packed.
bool HashMeter::may_be_packed() const {
  return std::max(announced_, count_) <= profile_.hash_max_listpack_entries;
}

// One by one only where some of them could be too long.
void HashMeter::add(const ShortElements& pairs) {
  if (has_expiries_ || profile_.hash_max_listpack_value < kMostShortString - 1) {
    return each_plain_element(pairs, [this](const PlainElement& element) { add(element); });
  }
  if (may_be_packed()) {
    for (const ShortElement& element : pairs.elements)
      packed_.add(StringMeasure::of_short(element));
  }
  heap_ += blocks_.of_pairs(pairs.elements);
  count_ += pairs.elements.size() / 2;
}

void HashMeter::note_expiry(std::int64_t expire_ms) {
  if (profile_.has_redis_field_expiries()) {
    redis_index_.add(expire_ms);
  } else {
    valkey_index_.add(expire_ms);
  }
}

bool HashMeter::is_packed() const {
  if (is_kept_) return true;
  if (has_expiries_ && profile_.has_valkey_field_expiries()) return false;
  if (count_ > profile_.hash_max_listpack_entries) return false;
  // The lengths in a blob are not looked at again, but those of a zipmap.
  return first_long_ == kNone || (is_blob_ && !is_zipmap_);
}

KeyCost HashMeter::cost(MemorySum& sum) const {
  KeyCost cost;
  if (is_packed()) {
    const std::uint64_t bytes = is_kept_ ? kept_bytes_ : packed_.bytes();
    cost.encoding = packed_encoding(profile_);
    add_blob(sum, profile_, name_of(cost.encoding), bytes);
    if (has_expiries_ && profile_.has_redis_field_expiries()) {
      const std::uint64_t block = profile_.allocator.usable(kListpackEx);
      sum.add("listpackex", {block, block}, [] { return formula("C(", kListpackEx, ")"); });
      cost.encoding = LoadedEncoding::listpackex;
    }
  } else {
    cost = profile_.has_hashtables() ? hashtable_cost(sum) : dict_cost(sum);
    cost.encoding = LoadedEncoding::hashtable;
  }
  cost.elements = count_;
  return cost;
}

// Its first pairs were packed until one was too long.
bool HashMeter::turned_while_loaded() const {
  return !is_blob_ && count_ <= profile_.hash_max_listpack_entries && first_long_ != kNone;
}

LoadedDict HashMeter::dict() const {
  if (turned_while_loaded()) {
    return turned_hash_dict(profile_, count_, first_long_, has_expiries_);
  }
  // Redis 7.4 gives no size to one whose fields may expire, Redis 6.2 to none that was packed.
  if (is_blob_ ? profile_.has_listpacks() : !has_expiries_) return {.slots = dict_slots(count_)};
  DictGrowth growth(0);
  growth.add(count_);
  return growth.result();
}

KeyCost HashMeter::dict_cost(MemorySum& sum) const {
  const KeyCost cost = add_hash_dict(sum, profile_, dict(), count_, heap_);
  if (has_expiries_) {
    const std::uint64_t with = profile_.dict + kDictMetadata;
    sum.add("metadata of the dict",
            {0, profile_.allocator.usable(with) - profile_.allocator.usable(profile_.dict)},
            [&] { return formula("0, C(", with, ") - C(", profile_.dict, ")"); });
    sum.add("index of field expiries", {0, rounded(redis_index_.memory().allocated)},
            [] { return formula("0, segments and their radix tree"); });
  }
  return cost;
}

BucketTable HashMeter::hashtable() const {
  if (turned_while_loaded() && !has_expiries_) return converted_bucket_table(count_, first_long_);
  return presized_bucket_table(count_);
}

KeyCost HashMeter::hashtable_cost(MemorySum& sum) const {
  KeyCost cost = add_hash_buckets(sum, profile_, hashtable(), count_, heap_);
  if (has_expiries_) {
    const FieldExpiriesMemory index = valkey_index_.memory();
    sum.add("index of field expiries", {rounded(index.memory_usage), rounded(index.allocated)},
            [] { return formula("vectors of fields and their radix tree"); });
    if (!index.is_exact) cost.exactness = Exactness::expected;
    cost.standard_deviation = std::hypot(cost.standard_deviation, std::sqrt(index.variance));
  }
  return cost;
}

}  // namespace rdb
