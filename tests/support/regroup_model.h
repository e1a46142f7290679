// What a regroup should give, worked out on maps from docs/regroup.md: slow, in memory, and without
// a line of librdb/transform or librdb/key.
//
//   const RegroupModel model(rules, {.rest = …, .now_ms = …}, keys);
//   if (model.refused()) …            // exit 6; model.offenders() without which it would not be
//   model.passed, model.hashes, model.stats
//
// Requires: no key stands twice in a database.
#pragma once
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "librdb/base/types.h"
#include "librdb/transform/regroup.h"
#include "tests/support/model_rule.h"

namespace rdb::testing {

struct ModelField {
  OwnedBytes name;
  OwnedBytes value;
  std::int64_t expire_ms = kNoExpiry;
  bool operator==(const ModelField&) const = default;
};

/// A key of a dump, before or after.
struct ModelKey {
  std::uint32_t db = 0;
  OwnedBytes name;
  ObjectType type = ObjectType::string;
  OwnedBytes value;                ///< of a string; of a list or a set its items, a NUL behind each
  std::vector<ModelField> fields;  ///< of a hash, in order
  std::int64_t expire_ms = kNoExpiry;
  bool operator==(const ModelKey&) const = default;
};

using DbName = std::pair<std::uint32_t, OwnedBytes>;

struct ModelOptions {
  RegroupOptions::Rest rest = RegroupOptions::Rest::pass;
  std::optional<std::int64_t> now_ms;
  bool fields_can_expire = true;
  bool allow_none = true;
  bool lists_clashes = false;
};

/// An integer as a server sees one: no zero before, no plus, no minus before zero, 64 bits.
inline std::optional<std::int64_t> server_integer(Bytes text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::to_string(value) == text ? std::optional(value) : std::nullopt;
}

class RegroupModel {
 public:
  RegroupModel(const std::vector<ModelRule>& rules, const ModelOptions& options,
               const std::vector<ModelKey>& keys)
      : rules_(rules), options_(options), keys_(keys) {
    for (const ModelRule& rule : rules_) {
      if (rule.policy.group_ttl == GroupTtl::field && !options_.fields_can_expire) refused_ = true;
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) sort(i);
    if (stats.matched == 0 && !options_.allow_none) refused_ = true;
    for (const auto& [name, members] : groups_) settle(name, members);
    for (const auto& [name, i] : staying_) order_.insert(i);
    for (const std::size_t i : order_) passed.push_back(keys_[i]);
    stats.untouched = candidates_ - stats.united;
  }

  bool refused() const { return refused_ || clashes != 0; }
  /// Whether it is for nothing but clashes, which a list takes all of.
  bool refused_for_clashes() const { return !refused_ && clashes != 0; }
  /// Keys without which the run would get further.
  const std::set<std::size_t>& offenders() const { return offenders_; }

  std::vector<ModelKey> passed;  ///< in input order
  std::vector<DbName> streamed;  ///< those of them that stay in input order in the output
  std::map<DbName, ModelKey> hashes;
  RegroupStats stats;
  std::uint64_t clashes = 0;  ///< that FieldConflict::fail lists
  std::vector<std::uint64_t> matched_by_rule = std::vector<std::uint64_t>(255);

 private:
  using Reason = RegroupStats::Reason;
  struct Member {
    std::size_t key;
    std::size_t rule;
    OwnedBytes field;
  };

  // ---- a key ------------------------------------------------------------------------------------

  void sort(std::size_t i) {
    const ModelKey& key = keys_[i];
    ++stats.keys;
    if (key.type == ObjectType::string) ++stats.strings;
    Member member{i, 0, {}};
    OwnedBytes new_key;
    const auto reason = reason_to_stay(key, member, new_key);
    if (reason) return stay(i, *reason);
    ++stats.matched;
    ++matched_by_rule[member.rule];
    groups_[{key.db, new_key}].push_back(member);
  }

  std::optional<Reason> reason_to_stay(const ModelKey& key, Member& member, OwnedBytes& new_key) {
    if (key.type != ObjectType::string) return Reason::type;
    std::optional<Parts> parts;
    for (member.rule = 0; member.rule < rules_.size(); ++member.rule) {
      if (!rules_[member.rule].is_for(key.db)) continue;
      parts = split_once(rules_[member.rule], key.name);
      if (parts) break;
    }
    if (!parts) return Reason::parts;
    const ModelRule& rule = rules_[member.rule];
    const RegroupRule& policy = rule.policy;
    new_key = new_key_of(rule, *parts);
    if (!can_be_told_apart(rule, *parts, new_key)) return Reason::ambiguous;
    if (policy.group_ttl == GroupTtl::same && could_be_any_new_key(key.name)) {
      return Reason::own_name;
    }
    if (key.expire_ms != kNoExpiry) {
      if (policy.group_ttl == GroupTtl::leave) return Reason::expiry;
      if (!options_.now_ms) {
        refuse_for(member.key);
      } else if (key.expire_ms <= *options_.now_ms) {
        return Reason::expired;
      }
    }
    if (policy.values == RegroupRule::Values::integers && !server_integer(key.value)) {
      return Reason::value;
    }
    member.field = OwnedBytes((*parts)[rule.field]);
    return std::nullopt;
  }

