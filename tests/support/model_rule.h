// A rule of regroup as its parts, worked out the slow way: what docs/regroup.md says of patterns,
// and no line of librdb/key. For models to compare with.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/transform/regroup_rule.h"

namespace rdb::testing {

/// An expression that a part must match, and the same said in C++.
struct ModelConstraint {
  const char* expression;
  bool (*holds)(Bytes part);
};

struct ModelRule {
  std::vector<OwnedBytes> literals;                 ///< before, between and behind the parts
  std::vector<const ModelConstraint*> constraints;  ///< of each part; null: none
  std::size_t field = 0;
  bool has_template = false;  ///< else the new key is the old one without field and separator
  std::vector<OwnedBytes> new_literals;
  std::vector<std::size_t> new_parts;  ///< which part of the old key stands where in the new one
  RegroupRule policy;                  ///< its pattern and template are written by pattern_text()

  std::size_t parts() const { return constraints.size(); }
  bool is_for(std::uint32_t db) const {
    const auto& databases = policy.databases;
    return databases.empty() || std::count(databases.begin(), databases.end(), db) != 0;
  }
};

using Parts = std::vector<Bytes>;

namespace detail {

// The byte that a part may not hold, by what stands around it.
inline std::optional<char> forbidden(const std::vector<OwnedBytes>& literals, std::size_t part) {
  if (!literals[part + 1].empty()) return literals[part + 1].front();
  if (part + 2 < literals.size() || literals[part].empty()) return std::nullopt;
  return literals[part].back();
}

// Tries every length for every part, and counts the ways to split.
inline int split(const std::vector<OwnedBytes>& literals, std::size_t part, Bytes rest,
                 Parts& parts, Parts& found) {
  if (!rest.starts_with(literals[part])) return 0;
  rest.remove_prefix(literals[part].size());
  if (part + 1 == literals.size()) {
    if (!rest.empty()) return 0;
    found = parts;
    return 1;
  }
  const auto stop = forbidden(literals, part);
  int ways = 0;
  for (std::size_t size = 0; size <= rest.size(); ++size) {
    if (size != 0 && stop && rest[size - 1] == *stop) break;
    parts.push_back(rest.substr(0, size));
    ways += split(literals, part + 1, rest.substr(size), parts, found);
    parts.pop_back();
  }
  return ways;
}

}  // namespace detail

/// The parts of `key`, if it is built of these literals; `ways` is how many there are to split it.
inline std::optional<Parts> split_by(const std::vector<OwnedBytes>& literals, Bytes key,
                                     int* ways = nullptr) {
  Parts parts;
  Parts found;
  const int count = detail::split(literals, 0, key, parts, found);
  if (ways != nullptr) *ways = count;
  return count == 0 ? std::nullopt : std::optional(found);
}

inline OwnedBytes joined(const std::vector<OwnedBytes>& literals, const Parts& parts) {
  OwnedBytes key = literals.front();
  for (std::size_t i = 0; i < parts.size(); ++i) (key += parts[i]) += literals[i + 1];
  return key;
}

inline OwnedBytes new_key_of(const ModelRule& rule, const Parts& parts) {
  Parts kept;
  for (const std::size_t part : rule.new_parts) kept.push_back(parts[part]);
  return joined(rule.new_literals, kept);
}

/// Whether the new key can be told from those of all other parts: split it gives the same again.
inline bool can_be_told_apart(const ModelRule& rule, const Parts& parts, Bytes new_key) {
  const auto again = split_by(rule.new_literals, new_key);
  if (!again) return false;
  for (std::size_t i = 0; i < again->size(); ++i) {
    if ((*again)[i] != parts[rule.new_parts[i]]) return false;
  }
  return true;
}

/// Whether some old key, as far as its form goes, would have this new key.
inline bool could_be_new_key(const ModelRule& rule, Bytes key) {
  const auto kept = split_by(rule.new_literals, key);
  if (!kept) return false;
  Parts old(rule.parts());
  for (std::size_t i = 0; i < kept->size(); ++i) old[rule.new_parts[i]] = (*kept)[i];
  return split_by(rule.literals, joined(rule.literals, old)) == old;
}

/// Fills in the new key's form where the rule says nothing of it: without the field and one byte of
/// the separator behind it, or before it if the field is last.
inline void leave_out_field(ModelRule& rule) {
  std::vector<OwnedBytes> literals = rule.literals;
  if (!literals[rule.field + 1].empty()) {
    literals[rule.field + 1].erase(0, 1);
  } else if (!literals[rule.field].empty()) {
    literals[rule.field].pop_back();
  }
  literals[rule.field] += literals[rule.field + 1];
  literals.erase(literals.begin() + static_cast<std::ptrdiff_t>(rule.field) + 1);
  rule.new_literals = literals;
  rule.new_parts.clear();
  for (std::size_t i = 0; i < rule.parts(); ++i) {
    if (i != rule.field) rule.new_parts.push_back(i);
  }
}

inline OwnedBytes part_name(std::size_t part) { return "p" + std::to_string(part); }

inline OwnedBytes with_braces_doubled(Bytes literal) {
  OwnedBytes text;
  for (const char c : literal) text.append(c == '{' || c == '}' ? 2 : 1, c);
  return text;
}

inline OwnedBytes pattern_text(const ModelRule& rule) {
  OwnedBytes text = with_braces_doubled(rule.literals.front());
  for (std::size_t i = 0; i < rule.parts(); ++i) {
    text += '{' + part_name(i);
    if (rule.constraints[i] != nullptr) (text += ':') += rule.constraints[i]->expression;
    text += '}' + with_braces_doubled(rule.literals[i + 1]);
  }
  return text;
}

inline OwnedBytes template_text(const ModelRule& rule) {
  if (!rule.has_template) return {};
  OwnedBytes text = with_braces_doubled(rule.new_literals.front());
  for (std::size_t i = 0; i < rule.new_parts.size(); ++i) {
    text += '{' + part_name(rule.new_parts[i]) + '}';
    text += with_braces_doubled(rule.new_literals[i + 1]);
  }
  return text;
}

}  // namespace rdb::testing
