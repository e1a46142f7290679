#include "librdb/proof/fact_group.h"

#include <algorithm>

namespace rdb {
namespace {

std::int64_t later_of(std::int64_t a, std::int64_t b) {
  return a == kNoExpiry || b == kNoExpiry ? kNoExpiry : std::max(a, b);
}

void take(FoldedField& field, const Fact& fact) {
  field.value = fact.value;
  field.expire_ms = fact.expire_ms;
}

void fold_integers(FoldedField& field, const Fact& later, FieldConflict policy) {
  const auto a = fact::integer_of_value(field.value);
  const auto b = fact::integer_of_value(later.value);
  if (!a || !b) {
    field.refusal = "two values for one field, not both integers";
    return;
  }
  if (policy == FieldConflict::sum) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(*a, *b, &sum)) {
      field.refusal = "a sum beyond 64 bits";
      return;
    }
    field.value.clear();
    fact::put_value(field.value, Payload::integer(sum), ValueDigest(HashKey{}));
    field.expire_ms = later_of(field.expire_ms, later.expire_ms);
  } else if (policy == FieldConflict::max ? *b > *a : *b < *a) {
    take(field, later);
  }
}

}  // namespace

void FactGroup::add_matched(const Fact& fact, const std::vector<CompiledRule>& rules) {
  if (matched++ == 0) {
    rule = fact.rule;
  } else if (fact.rule != rule) {
    rules_differ |= !want_the_same(rules[rule].rule(), rules[fact.rule].rule());
  }
  if (fact.expire_ms == kNoExpiry) {
    ++without;
  } else {
    ++with;
    least = std::min(least, fact.expire_ms);
    most = std::max(most, fact.expire_ms);
  }
}

FoldedField fold(const std::vector<Fact>& in_order, const RegroupRule& rule) {
  FoldedField field;
  take(field, in_order.front());
  for (std::size_t i = 1; i < in_order.size() && field.refusal == nullptr; ++i) {
    switch (rule.on_conflict) {
      case FieldConflict::fail:
        field.refusal = "one field from two keys";
        break;
      case FieldConflict::first:
        break;
      case FieldConflict::last:
        take(field, in_order[i]);
        break;
      default:
        fold_integers(field, in_order[i], rule.on_conflict);
    }
  }
  if (rule.group_ttl != GroupTtl::field) field.expire_ms = kNoExpiry;
  return field;
}

bool disagrees(const FactGroup& group, const RegroupRule& rule) {
  if (rule.group_ttl != GroupTtl::same || group.with == 0) return false;
  const std::uint64_t without = group.without + group.expected.size();
  const auto span =
      static_cast<std::uint64_t>(group.most) - static_cast<std::uint64_t>(group.least);
  return without != 0 || span > static_cast<std::uint64_t>(rule.tolerance_ms);
}

std::int64_t expiry_of_hash(const FactGroup& group, const RegroupRule& rule, const char*& refusal) {
  const std::uint64_t without = group.without + group.expected.size();
  switch (rule.group_ttl) {
    case GroupTtl::same:
      return group.with == 0 ? kNoExpiry : group.most;
    case GroupTtl::max:
      return group.with == 0 || without != 0 ? kNoExpiry : group.most;
    case GroupTtl::min:
      if (group.with != 0 && without != 0) refusal = "keys with and without an expiry";
      return group.with == 0 ? kNoExpiry : group.least;
    default:
      return kNoExpiry;
  }
}

}  // namespace rdb
