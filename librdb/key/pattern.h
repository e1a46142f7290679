// How a key is built, as its users think of it: literals and named placeholders.
//
//   const auto pattern = rdb::KeyPattern::compile("user:{id}:{counter}");
//   std::array<rdb::Bytes, 2> parts;
//   if (pattern.match("user:17:visits", parts)) use(parts[0], parts[1]);   // "17", "visits"
//
// `{name}` matches any run of bytes, also none, without the first byte of the literal that follows
// it. The last one, if nothing follows it, matches anything without the separator before it: the
// last byte of the literal there (anything at all if there is no literal). The whole key must
// match. So a key splits in one way only, nothing backtracks, and matching is linear in the key on
// any input. `{{` and `}}` are literal braces. Keys are bytes: `*`, NUL and newlines are ordinary.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb {

/// Immutable once compiled; holds a copy of the text and nothing that grows. Thread-safe to use.
class KeyPattern {
 public:
  /// Names are `[A-Za-z_][A-Za-z0-9_-]*`. Throws `InvalidArgument` with the position for adjacent,
  /// repeated, empty, badly named or unclosed placeholders and for a lone `}`.
  static KeyPattern compile(Bytes text);

  /// Splits `key`. On true `parts[i]` is what the i-th placeholder matched: views into `key`,
  /// living as long as it. On false the content of `parts` is unspecified. Reads only inside the
  /// key. Requires: parts.size() >= names().size().
  bool match(Bytes key, std::span<Bytes> parts) const {
    return separated_ ? match_separated(key, parts) : match_general(key, parts);
  }

  /// Names in the order of the text. Live as long as the pattern.
  std::span<const OwnedBytes> names() const { return names_; }
  /// Position of a name among names().
  std::optional<std::size_t> index_of(Bytes name) const;
  /// literals()[i] stands before placeholder i, the last one behind them all; names().size() + 1
  /// of them, braces resolved, the first and the last possibly empty.
  std::span<const OwnedBytes> literals() const { return literals_; }
  /// The byte that placeholder `i` never matches, if there is one.
  std::optional<char> excluded(std::size_t i) const;
  /// As it was written.
  const OwnedBytes& text() const { return text_; }

 private:
  KeyPattern() = default;
  bool match_separated(Bytes key, std::span<Bytes> parts) const;
  bool match_general(Bytes key, std::span<Bytes> parts) const;

  OwnedBytes text_;
  std::vector<OwnedBytes> names_;
  std::vector<OwnedBytes> literals_;
  bool separated_ = false;  // the same single byte between all placeholders, nothing behind them
  char separator_ = 0;
};

/// The text of a literal in a pattern: braces doubled.
OwnedBytes escaped_literal(Bytes literal);

}  // namespace rdb
