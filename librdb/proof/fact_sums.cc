#include "librdb/proof/fact_sums.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "librdb/base/endian.h"
#include "librdb/proof/fact_group.h"
#include "librdb/proof/value_digest.h"

namespace rdb {
namespace {

constexpr std::size_t kManyFields = 4096;
constexpr std::size_t kSeenWords = 1024;
constexpr std::uint64_t kOfFact = std::uint64_t{0x200} << 32;  // apart from digests of values
enum Kind : std::uint64_t { kKey = 1, kField = 2, kExpiry = 3 };

bool gives_expiry(const CompiledRule& rule) {
  const GroupTtl policy = rule.rule().group_ttl;
  return policy == GroupTtl::same || policy == GroupTtl::min || policy == GroupTtl::max;
}

bool is_key(FactKind kind) { return kind < FactKind::matched; }

// What follows, in one word: the name of a field, an expiry, a value. The first byte of a value,
// its form, is in it, the rest has at most 64 bytes.
std::uint64_t head_of(Kind kind, Bytes name, Bytes value, std::int64_t expire_ms) {
  const std::uint64_t form =
      value.empty() ? 7 : static_cast<std::uint64_t>(fact::form_of_value(value));
  const std::uint64_t size = value.empty() ? 0 : value.size() - 1;
  const std::uint64_t expires = expire_ms == kNoExpiry ? 0 : 1;
  return kind << 60 | expires << 59 | form << 56 | size << 48 | name.size();
}

void add_value(KeyedHash& to, Bytes value, std::int64_t expire_ms) {
  if (!value.empty()) to.add_bytes(value.substr(1));
  if (expire_ms != kNoExpiry) to.add(static_cast<std::uint64_t>(expire_ms));
}

Digest negative(Digest digest) {
  Digest result{~digest.low, ~digest.high};
  add_to(result, {1, 0});
  return result;
}

Digest times(Digest digest, std::uint64_t n) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = (Wide{digest.high} << 64 | digest.low) * n;
  return {static_cast<std::uint64_t>(product), static_cast<std::uint64_t>(product >> 64)};
}

}  // namespace

FactSums::FactSums(VerifyTask& task, HashKey key, SpillFileOptions spill, std::uint64_t memory)
    : task_(task),
      key_(key),
      sums_(kPartitions),
      is_suspect_(kPartitions),
      name_(key),
      seen_(kSeenWords),
      most_bytes_(memory / 8),
      file_(std::move(spill)),
      names_(file_, memory / 4 * 3) {
  for (const CompiledRule& rule : task.rules) {
    hashes_may_expire_ |= gives_expiry(rule);
    keys_may_move_ |= rule.rule().group_ttl == GroupTtl::same;
    policies_differ_ |= !want_the_same(rule.rule(), task.rules.front().rule());
  }
}

// ---- digests -----------------------------------------------------------------------------------

void FactSums::begin_key(const Fact& fact) {
  const bool in_hash = fact.kind == FactKind::result_field;
  if (in_hash && fact.place == name_place_) return;
  name_place_ = in_hash ? fact.place : 0;
  name_ = KeyedHash(key_);
  name_.add(kOfFact | fact.db);
  name_.add(fact.key.size());
  name_.add_bytes(fact.key);
  name_hash_ = name_.short_hash();
  partition_ = name_hash_ >> (64 - kBits);
}

Digest FactSums::digest_of_key(const Fact& fact) const {
  KeyedHash hash = name_;
  hash.add(head_of(kKey, {}, fact.value, fact.expire_ms));
  hash.add(static_cast<std::uint64_t>(fact.type) << 8 | (fact.in_fields ? 2 : 0) |
           (fact.has_metadata ? 1 : 0));
  add_value(hash, fact.value, fact.expire_ms);
  return hash.finish();
}

Digest FactSums::digest_of_field(const Fact& fact) const {
  const bool keeps_expiry =
      fact.kind != FactKind::matched || task_.rules[fact.rule].rule().group_ttl == GroupTtl::field;
  const std::int64_t expire_ms = keeps_expiry ? fact.expire_ms : kNoExpiry;
  KeyedHash hash = name_;
  hash.add(head_of(kField, fact.field, fact.value, expire_ms));
  hash.add_bytes(fact.field);
  add_value(hash, fact.value, expire_ms);
  return hash.finish();
}

Digest FactSums::digest_of_expiry(std::int64_t expire_ms) const {
  KeyedHash hash = name_;
  hash.add(kExpiry << 60);
  hash.add(static_cast<std::uint64_t>(expire_ms));
  return hash.finish();
}

FactSums::Found FactSums::find(const Fact& fact) {
  begin_key(fact);
  return {is_suspect_[partition_] != 0,
          is_key(fact.kind) ? digest_of_key(fact) : digest_of_field(fact)};
}

// ---- sums --------------------------------------------------------------------------------------

void FactSums::add(const Fact& fact) {
  const Digest digest = find(fact).digest;
  const bool of_source = is_of_source(fact.kind);
  add_to(totals_[of_source ? 0 : 1], digest);
  task_.count_equal(fact);
  if (of_source) return add_source(fact, digest);
  add_result(fact, digest);
}

// That a key could stand elsewhere matters to comparisons only.
void FactSums::add_late(const Fact& fact) {
  if (fact.kind != FactKind::result_also) add(fact);
}