  std::optional<Parts> split_once(const ModelRule& rule, Bytes name) {
    int ways = 0;
    auto parts = split_by(rule.literals, name, &ways);
    if (ways > 1) splits_in_one_way = false;
    for (std::size_t i = 0; parts && i < rule.parts(); ++i) {
      if (rule.constraints[i] != nullptr && !rule.constraints[i]->holds((*parts)[i])) return {};
    }
    return parts;
  }

  bool could_be_any_new_key(Bytes name) const {
    return std::any_of(rules_.begin(), rules_.end(),
                       [&](const ModelRule& rule) { return could_be_new_key(rule, name); });
  }

  void stay(std::size_t i, Reason reason) {
    RegroupStats::Unmatched& unmatched = stats.of(reason);
    if (unmatched.keys++ == 0) unmatched.sample = keys_[i].name;
    if (options_.rest == RegroupOptions::Rest::fail) return refuse_for(i);
    if (options_.rest == RegroupOptions::Rest::drop) {
      ++stats.dropped;
    } else if (reason == Reason::disagree) {
      order_.insert(i);
    } else {
      staying_[{keys_[i].db, keys_[i].name}] = i;
      if (could_be_any_new_key(keys_[i].name)) {
        ++candidates_;
      } else {
        streamed.emplace_back(keys_[i].db, keys_[i].name);
      }
    }
  }

  void refuse_for(std::size_t i) {
    refused_ = true;
    offenders_.insert(i);
  }

  // ---- a group ----------------------------------------------------------------------------------

  void settle(const DbName& name, const std::vector<Member>& members) {
    const RegroupRule& policy = rules_[members.front().rule].policy;
    for (const Member& member : members) {
      const RegroupRule& own = rules_[member.rule].policy;
      if (own.group_ttl != policy.group_ttl || own.on_conflict != policy.on_conflict ||
          own.tolerance_ms != policy.tolerance_ms) {
        refuse_for(member.key);
      }
    }
    const auto existing = staying_.find(name);
    const bool exists = existing != staying_.end();
    ModelKey hash{name.first, name.second, ObjectType::hash, {}, {}, kNoExpiry};
    if (is_given_back(policy, members, exists)) {
      for (const Member& member : members) give_back(member);
      return;
    }
    if (policy.group_ttl == GroupTtl::min && is_mixed(members, exists)) {
      for (const Member& member : members) {
        if (keys_[member.key].expire_ms == kNoExpiry) refuse_for(member.key);
      }
      if (exists) refuse_for(existing->second);
      return;
    }
    hash.expire_ms = expiry_of(policy, members, exists);
    if (exists) unite(policy, existing->second, hash);
    for (const Member& member : members) {
      const ModelKey& key = keys_[member.key];
      put(policy, hash,
          {member.field, key.value,
           policy.group_ttl == GroupTtl::field ? key.expire_ms : kNoExpiry},
          member.key);
    }
    if (exists) staying_.erase(existing);
    ++stats.hashes;
    stats.fields += hash.fields.size();
    for (const ModelField& field : hash.fields) {
      stats.sum_out += server_integer(field.value).value_or(0);
    }
    hashes[name] = std::move(hash);
  }

  bool is_mixed(const std::vector<Member>& members, bool exists) const {
    const auto with = std::count_if(members.begin(), members.end(), [&](const Member& member) {
      return keys_[member.key].expire_ms != kNoExpiry;
    });
    return with != 0 && (exists || static_cast<std::size_t>(with) != members.size());
  }

  std::pair<std::int64_t, std::int64_t> range_of(const std::vector<Member>& members) const {
    const auto [first, last] =
        std::minmax_element(members.begin(), members.end(), [&](const Member& a, const Member& b) {
          return keys_[a.key].expire_ms < keys_[b.key].expire_ms;
        });
    return {keys_[first->key].expire_ms, keys_[last->key].expire_ms};
  }

