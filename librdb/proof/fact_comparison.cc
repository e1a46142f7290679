#include "librdb/proof/fact_comparison.h"

#include <algorithm>
#include <tuple>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

using Kind = Difference::Kind;

std::string shown_expiry(std::int64_t expire_ms) {
  return expire_ms == kNoExpiry ? "none" : std::to_string(expire_ms);
}

std::string shown_key(const KeyFact& key) {
  const std::string value = fact::shown(key.value);
  return std::string(name_of(key.type)) + (value.empty() ? "" : ' ' + value);
}

void add_integer(Int128& sum, Bytes value) {
  if (const auto integer = fact::integer_of_value(value)) sum += *integer;
}

auto all_of(const KeyFact& key) {
  return std::tie(key.type, key.has_metadata, key.expire_ms, key.value);
}

}  // namespace

FactComparison::FactComparison(VerifyTask& task, FactStore& store, DifferenceList& differences)
    : task_(task),
      store_(store),
      differences_(differences),
      most_bytes_(task.options.memory_limit / 16),
      groups_(16, HashOfName{&store.hasher()}) {}

void FactComparison::run() {
  compare_all(store_.main());
  compare_all(store_.late());
}

// ---- partitions --------------------------------------------------------------------------------

void FactComparison::compare_all(HashPartitions& partitions) {
  partitions.finish();
  for (std::size_t i = 0; i < HashPartitions::kPartitions; ++i) {
    if (partitions.bytes(i) != 0) compare_partition(partitions, i);
    partitions.release(i);
  }
}

// Bounded: each level uses up bits of the keys' hash of 32.
void FactComparison::compare_partition(HashPartitions& partitions, std::size_t i) {
  const unsigned bits = partitions.bits_used() + 2 * HashPartitions::kBits;
  if (partitions.bytes(i) > most_bytes_ && bits <= FactStore::kKeyBits) {
    return compare_all(*partitions.split(i));
  }
  groups_.clear();
  partitions.pieces(i, [this](Bytes records) { gather(records); });
  for (auto& [name, group] : groups_) settle(group);
  compare_fields(partitions, i);
}

FactGroup& FactComparison::group_of(const Fact& fact) {
  const auto [at, fresh] = groups_.try_emplace(Name{fact.db, OwnedBytes(fact.key)});
  if (fresh) {
    at->second.db = fact.db;
    at->second.key = fact.key;
  }
  return at->second;
}

void FactComparison::gather(Bytes records) {
  for (HashedRecords all(records); all.next();) {
    const Fact fact = fact::get(all.record());
    FactGroup& group = group_of(fact);
    if (fact.kind == FactKind::source_key) group.expected.emplace_back(fact);
    if (fact.kind == FactKind::result_key) group.found.emplace_back(fact);
    if (fact.kind == FactKind::result_also) group.is_hash_elsewhere = true;
    if (fact.kind == FactKind::matched) group.add_matched(fact, task_.rules);
  }
}

void FactComparison::compare_fields(HashPartitions& partitions, std::size_t i) {
  if (partitions.bytes(i) <= most_bytes_) return compare_items(partitions.load(i, buffer_));
  if (!partitions.can_split()) {
    throw LimitExceeded("facts of one field do not fit into memory: raise --memory-limit");
  }
  const auto parts = partitions.split(i);  // bounded: 64 bits in all
  for (std::size_t part = 0; part < HashPartitions::kPartitions; ++part) {
    if (parts->bytes(part) != 0) compare_fields(*parts, part);
    parts->release(part);
  }
}

void FactComparison::compare_items(Bytes records) {
  items_.clear();
  for (HashedRecords all(records); all.next();) {
    const Fact fact = fact::get(all.record());
    if (fact.kind < FactKind::matched) continue;
    FactGroup& group = group_of(fact);
    items_.push_back({&group, all.hash(), fact});
  }
  const auto name = [](const Item& item) {
    return std::tuple(item.hash, item.group, item.fact.field);
  };
  // The existing hash counts as earliest, what is matched follows in the order of the source.
  std::sort(items_.begin(), items_.end(), [&](const Item& a, const Item& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    const auto order = [&](const Item& item) {
      return std::tuple(item.fact.kind == FactKind::result_field, item.fact.place, item.fact.value);
    };
    return name(a) != name(b) ? name(a) < name(b) : order(a) < order(b);
  });
  for (Run begin = items_.begin(); begin != items_.end();) {
    const Run end = std::find_if(begin, items_.cend(),
                                 [&](const Item& item) { return name(item) != name(*begin); });
    compare_field(*begin->group, begin, end);
    begin = end;
  }
}

// ---- a key as a whole --------------------------------------------------------------------------

void FactComparison::settle(FactGroup& group) {
  if (group.matched != 0) settle_hash(group);
  compare_keys(group);
  if (group.is_hash_elsewhere && !group.found.empty()) {
    differ(Kind::added_key, group, {}, "a hash of the same name");
  }
}

