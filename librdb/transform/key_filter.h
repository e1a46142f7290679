// Lets through the keys that fit: by name, type, database, size, expiry, use, slot.
//
//   KeyFilterRules rules;
//   rules.prefixes = {"user:"};
//   KeyFilter filter(writer, rules);
//   reader.run(filter);
//
// Conditions of one kind are alternatives, of different kinds all must hold; what is excluded stays
// out. The value of a key that does not fit is stepped over, not decoded. Holds the rules.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "librdb/event/dropping_stage.h"

namespace re2 {
class RE2;
}

namespace rdb {

/// From … to, both inclusive; open where nothing is said.
struct NumberRange {
  std::optional<std::uint64_t> least;
  std::optional<std::uint64_t> most;
  bool holds(std::uint64_t n) const { return (!least || *least <= n) && (!most || n <= *most); }
};

/// Time left until a key expires.
struct ExpiryRule {
  enum class Kind : std::uint8_t { none, any, expired, left } kind = Kind::any;
  NumberRange left_ms;  ///< of keys that have not expired
};

struct SampleRule {
  std::uint64_t part = 1;
  std::uint64_t of = 1;
  std::uint64_t seed = 0;
};

struct KeyFilterRules {
  std::vector<std::string> patterns;  ///< RE2, anywhere in the name, bytes as Latin-1
  std::vector<std::string> not_patterns;
  std::vector<OwnedBytes> globs;
  std::vector<OwnedBytes> prefixes;
  std::optional<std::unordered_set<OwnedBytes>> keys;
  std::unordered_set<OwnedBytes> not_keys;
  std::vector<ObjectType> types;
  std::vector<ObjectType> not_types;
  std::vector<std::uint32_t> databases;
  std::vector<std::uint32_t> not_databases;
  std::optional<NumberRange> value_bytes;  ///< serialized
  std::optional<ExpiryRule> expiry;
  std::optional<NumberRange> idle_seconds;  ///< only keys of which it is known
  std::optional<NumberRange> frequency;     ///< likewise
  std::vector<NumberRange> slots;
  std::optional<SampleRule> sample;
  std::optional<std::int64_t> now_ms;  ///< for `expiry`; default: the dump's ctime
};

class KeyFilter final : public DroppingStage {
 public:
  using DroppingStage::on;
  /// Throws `InvalidArgument` for a pattern that is no regular expression.
  KeyFilter(EventSink& next, KeyFilterRules rules);
  ~KeyFilter() override;

  Needs needs() const override;
  void on(const Aux& event) override;
  /// Throws `Refused` if `expiry` needs a clock and there is none.
  bool keep(const Entry& entry) override;
  std::uint64_t kept() const { return kept_; }
  std::uint64_t dropped() const { return dropped_; }

 private:
  bool fits(const Entry& entry) const;
  bool name_fits(Bytes key) const;
  bool expiry_fits(const Entry& entry) const;
  bool use_fits(const Attributes& attributes) const;
  bool hash_fits(Bytes key) const;

  KeyFilterRules rules_;
  std::vector<std::unique_ptr<re2::RE2>> patterns_;
  std::vector<std::unique_ptr<re2::RE2>> not_patterns_;
  std::uint64_t kept_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace rdb
