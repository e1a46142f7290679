// What is known of one key of one database in both dumps, and what a hash of its name should be.
#pragma once
#include <cstdint>
#include <limits>
#include <vector>

#include "librdb/proof/fact.h"
#include "librdb/transform/regroup_rule.h"

namespace rdb {

/// A key's fact, in memory of its own.
struct KeyFact {
  explicit KeyFact(const Fact& fact)
      : type(fact.type),
        in_fields(fact.in_fields),
        has_metadata(fact.has_metadata),
        expire_ms(fact.expire_ms),
        value(fact.value) {}
  ObjectType type;
  bool in_fields;
  bool has_metadata;
  std::int64_t expire_ms;
  OwnedBytes value;
};

struct FactGroup {
  std::uint32_t db = 0;
  OwnedBytes key;
  std::vector<KeyFact> expected;  ///< of the source, later: as it should be
  std::vector<KeyFact> found;

  std::uint64_t matched = 0;  ///< flat keys that belong into it
  std::size_t rule = 0;       ///< the first of theirs
  bool rules_differ = false;  ///< in what they want of the hash
  std::uint64_t with = 0;     ///< expiries among them
  std::uint64_t without = 0;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = std::numeric_limits<std::int64_t>::min();

  bool is_hash_elsewhere = false;  ///< the result has a hash of this name, too
  bool is_grouped = false;         ///< its matched keys are to be one hash
  bool is_given_back = false;      ///< they are to stay flat
  bool compares_fields = false;    ///< there are two hashes to compare

  void add_matched(const Fact& fact, const std::vector<CompiledRule>& rules);
};

/// What a field should be: the values it gets in the order of the input, settled by the policy.
struct FoldedField {
  OwnedBytes value;
  std::int64_t expire_ms = kNoExpiry;
  const char* refusal = nullptr;  ///< why regroup would not go on
};
FoldedField fold(const std::vector<Fact>& in_order, const RegroupRule& rule);

/// The expiry of a group's hash; `refusal` says why there is none.
std::int64_t expiry_of_hash(const FactGroup& group, const RegroupRule& rule, const char*& refusal);
/// Whether its keys stay flat because they do not expire together.
bool disagrees(const FactGroup& group, const RegroupRule& rule);

}  // namespace rdb