void FactComparison::settle_hash(FactGroup& group) {
  const RegroupRule& rule = task_.rules[group.rule].rule();
  const char* refusal = group.rules_differ ? "rules that differ make one hash" : nullptr;
  if (refusal == nullptr && disagrees(group, rule)) {
    group.is_given_back = true;
    return;
  }
  group.is_grouped = true;
  ++task_.found.hashes;
  Fact hash;
  hash.type = ObjectType::hash;
  hash.in_fields = true;
  const std::int64_t expire_ms = expiry_of_hash(group, rule, refusal);
  if (!group.expected.empty()) {
    task_.found.passing -= group.expected.size();
    const KeyFact& existing = group.expected.front();
    if (rule.on_conflict == FieldConflict::fail) refusal = "a hash of this name is there already";
    if (group.expected.size() > 1) refusal = "the key of a new hash stands twice in the source";
    if (existing.type != ObjectType::hash) refusal = "the name of a new hash is another type's";
    if (existing.expire_ms != kNoExpiry) refusal = "a hash that is united has an expiry";
    if (existing.has_metadata) refusal = "a hash that is united has metadata";
  }
  if (refusal != nullptr) differ(Kind::refused, group, refusal);
  hash.expire_ms = expire_ms;
  group.expected.assign(1, KeyFact(hash));
}

void FactComparison::compare_keys(FactGroup& group) {
  if (group.expected.size() == 1 && group.found.size() == 1) {
    compare_key(group, group.expected.front(), group.found.front());
  } else {
    compare_many_keys(group);
  }
  const auto has_fields = [](const KeyFact& key) { return key.in_fields; };
  group.compares_fields = std::any_of(group.expected.begin(), group.expected.end(), has_fields) &&
                          std::any_of(group.found.begin(), group.found.end(), has_fields);
}

void FactComparison::compare_key(FactGroup& group, const KeyFact& expected, const KeyFact& found) {
  if (expected.type != found.type || expected.has_metadata != found.has_metadata) {
    const auto shown = [](const KeyFact& key) {
      return std::string(name_of(key.type)) + (key.has_metadata ? " with metadata" : "");
    };
    return differ(Kind::type, group, shown(expected), shown(found));
  }
  std::int64_t by = 0;
  if (expected.type == ObjectType::string && has_grown(expected.value, found.value, by)) {
    ++task_.found.grown_keys;
    task_.found.growth_of_keys += by;
  } else if (expected.value != found.value) {
    std::string a = fact::shown(expected.value);
    std::string b = fact::shown(found.value);
    if (a == b) b += ", others";
    differ(Kind::value, group, std::move(a), std::move(b));
  }
  if (expected.expire_ms != found.expire_ms) {
    differ(Kind::expiry, group, shown_expiry(expected.expire_ms), shown_expiry(found.expire_ms));
  }
}

// None on one side, or the same key several times.
void FactComparison::compare_many_keys(FactGroup& group) {
  const auto before = [](const KeyFact& a, const KeyFact& b) { return all_of(a) < all_of(b); };
  std::sort(group.expected.begin(), group.expected.end(), before);
  std::sort(group.found.begin(), group.found.end(), before);
  auto expected = group.expected.begin();
  auto found = group.found.begin();
  while (expected != group.expected.end() || found != group.found.end()) {
    if (found == group.found.end() ||
        (expected != group.expected.end() && before(*expected, *found))) {
      missing_key(group, *expected++);
    } else if (expected == group.expected.end() || before(*found, *expected)) {
      added_key(group, *found++);
    } else {
      ++expected, ++found;
    }
  }
}

void FactComparison::missing_key(FactGroup& group, const KeyFact& expected) {
  if (has_expired(expected.expire_ms)) {
    ++task_.found.expired;
  } else {
    differ(Kind::missing_key, group, shown_key(expected));
  }
}

// A key that is there already is not one that a server would have added.
void FactComparison::added_key(FactGroup& group, const KeyFact& found) {
  if (task_.options.ignore_added && group.expected.empty()) {
    ++task_.found.added_keys;
  } else {
    differ(Kind::added_key, group, {}, shown_key(found));
  }
}

// ---- a field -----------------------------------------------------------------------------------

void FactComparison::compare_field(FactGroup& group, Run begin, Run end) {
  source_.clear();
  found_.clear();
  for (Run item = begin; item != end; ++item) {
    if (item->fact.kind == FactKind::matched && group.is_given_back) {
      give_back(group, item->fact);
    } else {
      (item->fact.kind == FactKind::result_field ? found_ : source_).push_back(item->fact);
    }
  }
  if (group.is_grouped) {
    compare_grouped_field(group);
  } else if (group.compares_fields) {
    compare_passing_field(group);
  }
}

