// Random rules, options and dumps for regroup: what one seed gives is a whole run.
//
//   RandomRegroup random(seed, {.most_keys = 200});
//   random.rules(), random.options(), random.keys()
//
// Names are built from the rules (with odd parts), from the new keys that the rules make, and from
// both with a byte changed; values are what counters could be mistaken for.
#pragma once
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/regroup_model.h"

namespace rdb::testing {

struct RandomRegroupSize {
  std::uint64_t least_keys = 0;
  std::uint64_t most_keys = 200;
  unsigned variety = 6;  ///< of a part's values, on average
};

class RandomRegroup {
 public:
  static constexpr std::int64_t kDumpTime = 1'000'000'000;  ///< ms: its ctime
  static constexpr std::int64_t kFar = 100'000'000'000'000;

  RandomRegroup(std::uint64_t seed, RandomRegroupSize size) : random_(seed), size_(size) {
    for (std::uint64_t count = one_in(3) ? 1 : 1 + below(4); count != 0; --count) {
      rules_.push_back(rule());
    }
    options_.rest = one_in(5) ? RegroupOptions::Rest::drop : RegroupOptions::Rest::pass;
    if (one_in(25)) options_.rest = RegroupOptions::Rest::fail;
    options_.allow_none = !one_in(20);
    options_.lists_clashes = one_in(4);
    databases_ = one_in(2) ? 1 : static_cast<std::uint32_t>(1 + below(4));
    fields_expire_ = one_in(2);
    options_.fields_can_expire = fields_expire_;
    for (const ModelRule& made : rules_) {
      if (made.policy.group_ttl == GroupTtl::field && !one_in(20)) {
        options_.fields_can_expire = fields_expire_ = true;
      }
    }
    knows_time_ = !one_in(30);
    if (knows_time_) options_.now_ms = kDumpTime;
    expiring_ = below(3);
    make_keys();
  }

  const std::vector<ModelRule>& rules() const { return rules_; }
  const ModelOptions& options() const { return options_; }
  const std::vector<ModelKey>& keys() const { return keys_; }
  std::uint32_t databases() const { return databases_; }
  /// Whether the dump is of a server whose fields can expire.
  bool fields_expire() const { return fields_expire_; }
  bool knows_time() const { return knows_time_; }

  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  /// Takes those keys out again.
  void remove(const std::set<std::size_t>& which) {
    std::vector<ModelKey> kept;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (which.count(i) == 0) kept.push_back(std::move(keys_[i]));
    }
    keys_ = std::move(kept);
  }

 private:
  template <typename T, std::size_t N>
  const T& any_of(const T (&choices)[N]) {
    return choices[below(N)];
  }

  // ---- rules ------------------------------------------------------------------------------------

  static const ModelConstraint& constraint(std::uint64_t which) {
    static const ModelConstraint kConstraints[] = {
        {"[0-9]+",
         [](Bytes part) {
           return !part.empty() && part.find_first_not_of("0123456789") == Bytes::npos;
         }},
        {"[0-9]{1,2}",
         [](Bytes part) {
           return !part.empty() && part.size() <= 2 &&
                  part.find_first_not_of("0123456789") == Bytes::npos;
         }},
        {"[^}3]*", [](Bytes part) { return part.find_first_of("}3") == Bytes::npos; }},
        {".{0,3}", [](Bytes part) { return part.size() <= 3; }},
        {"k.*|\\x{00}?|[1-4]", [](Bytes part) {
           return part.empty() || part.front() == 'k' || part == Bytes("\0", 1) ||
                  (part.size() == 1 && part.front() >= '1' && part.front() <= '4');
         }}};
    return kConstraints[which % std::size(kConstraints)];
  }

  OwnedBytes separator() {
    static constexpr Bytes kUsual[] = {":", "/", "-", ".", "|"};
    static constexpr Bytes kOdd[] = {"::", ":a:", "}", "}:", "-{", "\0", "\xff", "::/", "*", "1"};
    if (one_in(8)) {
      const Bytes odd = any_of(kOdd);
      return OwnedBytes(odd.empty() ? Bytes("\0", 1) : odd);
    }
    return OwnedBytes(any_of(kUsual));
  }