  bool is_given_back(const RegroupRule& policy, const std::vector<Member>& members, bool exists) {
    if (policy.group_ttl != GroupTtl::same) return false;
    if (is_mixed(members, exists)) return true;
    const auto [first, last] = range_of(members);
    return first != kNoExpiry && last - first > policy.tolerance_ms;
  }

  void give_back(const Member& member) {
    --stats.matched;
    --matched_by_rule[member.rule];
    stay(member.key, Reason::disagree);
  }

  std::int64_t expiry_of(const RegroupRule& policy, const std::vector<Member>& members,
                         bool exists) {
    if (policy.group_ttl < GroupTtl::same || policy.group_ttl > GroupTtl::max) return kNoExpiry;
    if (is_mixed(members, exists)) {
      for (const Member& member : members) {
        if (keys_[member.key].expire_ms != kNoExpiry) ++stats.expiry_lost;
      }
      return kNoExpiry;
    }
    const auto [first, last] = range_of(members);
    if (last == kNoExpiry) return kNoExpiry;
    const std::int64_t chosen = policy.group_ttl == GroupTtl::min ? first : last;
    for (const Member& member : members) {
      const std::int64_t own = keys_[member.key].expire_ms;
      if (own == chosen) continue;
      ++stats.expiry_shifted;
      const auto shift = static_cast<std::uint64_t>(own < chosen ? chosen - own : own - chosen);
      stats.longest_shift_ms = std::max(stats.longest_shift_ms, shift);
    }
    return chosen;
  }

  void unite(const RegroupRule& policy, std::size_t i, ModelKey& hash) {
    const ModelKey& key = keys_[i];
    if (key.type != ObjectType::hash || key.expire_ms != kNoExpiry) return refuse_for(i);
    if (policy.on_conflict == FieldConflict::fail) {
      offenders_.insert(i);
      ++clashes;
    }
    ++stats.united;
    for (const ModelField& field : key.fields) {
      if (field.expire_ms != kNoExpiry && policy.group_ttl != GroupTtl::field) refuse_for(i);
      put(policy, hash, field, i);
    }
  }

  // ---- a field ----------------------------------------------------------------------------------

  void put(const RegroupRule& policy, ModelKey& hash, const ModelField& later, std::size_t i) {
    const auto number = server_integer(later.value);
    stats.sum_in += number.value_or(0);
    auto& places = places_[{hash.db, hash.name}];
    const auto [place, is_new] = places.emplace(later.name, hash.fields.size());
    if (is_new) {
      hash.fields.push_back(later);
      return;
    }
    ModelField& earlier = hash.fields[place->second];
    ++stats.conflicts;
    if (policy.on_conflict == FieldConflict::fail) {
      ++clashes;
      offenders_.insert(i);
      stats.sum_discarded += number.value_or(0);
      return;
    }
    const auto before = server_integer(earlier.value);
    if (policy.on_conflict >= FieldConflict::sum && (!number || !before)) return refuse_for(i);
    bool later_wins = false;
    switch (policy.on_conflict) {
      case FieldConflict::sum: {
        const Int128 sum = Int128{*before} + *number;
        earlier.value = to_text(sum);
        if (!server_integer(earlier.value)) refuse_for(i);
        const bool never = earlier.expire_ms == kNoExpiry || later.expire_ms == kNoExpiry;
        earlier.expire_ms = never ? kNoExpiry : std::max(earlier.expire_ms, later.expire_ms);
        return;
      }
      case FieldConflict::max:
        later_wins = *number > *before;
        break;
      case FieldConflict::min:
        later_wins = *number < *before;
        break;
      default:
        later_wins = policy.on_conflict == FieldConflict::last;
    }
    stats.sum_discarded += (later_wins ? before : number).value_or(0);
    if (!later_wins) return;
    earlier.value = later.value;
    earlier.expire_ms = later.expire_ms;
  }

  // Beyond 64 bits any text that is no integer will do: the run is refused.
  static OwnedBytes to_text(Int128 value) {
    const auto narrow = static_cast<std::int64_t>(value);
    return narrow == value ? std::to_string(narrow) : "beyond 64 bits";
  }

 public:
  bool splits_in_one_way = true;  ///< each key by each pattern

 private:
  const std::vector<ModelRule>& rules_;
  const ModelOptions& options_;
  const std::vector<ModelKey>& keys_;
  bool refused_ = false;
  std::set<std::size_t> offenders_;
  std::map<DbName, std::vector<Member>> groups_;
  std::map<DbName, std::size_t> staying_;
  std::map<DbName, std::map<OwnedBytes, std::size_t>> places_;  // of fields in their hash
  std::set<std::size_t> order_;                                 // keys that pass
  std::uint64_t candidates_ = 0;
};

}  // namespace rdb::testing