void FactSums::add_source(const Fact& fact, Digest digest) {
  if (fact.kind == FactKind::source_field || fact.in_fields) return suspect(partition_);
  if (fact.kind == FactKind::source_key && task_.is_not_sent(fact.expire_ms)) return;
  add_to(sums_[partition_], digest);
  if (fact.kind != FactKind::matched || !hashes_may_expire_) return;
  const bool counts = gives_expiry(task_.rules[fact.rule]);
  add_to(sums_[partition_], digest_of_expiry(counts ? fact.expire_ms : kNoExpiry));
}

void FactSums::add_result(const Fact& fact, Digest digest) {
  if (fact.kind == FactKind::result_field) {
    if (fact.place != place_) {
      place_ = fact.place;
      fields_ = 0;
    }
    add_to(sums_[partition_], negative(digest));
    return note_field(fact.field);
  }
  if (fact.in_fields) {
    add_result_hash(fact);
  } else {
    add_to(sums_[partition_], negative(digest));
  }
  if (fact.in_fields || task_.maker_of(fact.db, fact.key) != nullptr) names_.add(name_hash_, {});
}

void FactSums::add_result_hash(const Fact& fact) {
  const bool is_empty = fact.place != place_;
  if (is_empty || fact.has_metadata || (policies_differ_ && is_ambiguous(fact))) {
    suspect(partition_);
  } else if (hashes_may_expire_) {
    add_to(sums_[partition_], negative(times(digest_of_expiry(fact.expire_ms), fields_)));
  } else if (fact.expire_ms != kNoExpiry) {
    suspect(partition_);
  }
  finish_fields();
}

bool FactSums::is_ambiguous(const Fact& hash) const {
  const RegroupRule& maker = task_.maker_of(hash.db, hash.key)->rule();
  return std::any_of(task_.rules.begin(), task_.rules.end(), [&](const CompiledRule& rule) {
    return !want_the_same(rule.rule(), maker) && task_.could_make(rule, hash.db, hash.key);
  });
}

void FactSums::suspect(std::size_t partition) {
  if (is_suspect_[partition]) return;
  is_suspect_[partition] = true;
  ++suspects_;
}

// ---- doubles -----------------------------------------------------------------------------------

// A hash that lets equals be found need not be a strong one: others that meet cost time only. Two
// bits say of most fields that they are new; else all are sorted in the end.
void FactSums::note_field(Bytes field) {
  ++fields_;
  const std::uint64_t hash = XXH3_64bits_withSeed(field.data(), field.size(), name_hash_);
  std::uint64_t& word = seen_[hash % kSeenWords];
  const std::uint64_t bits = std::uint64_t{1} << (hash >> 52 & 63) | std::uint64_t{1}
                                                                         << (hash >> 58);
  may_be_double_ |= (word & bits) == bits;
  word |= bits;
  field_hashes_.push_back(hash);
  if (field_hashes_.size() == kManyFields) spill_fields();
}

void FactSums::forget_fields() {
  for (const std::uint64_t hash : field_hashes_) seen_[hash % kSeenWords] = 0;
  field_hashes_.clear();
  may_be_double_ = false;
}

// They meet again behind the last key: equal fields have equal hashes.
void FactSums::spill_fields() {
  char partition[sizeof(std::uint16_t)];
  store_le(partition, static_cast<std::uint16_t>(partition_));
  for (const std::uint64_t hash : field_hashes_) names_.add(hash, {partition, sizeof partition});
  forget_fields();
  has_many_fields_ = true;
}

void FactSums::finish_fields() {
  if (has_many_fields_) {
    spill_fields();
    has_many_fields_ = false;
  }
  if (may_be_double_) {
    std::sort(field_hashes_.begin(), field_hashes_.end());
    const auto end = field_hashes_.end();
    if (std::adjacent_find(field_hashes_.begin(), end) != end) suspect(partition_);
  }
  forget_fields();
}

void FactSums::find_doubles(HashPartitions& names) {
  names.finish();
  for (std::size_t i = 0; i < HashPartitions::kPartitions; ++i) {
    if (names.bytes(i) == 0) continue;
    if (names.bytes(i) <= most_bytes_) {
      find_doubles(names.load(i, buffer_));
    } else if (names.can_split()) {
      find_doubles(*names.split(i));
    } else {  // all of one hash
      for (std::size_t partition = 0; partition < kPartitions; ++partition) suspect(partition);
    }
    names.release(i);
  }
}

void FactSums::find_doubles(Bytes names) {
  std::vector<std::pair<std::uint64_t, std::size_t>> all;
  for (HashedRecords records(names); records.next();) {
    const Bytes partition = records.record();
    all.emplace_back(records.hash(), partition.empty() ? records.hash() >> (64 - kBits)
                                                       : load_le<std::uint16_t>(partition.data()));
  }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].first != all[i - 1].first) continue;
    suspect(all[i - 1].second);
    suspect(all[i].second);
  }
}

void FactSums::finish() {
  find_doubles(names_);
  for (std::size_t i = 0; i < kPartitions; ++i) {
    if (!(sums_[i] == Digest{})) suspect(i);
  }
  if (!keys_may_move_ || suspects_ == 0) return;
  for (std::size_t i = 0; i < kPartitions; ++i) suspect(i);
}

}  // namespace rdb
