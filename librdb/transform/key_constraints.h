// What the placeholders of a pattern must match beyond being there: `{hour:[0-9]{2}}`.
//
//   const auto split = rdb::split_constraints("user:{id:[0-9]+}:{what}");
//   split.pattern                                     // "user:{id}:{what}"
//   rdb::KeyConstraints constraints(split.constraints, pattern);
//   pattern.match(key, parts) && constraints.hold(parts)
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "librdb/key/pattern.h"

namespace re2 {
class RE2;
}

namespace rdb {

struct ConstrainedPattern {
  std::string pattern;                                           ///< without the constraints
  std::vector<std::pair<std::string, std::string>> constraints;  ///< name, expression
};

/// Takes `{name:expression}` apart. Within an expression braces must pair; a backslash or a class
/// in square brackets hides one. Everything else is left to KeyPattern::compile(). Throws
/// `InvalidArgument` with the position.
ConstrainedPattern split_constraints(const std::string& text);

/// Immutable. Expressions are RE2 over bytes (Latin-1), linear in the key, and match the whole
/// part.
class KeyConstraints {
 public:
  KeyConstraints() = default;
  /// Throws `InvalidArgument` naming the placeholder whose expression is none.
  KeyConstraints(const std::vector<std::pair<std::string, std::string>>& constraints,
                 const KeyPattern& pattern);

  bool empty() const { return checks_.empty(); }
  /// Requires: `parts` are those of the pattern.
  bool hold(std::span<const Bytes> parts) const;

 private:
  std::vector<std::pair<std::size_t, std::shared_ptr<const re2::RE2>>> checks_;
};

}  // namespace rdb
