#include "librdb/transform/key_filter.h"

#define XXH_INLINE_ALL
#include <re2/re2.h>
#include <xxhash.h>

#include <algorithm>

#include "librdb/base/errors.h"
#include "librdb/key/glob.h"
#include "librdb/key/slot.h"
#include "librdb/transform/regroup_rule.h"

namespace rdb {
namespace {

using Patterns = std::vector<std::unique_ptr<re2::RE2>>;

Patterns compile(const std::vector<std::string>& texts) {
  Patterns patterns;
  for (const std::string& text : texts) {
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);  // keys are bytes
    options.set_never_capture(true);
    options.set_dot_nl(true);
    options.set_log_errors(false);
    patterns.push_back(std::make_unique<re2::RE2>(text, options));
    if (!patterns.back()->ok()) throw InvalidArgument(patterns.back()->error());
  }
  return patterns;
}

bool any_matches(const Patterns& patterns, Bytes key) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
    return re2::RE2::PartialMatch(re2::StringPiece(key.data(), key.size()), *pattern);
  });
}

template <typename T>
bool contains(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

template <typename T>
bool contains_or_empty(const std::vector<T>& all, const T& one) {
  return all.empty() || contains(all, one);
}

}  // namespace

KeyFilter::KeyFilter(EventSink& next, KeyFilterRules rules)
    : DroppingStage(next),
      rules_(std::move(rules)),
      patterns_(compile(rules_.patterns)),
      not_patterns_(compile(rules_.not_patterns)) {}

KeyFilter::~KeyFilter() = default;

Needs KeyFilter::needs() const {
  return DroppingStage::needs() | Needs{.sized_entries = rules_.value_bytes.has_value()};
}

void KeyFilter::on(const Aux& event) {
  if (event.name == "ctime" && !rules_.now_ms) rules_.now_ms = milliseconds_of_ctime(event.value);
  DroppingStage::on(event);
}

bool KeyFilter::keep(const Entry& entry) {
  const bool fit = fits(entry);
  ++(fit ? kept_ : dropped_);
  return fit;
}

// The cheap questions first.
bool KeyFilter::fits(const Entry& entry) const {
  if (!contains_or_empty(rules_.databases, entry.db)) return false;
  if (contains(rules_.not_databases, entry.db)) return false;
  if (!contains_or_empty(rules_.types, entry.type)) return false;
  if (contains(rules_.not_types, entry.type)) return false;
  if (rules_.value_bytes && !rules_.value_bytes->holds(entry.value_bytes)) return false;
  return expiry_fits(entry) && use_fits(entry.attributes) && name_fits(entry.key) &&
         hash_fits(entry.key);
}

bool KeyFilter::name_fits(Bytes key) const {
  const auto starts = [&](const OwnedBytes& prefix) { return key.starts_with(prefix); };
  const auto globs = [&](const OwnedBytes& glob) { return glob_matches(glob, key); };
  const auto some = [](const auto& all, auto holds) {
    return all.empty() || std::any_of(all.begin(), all.end(), holds);
  };
  if (!some(rules_.prefixes, starts) || !some(rules_.globs, globs)) return false;
  if (rules_.keys && rules_.keys->count(OwnedBytes(key)) == 0) return false;
  if (!rules_.not_keys.empty() && rules_.not_keys.count(OwnedBytes(key)) != 0) return false;
  if (!patterns_.empty() && !any_matches(patterns_, key)) return false;
  return !any_matches(not_patterns_, key);
}

bool KeyFilter::expiry_fits(const Entry& entry) const {
  if (!rules_.expiry) return true;
  const ExpiryRule& rule = *rules_.expiry;
  if (!entry.attributes.has_expiry()) return rule.kind == ExpiryRule::Kind::none;
  if (rule.kind == ExpiryRule::Kind::none) return false;
  if (rule.kind == ExpiryRule::Kind::any) return true;
  if (!rules_.now_ms) refuse_without_clock(entry.key);
  const std::int64_t expiry = entry.attributes.expire_ms;
  const bool expired = expiry <= *rules_.now_ms;
  if (rule.kind == ExpiryRule::Kind::expired) return expired;
  // Without overflow: the expiry is later.
  const auto left = static_cast<std::uint64_t>(expiry) - static_cast<std::uint64_t>(*rules_.now_ms);
  return !expired && rule.left_ms.holds(left);
}

bool KeyFilter::use_fits(const Attributes& attributes) const {
  if (rules_.idle_seconds &&
      (!attributes.has_idle() || !rules_.idle_seconds->holds(attributes.idle_seconds))) {
    return false;
  }
  return !rules_.frequency ||
         (attributes.has_frequency() &&
          rules_.frequency->holds(static_cast<std::uint64_t>(attributes.frequency)));
}

bool KeyFilter::hash_fits(Bytes key) const {
  if (!rules_.slots.empty()) {
    const std::uint64_t slot = hash_slot(key);
    if (std::none_of(rules_.slots.begin(), rules_.slots.end(),
                     [&](const NumberRange& range) { return range.holds(slot); })) {
      return false;
    }
  }
  if (!rules_.sample) return true;
  const std::uint64_t hash = XXH3_64bits_withSeed(key.data(), key.size(), rules_.sample->seed);
  return hash % rules_.sample->of < rules_.sample->part;
}

}  // namespace rdb
