// How a new key is built from the parts of an old one, and which keys could have been built so.
//
//   const auto pattern = rdb::KeyPattern::compile("{site}:{article}:{day}");
//   const auto to = rdb::KeyTemplate::without_field(pattern, 1);      // "{site}:{day}"
//   if (pattern.match(key, parts) && to.can_render(parts)) to.render(parts, new_key);
//   to.recognises("news:monday");                                     // could be such a key
//
// What keeps two runs and two keys apart: `render` is only allowed for parts that the template,
// read as a pattern, gives back again. So different kept parts never make the same new key, and
// every key that `render` makes is one that `recognises` knows.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "librdb/key/pattern.h"

namespace rdb {

/// Immutable; owns everything it needs (the pattern may go).
class KeyTemplate {
 public:
  /// The pattern without placeholder `field` and the separator after it (the first byte of the
  /// literal there; before it, the last byte of that literal, if the field ends the pattern).
  /// Throws `InvalidArgument` asking for `--key-template` where that separator is a brace (it
  /// belongs to a hash tag) or nothing would be left.
  static KeyTemplate without_field(const KeyPattern& pattern, std::size_t field);

  /// A form of the user's. Throws `InvalidArgument` with the position: what `KeyPattern::compile`
  /// refuses, an unknown placeholder, the field, and, unless `lossy`, a placeholder that is lost.
  static KeyTemplate compile(Bytes text, const KeyPattern& pattern, std::size_t field, bool lossy);

  /// Whether the new key of these parts can be told from all others: no part holds the byte that
  /// ends it in the new key. Always true, and free, where old and new separators are the same.
  bool can_render(std::span<const Bytes> parts) const {
    for (const Guard& guard : guards_) {
      if (parts[guard.part].find(guard.byte) != Bytes::npos) return false;
    }
    return true;
  }

  /// Whether can_render() is true of any parts.
  bool can_always_render() const { return guards_.empty(); }

  /// Appends the new key to `out`. Requires: can_render(parts).
  void render(std::span<const Bytes> parts, OwnedBytes& out) const;

  /// The same where the new key is the old one without a run of bytes in it (`is_cut()`): the run,
  /// as a view into the key that was matched. The usual case, two copies instead of one per part.
  bool is_cut() const { return cut_; }
  /// Requires: is_cut().
  Bytes cut_of(std::span<const Bytes> parts) const { return cut_of(parts[field_]); }
  /// The same, of the field's part alone.
  Bytes cut_of(Bytes field) const { return {field.data() - cut_before_, field.size() + 1}; }
  /// How many bytes of that run, which is one byte longer than the field, stand before the field.
  /// Requires: is_cut().
  std::size_t cut_before() const { return cut_before_; }

  /// Whether `key` could have been rendered: it has the new form, and no part of it holds the byte
  /// that ends that part in the old one. O(key length).
  bool recognises(Bytes key) const;

  /// Whether every old key can be had back: no placeholder was lost.
  bool is_reversible() const { return reversible_; }
  /// The old key that has this new one and this field, to `out`; false if there is none, because
  /// `recognises(new_key)` is false or the field holds the byte that ends it in an old key. The
  /// inverse of match and render. Requires: is_reversible().
  bool restore(Bytes new_key, Bytes field, OwnedBytes& out) const;
  /// The same for many fields of one new key: an old key is `before`, field, `behind`. False as
  /// with restore(). Requires: is_reversible().
  bool restore_around(Bytes new_key, OwnedBytes& before, OwnedBytes& behind) const;
  /// Whether the field could have stood in an old key: it has no byte that ends it there.
  bool allows_field(Bytes field) const {
    return !ends_field_ || field.find(*ends_field_) == Bytes::npos;
  }

  /// As a pattern.
  const OwnedBytes& text() const { return shape_.text(); }

 private:
  struct Guard {
    std::size_t part;
    char byte;
  };
  KeyTemplate(KeyPattern shape, const KeyPattern& pattern, std::size_t field);
  bool recognises(Bytes key, std::span<Bytes> parts) const;

  KeyPattern shape_;
  std::vector<std::size_t> parts_;  // which part of the old key placeholder i of the shape takes
  std::vector<Guard> guards_;
  std::vector<Guard> origins_;  // the same the other way round, by placeholder of the shape
  std::vector<OwnedBytes> old_literals_;
  std::vector<std::size_t> shape_parts_;  // which placeholder of the shape is part i of the old key
  std::optional<char> ends_field_;
  std::size_t field_;
  bool reversible_ = true;
  bool cut_ = false;
  std::size_t cut_before_ = 0;  // 1 if the separator before the field goes with it
};

}  // namespace rdb
