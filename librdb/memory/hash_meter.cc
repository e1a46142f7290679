#include "librdb/memory/hash_meter.h"

#include <algorithm>
#include <cmath>

#include "librdb/format/type_table.h"
#include "librdb/memory/packed_entries.h"

namespace rdb {
namespace {

constexpr std::uint64_t kListpackEx = 32;     // sizeof(listpackEx)
constexpr std::uint64_t kDictMetadata = 32;   // of a dict whose fields expire
constexpr std::uint64_t kExpiryOfField = 18;  // ExpireMeta in front of a field of Redis
constexpr std::uint64_t kSmallestDict = 4;    // DICT_HT_INITIAL_SIZE

bool states_expiries(std::uint8_t type_byte) {
  return type_byte >= type_byte::kHashMetadataPreRelease && type_byte <= type_byte::kHashListpackEx;
}

// Header, text and final zero of a field's name in Redis 7.4 and later (mstr.h).
std::uint64_t redis_field_bytes(std::uint64_t length) {
  const std::uint64_t header = length < 32 ? 1 : length < 256 ? 3 : length < 65536 ? 3 : 9;
  return header + length + 1;
}

// Field and value of a hashtable: in one block if they are short, else the value has its own and
// the field's block a pointer to it. Source: entry.c entryCreate, Valkey 8.1 (hashTypeEntry)
// and 9.1.
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

std::uint64_t rounded(double bytes) { return static_cast<std::uint64_t>(std::llround(bytes)); }

}  // namespace

HashMeter::HashMeter(const ServerProfile& profile)
    : profile_(profile),
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
  packed_.add(pair.field);
  packed_.add(pair.value);
  if (has_expiries_) {
    packed_.add(StringMeasure::integer(pair.expire_ms == kNoExpiry ? 0 : pair.expire_ms));
    if (pair.expire_ms >= 0) note_expiry(pair.expire_ms);
  }
  heap_ += block_bytes(pair);
  ++count_;
}

// Of a pair in a table, without the entry of a dict.
std::uint64_t HashMeter::block_bytes(const Pair& pair) const {
  const bool expires = has_expiries_ && pair.expire_ms != kNoExpiry;
  const std::uint64_t field = pair.field.length();
  if (profile_.has_hashtables()) return entry_bytes(profile_, field, pair.value.length(), expires);
  const std::uint64_t value = profile_.sds_bytes(pair.value.length());
  if (!profile_.has_redis_field_expiries()) return profile_.sds_bytes(field) + value;
  return value +
         profile_.allocator.usable(redis_field_bytes(field) + (expires ? kExpiryOfField : 0));
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
  const bool is_presized = profile_.has_listpacks();
  if (!turned_while_loaded()) {
    // Redis 7.4 gives no size to one whose fields may expire, Redis 6.2 to none that was packed.
    if (is_blob_ ? is_presized : !has_expiries_) return {.slots = dict_slots(count_)};
    DictGrowth growth(0);
    growth.add(count_);
    return growth.result();
  }
  DictGrowth growth(is_presized ? first_long_ : 0);
  if (!is_presized) growth.add(first_long_);
  const std::uint64_t left = count_ - first_long_ - 1;
  if (!has_expiries_) growth.add(1);
  if (left > kSmallestDict) growth.expand(left);
  growth.add(has_expiries_ ? left + 1 : left);
  return growth.result();
}

KeyCost HashMeter::dict_cost(MemorySum& sum) const {
  const LoadedDict tables = dict();
  const Allocator& allocator = profile_.allocator;
  const std::uint64_t entry = profile_.dict_entry;
  add_dict(sum, profile_, tables);
  sum.add_elements("fields and values", {heap_, heap_},
                   [&] { return formula("blocks of ", count_, " pairs"); });
  sum.add_elements("entries of the dict", {count_ * entry, count_ * allocator.usable(entry)},
                   [&] { return formula(count_, " x ", entry, ", C(", entry, ") each"); });
  sum.end_value(count_);
  if (has_expiries_) {
    const std::uint64_t with = profile_.dict + kDictMetadata;
    sum.add("metadata of the dict", {0, allocator.usable(with) - allocator.usable(profile_.dict)},
            [&] { return formula("0, C(", with, ") - C(", profile_.dict, ")"); });
    sum.add("index of field expiries", {0, rounded(redis_index_.memory().allocated)},
            [] { return formula("0, segments and their radix tree"); });
  }
  KeyCost cost;
  mark(cost, tables);
  return cost;
}

BucketTable HashMeter::hashtable() const {
  if (turned_while_loaded() && !has_expiries_) return converted_bucket_table(count_, first_long_);
  return presized_bucket_table(count_);
}

KeyCost HashMeter::hashtable_cost(MemorySum& sum) const {
  const BucketTable table = hashtable();
  add_hashtable(sum, profile_, table, profile_.hash_metadata);
  sum.add_elements("fields and values", {heap_, heap_},
                   [&] { return formula("blocks of ", count_, " pairs"); });
  sum.end_value(count_);
  KeyCost cost;
  mark(cost, table);
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