void FactComparison::compare_grouped_field(FactGroup& group) {
  Verification::Database& sums = task_.database(group.db);
  for (const Fact& fact : source_) add_integer(sums.sum_source, fact.value);
  for (const Fact& fact : found_) add_integer(sums.sum_found, fact.value);
  if (!source_.empty()) {
    ++task_.found.fields;
    const RegroupRule& rule = task_.rules[group.rule].rule();
    const Fact& first = source_.front();
    FoldedField field = fold(source_, rule);
    if (first.kind == FactKind::source_field && first.expire_ms != kNoExpiry &&
        rule.group_ttl != GroupTtl::field) {
      field.refusal = "a hash that is united has fields with an expiry";
    }
    if (field.refusal != nullptr) {
      return differ_in_field(Kind::refused, group, first.field, field.refusal);
    }
    add_integer(sums.sum_expected, field.value);
    if (!group.compares_fields) return;
    if (found_.empty()) {
      Fact expected = first;
      expected.value = field.value;
      expected.expire_ms = field.expire_ms;
      return missing_field(group, expected);
    }
    compare_values(group, first.field, field.value, field.expire_ms, found_.front());
  }
  if (!group.compares_fields) return;
  for (std::size_t i = source_.empty() ? 0 : 1; i < found_.size(); ++i) {
    added_field(group, found_[i]);
  }
}

void FactComparison::compare_passing_field(FactGroup& group) {
  const std::size_t both = std::min(source_.size(), found_.size());
  for (std::size_t i = 0; i < both; ++i) {
    const Fact& expected = source_[i];
    compare_values(group, expected.field, expected.value, expected.expire_ms, found_[i]);
  }
  for (std::size_t i = both; i < source_.size(); ++i) missing_field(group, source_[i]);
  for (std::size_t i = both; i < found_.size(); ++i) added_field(group, found_[i]);
}

void FactComparison::compare_values(FactGroup& group, Bytes field, Bytes expected,
                                    std::int64_t expire_ms, const Fact& found) {
  std::int64_t by = 0;
  if (has_grown(expected, found.value, by)) {
    Verification::Rule& rule = task_.found.rules[rule_of(group)];
    ++rule.grown;
    rule.growth += by;
  } else if (expected != found.value) {
    differ_in_field(Kind::field_value, group, field, fact::shown(expected),
                    fact::shown(found.value));
  }
  if (expire_ms != found.expire_ms) {
    differ_in_field(Kind::field_expiry, group, field, shown_expiry(expire_ms),
                    shown_expiry(found.expire_ms));
  }
}

void FactComparison::missing_field(FactGroup& group, const Fact& expected) {
  if (has_expired(expected.expire_ms)) {
    ++task_.found.expired;
  } else {
    differ_in_field(Kind::missing_field, group, expected.field, fact::shown(expected.value));
  }
}

void FactComparison::added_field(FactGroup& group, const Fact& found) {
  if (task_.options.ignore_added && source_.empty()) {
    Verification::Rule& rule = task_.found.rules[rule_of(group)];
    ++rule.added;
    add_integer(rule.added_sum, found.value);
  } else {
    differ_in_field(Kind::added_field, group, found.field, {}, fact::shown(found.value));
  }
}

void FactComparison::give_back(const FactGroup& group, const Fact& fact) {
  if (task_.options.drop_rest) return;
  key_.clear();
  task_.rules[fact.rule].key_template().restore(group.key, fact.field, key_);
  Fact flat;
  flat.kind = FactKind::source_key;
  flat.db = group.db;
  flat.key = key_;
  flat.value = fact.value;
  flat.expire_ms = fact.expire_ms;
  ++task_.found.passing;
  --task_.found.pairs;
  --task_.found.rules[fact.rule].matched;
  --task_.database(group.db).pairs;
  store_.add_late(flat);
}

// ---- what they share ---------------------------------------------------------------------------

// Of what is not there.
bool FactComparison::has_expired(std::int64_t expire_ms) const {
  const VerifyOptions& options = task_.options;
  if (expire_ms == kNoExpiry) return false;
  if (task_.is_not_sent(expire_ms)) return true;
  return options.counters_may_grow && task_.result_time_ms && expire_ms <= *task_.result_time_ms;
}

bool FactComparison::has_grown(Bytes expected, Bytes found, std::int64_t& by) const {
  if (!task_.options.counters_may_grow) return false;
  const auto a = fact::integer_of_value(expected);
  const auto b = fact::integer_of_value(found);
  return a && b && *b > *a && !__builtin_sub_overflow(*b, *a, &by);
}

std::size_t FactComparison::rule_of(const FactGroup& group) const {
  if (group.matched != 0) return group.rule;
  const CompiledRule* const maker = task_.maker_of(group.db, group.key);
  return maker == nullptr ? 0 : static_cast<std::size_t>(maker - task_.rules.data());
}

void FactComparison::differ(Kind kind, const FactGroup& group, std::string expected,
                            std::string found) {
  Difference difference;
  difference.kind = kind;
  difference.db = group.db;
  difference.key = group.key;
  difference.expected = std::move(expected);
  difference.found = std::move(found);
  differences_.add(std::move(difference));
}

void FactComparison::differ_in_field(Kind kind, const FactGroup& group, Bytes field,
                                     std::string expected, std::string found) {
  Difference difference;
  difference.kind = kind;
  difference.db = group.db;
  difference.key = group.key;
  difference.has_field = true;
  difference.field = field;
  difference.expected = std::move(expected);
  difference.found = std::move(found);
  differences_.add(std::move(difference));
}

}  // namespace rdb