  ModelRule rule() {
    ModelRule made;
    const bool again = !rules_.empty() && one_in(3);
    const std::size_t parts = again ? rules_.back().parts() : 1 + below(one_in(4) ? 10 : 4);
    const OwnedBytes usual = separator();
    const bool one_separator = one_in(2);
    static constexpr Bytes kFirst[] = {"", "", "c:", "{", "user:"};
    static constexpr Bytes kLast[] = {"", "", "", ":n", "}"};
    made.literals.emplace_back(any_of(kFirst));
    for (std::size_t i = 1; i < parts; ++i) {
      made.literals.push_back(one_separator ? usual : separator());
    }
    made.literals.emplace_back(any_of(kLast));
    for (std::size_t i = 0; i < parts; ++i) {
      made.constraints.push_back(one_in(6) ? &constraint(below(8)) : nullptr);
    }
    made.field = below(parts);
    if (again && rules_.back().has_template && one_in(2)) {  // the same hashes
      made.field = rules_.back().field;
      made.has_template = true;
      made.new_literals = rules_.back().new_literals;
      made.new_parts = rules_.back().new_parts;
      made.policy.lossy_key = rules_.back().policy.lossy_key;
    } else if (one_in(3) || !can_leave_out_field(made)) {
      make_template(made);
    } else {
      leave_out_field(made);
    }
    make_policy(made, again);
    return made;
  }

  static bool can_leave_out_field(const ModelRule& rule) {
    const OwnedBytes& behind = rule.literals[rule.field + 1];
    const OwnedBytes& before = rule.literals[rule.field];
    const char byte = !behind.empty() ? behind.front() : before.empty() ? ':' : before.back();
    const bool leaves_nothing = rule.parts() == 1 && before.size() + behind.size() <= 1;
    return byte != '{' && byte != '}' && !leaves_nothing;
  }

  void make_template(ModelRule& made) {
    made.has_template = true;
    made.policy.lossy_key = one_in(3);
    for (std::size_t i = 0; i < made.parts(); ++i) {
      if (i == made.field || (made.policy.lossy_key && one_in(2))) continue;
      made.new_parts.insert(
          made.new_parts.begin() + static_cast<std::ptrdiff_t>(below(made.new_parts.size() + 1)),
          i);
    }
    made.new_literals.push_back(one_in(2) || made.new_parts.empty() ? "h" + separator() : "");
    for (std::size_t i = 1; i < made.new_parts.size(); ++i)
      made.new_literals.push_back(separator());
    if (!made.new_parts.empty()) made.new_literals.push_back(one_in(3) ? separator() : "");
  }

  void make_policy(ModelRule& made, bool as_before) {
    RegroupRule& policy = made.policy;
    policy.pattern = pattern_text(made);
    policy.field = part_name(made.field);
    policy.key_template = template_text(made);
    policy.values = static_cast<RegroupRule::Values>(one_in(4));
    policy.on_conflict = static_cast<FieldConflict>(below(6));
    policy.group_ttl = static_cast<GroupTtl>(below(6));
    if (as_before) {
      policy.on_conflict = rules_.back().policy.on_conflict;
      policy.group_ttl = rules_.back().policy.group_ttl;
      policy.tolerance_ms = rules_.back().policy.tolerance_ms;
    } else if (one_in(2)) {
      policy.tolerance_ms = static_cast<std::int64_t>(below(5));
    }
    if (policy.group_ttl == GroupTtl::same && policy.lossy_key) policy.group_ttl = GroupTtl::max;
    if (policy.group_ttl != GroupTtl::same) policy.tolerance_ms = 0;
    if (one_in(5)) policy.databases = {0, static_cast<std::uint32_t>(1 + below(4))};
  }

  // ---- names ------------------------------------------------------------------------------------

  OwnedBytes part() {
    static constexpr Bytes kOdd[] = {"",  "007", "*", "{",  "}",          "{x}",
                                     ":", "-",   "é", "-0", "12345678901"};
    if (!one_in(5)) return std::to_string(below(one_in(3) ? 10 * size_.variety : size_.variety));
    switch (below(4)) {
      case 0:
        return 'k' + std::to_string(below(size_.variety));
      case 1:
        return OwnedBytes("\0\n\xff\x80", below(5));
      case 2:
        return one_in(10) ? OwnedBytes(below(300), 'l')
                          : OwnedBytes(1, static_cast<char>(below(256)));
      default:
        return OwnedBytes(any_of(kOdd));
    }
  }
  OwnedBytes name_of(const std::vector<OwnedBytes>& literals) {
    OwnedBytes name = literals.front();
    for (std::size_t i = 1; i < literals.size(); ++i) (name += part()) += literals[i];
    return name;
  }
  OwnedBytes name_near(OwnedBytes name) {
    const std::size_t at = below(name.size() + 1);
    switch (below(3)) {
      case 0:
        return name.erase(at, 1);
      case 1:
        return name.insert(at, 1, ":/-.|7"[below(6)]);
      default:
        if (at < name.size()) name[at] = static_cast<char>(below(256));
        return name;
    }
  }

