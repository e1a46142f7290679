// Which flat keys become fields of which hashes, and what happens to their values and expiries.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "librdb/event/entry.h"
#include "librdb/key/key_template.h"
#include "librdb/key/pattern.h"
#include "librdb/transform/key_constraints.h"

namespace rdb {

/// What of two values for one field goes on. `sum`, `max` and `min` are for integers.
enum class FieldConflict : std::uint8_t { fail, first, last, sum, max, min };

/// What becomes of the expiries of the keys that go into one hash.
enum class GroupTtl : std::uint8_t {
  leave,  ///< keys with an expiry stay flat
  drop,   ///< they lose it
  same,   ///< the hash gets it where all agree; else all of them stay flat
  min,    ///< the hash expires with the first of them
  max,    ///< with the last of them; never if one never does
  field,  ///< each field keeps its own (Redis 7.4, Valkey 9)
};

struct RegroupRule {
  enum class Values : std::uint8_t { integers, any };

  std::string pattern;       ///< e.g. "{site}:{article:[0-9]+}:{day}"; see key_constraints.h
  std::string field;         ///< the placeholder that becomes the hash field
  std::string key_template;  ///< the new key; empty: the pattern without field and separator
  bool lossy_key = false;    ///< the template may lose placeholders
  Values values = Values::integers;  ///< what a server would hold as an integer, or anything
  GroupTtl group_ttl = GroupTtl::leave;
  std::int64_t tolerance_ms =
      0;  ///< how far apart expiries may be that GroupTtl::same takes as one
  FieldConflict on_conflict = FieldConflict::fail;
  std::vector<std::uint32_t> databases;  ///< empty: all
  std::string name;                      ///< for people; empty: its number
};

/// Whether hashes of the two rules may be one.
bool want_the_same(const RegroupRule& a, const RegroupRule& b);

class CompiledRule;

/// Whether a new key of any of the rules could have this name.
bool could_be_new_key(std::span<const CompiledRule> rules, Bytes key);
/// Whether a key that `rule` takes stays flat for its name: under GroupTtl::same it could be given
/// back, and would then be another key under the name of a hash.
bool stays_for_its_name(std::span<const CompiledRule> rules, const CompiledRule& rule, Bytes key);

/// Throws `Refused`: it depends on the time whether the key with an expiry is still one, and
/// neither the dump nor the user says what time it is.
[[noreturn]] void refuse_without_clock(Bytes key);

/// A rule ready for use. Immutable.
class CompiledRule {
 public:
  /// Throws `InvalidArgument`: see `KeyPattern` and `KeyTemplate`; and if GroupTtl::same meets a
  /// template that loses placeholders, because flat keys could not be given back.
  explicit CompiledRule(RegroupRule rule);

  /// Whether the rule is for this key, by database and name. On true `parts` are views into the
  /// key. Requires: parts.size() >= pattern().names().size().
  bool takes(const Entry& entry, std::span<Bytes> parts) const {
    return is_for(entry.db) && pattern_.match(entry.key, parts) &&
           (constraints_.empty() || constraints_.hold(parts));
  }
  /// The same in less time: on true `field` is a view into the key, and so are `parts` unless
  /// needs_only_field().
  [[gnu::always_inline]] bool takes(const Entry& entry, std::span<Bytes> parts,
                                    Bytes& field) const {
    if (needs_only_field_) {
      if (!is_for(entry.db)) return false;
      const Bytes key(entry.key.data(), entry.key.size());  // as a whole it waits for its stores
      return pattern_.locate(key, entry.key_slack, field_, field);
    }
    if (!takes(entry, parts)) return false;
    field = parts[field_];
    return true;
  }
  /// Whether the new key is the old one without the field, and nothing in its other parts forbids
  /// that.
  bool needs_only_field() const { return needs_only_field_; }
  /// needs_only_field(), and no attributes go with a key.
  bool is_simple() const { return needs_only_field_ && !keeps_attributes(); }

  const RegroupRule& rule() const { return rule_; }
  const KeyPattern& pattern() const { return pattern_; }
  const KeyTemplate& key_template() const { return template_; }
  std::size_t field() const { return field_; }
  /// Whether the attributes of keys go with them into the group.
  bool keeps_attributes() const { return rule_.group_ttl > GroupTtl::drop; }

  bool is_for(std::uint32_t db) const { return rule_.databases.empty() || names(db); }

 private:
  bool names(std::uint32_t db) const;

  CompiledRule(RegroupRule rule, const ConstrainedPattern& split);

  RegroupRule rule_;
  KeyPattern pattern_;
  KeyConstraints constraints_;
  std::size_t field_;
  KeyTemplate template_;
  bool needs_only_field_ = false;
};

}  // namespace rdb