  // ---- keys -------------------------------------------------------------------------------------

  OwnedBytes value() {
    static constexpr Bytes kOdd[] = {"007",
                                     "+5",
                                     "-0",
                                     "1.5",
                                     "1e3",
                                     " 1",
                                     "1 ",
                                     "",
                                     "0x10",
                                     "nan",
                                     "9223372036854775808",
                                     "-9223372036854775809"};
    static constexpr Bytes kEnds[] = {
        "9223372036854775807", "-9223372036854775808", "2147483648", "-2147483649", "32768", "-129",
        "4611686018427387904"};
    switch (below(30)) {
      case 0:
        return OwnedBytes(any_of(kOdd));
      case 1:
        return OwnedBytes(any_of(kEnds));
      case 2:
        return one_in(3) ? OwnedBytes(below(400), 'z') : part();
      default:
        return std::to_string(static_cast<std::int64_t>(random_()) >> (one_in(9) ? below(60) : 53));
    }
  }

  std::int64_t expiry() {
    if (one_in(5)) return kDumpTime - static_cast<std::int64_t>(below(3));
    if (one_in(20)) return one_in(2) ? 0 : static_cast<std::int64_t>(below(1'000'000));
    return kDumpTime + 1 + static_cast<std::int64_t>(one_in(8) ? below(kFar) : below(7));
  }

  ModelKey key() {
    ModelKey made;
    made.db = static_cast<std::uint32_t>(one_in(3) ? below(databases_) : 0);
    const ModelRule& rule = rules_[below(rules_.size())];
    const std::uint64_t kind = below(40);
    made.name = name_of(kind < 3 ? rule.new_literals : rule.literals);
    if (kind >= 3 && kind < 6) made.name = name_near(std::move(made.name));
    if (kind < 3 || kind == 7) {
      made.type = one_in(20) ? ObjectType::list : ObjectType::hash;
    } else if (kind == 8) {
      made.type = one_in(2) ? ObjectType::list : ObjectType::set;
    }
    if (kind == 9) made.name = "s" + std::to_string(below(1000));
    fill(made);
    const bool expires = expiring_ == 2 ? !one_in(4) : expiring_ == 1 && one_in(6);
    if (expires && (made.type != ObjectType::hash || one_in(20))) made.expire_ms = expiry();
    return made;
  }

  void fill(ModelKey& made) {
    if (made.type == ObjectType::string) {
      made.value = value();
    } else if (made.type == ObjectType::list) {
      made.value = OwnedBytes("a\0bb\0", 5);
    } else if (made.type == ObjectType::set) {
      made.value = OwnedBytes("member\0", 7);
    } else {
      std::set<OwnedBytes> used;
      const bool expire = fields_expire_ && one_in(3);
      for (std::uint64_t n = 1 + below(one_in(20) ? 700 : 4); n != 0; --n) {
        ModelField field{part(), value(), kNoExpiry};
        if (expire && one_in(2))
          field.expire_ms = kDumpTime + 1 + static_cast<std::int64_t>(below(9));
        if (used.insert(field.name).second) made.fields.push_back(std::move(field));
      }
      // as a server packs them: those that never expire last
      std::stable_sort(made.fields.begin(), made.fields.end(),
                       [](const ModelField& a, const ModelField& b) {
                         return static_cast<std::uint64_t>(a.expire_ms) <
                                static_cast<std::uint64_t>(b.expire_ms);
                       });
    }
  }

  void make_keys() {
    const std::uint64_t spread = size_.most_keys - size_.least_keys;
    std::uint64_t tries = size_.least_keys + below(spread + 1);
    std::set<DbName> used;
    for (; tries != 0; --tries) {
      ModelKey made = key();
      if (used.emplace(made.db, made.name).second) keys_.push_back(std::move(made));
    }
  }

  std::mt19937_64 random_;
  RandomRegroupSize size_;
  std::vector<ModelRule> rules_;
  ModelOptions options_;
  std::vector<ModelKey> keys_;
  std::uint32_t databases_ = 1;
  std::uint64_t expiring_ = 0;  // no keys, some, most
  bool fields_expire_ = false;
  bool knows_time_ = true;
};

}  // namespace rdb::testing
