// The shapes of a dump's keys: `view:{part2}:{id}:{date}`, with what stands in each part.
//
//   for (const rdb::KeyShape& shape : rdb::find_shapes(finder)) {
//     shape.pattern                  // a KeyPattern that matches the keys of the shape
//     shape.parts[2].column          // ColumnClass::id
//     shape.parts[2].distinct        // about how many values
//   }
//
// A part with one value is a literal. First parts are literals unless there are many of them, or
// the keys behind them are built alike (three parts or more): then they are a placeholder too. A
// first part with at least 1 % of the keys (and 200) that are built unlike the others stays apart.
// What differs only in how many words with `/` between them stand at the end ends in a `{path}`. A
// part that is too long to be kept, of keys that all are, is `{long}`; the empty key is `{empty}`.
#pragma once
#include <vector>

#include "librdb/key/column_class.h"
#include "librdb/key/pattern.h"
#include "librdb/key/shape_finder.h"

namespace rdb {

struct ShapePart {
  bool is_literal = false;
  OwnedBytes text;  ///< the literal, or the name of the placeholder: unique in the shape
  ColumnClass column = ColumnClass::word;
  double distinct = 1;  ///< estimated
};

struct KeyShape {
  std::vector<ShapePart> parts;
  OwnedBytes pattern;     ///< in the syntax of pattern.h, never empty
  bool is_exact = false;  ///< the pattern splits the sampled keys as the parts say
  ObjectType type = ObjectType::string;
  bool has_expiry = false;
  std::uint64_t keys = 0;
  std::uint64_t key_bytes = 0;
  OwnedBytes example;                  ///< a key of it; empty if all that were seen are too long
  std::vector<std::uint32_t> strata;   ///< of the finder: what is counted here
  std::vector<std::uint32_t> matched;  ///< those of equal separators and kind that it matches

  /// Takes over the keys of another shape; parts and pattern stay.
  void absorb(const KeyShape& other);
};

/// The text of a pattern: names in braces, literals, the separators of a key of that shape.
/// Requires: not more parts than the key has.
OwnedBytes pattern_of(const std::vector<ShapePart>& parts, const SplitKey& split);

/// Most keys first. What is equal but for the database is one shape. O(strata + sampled keys),
/// takes some hundred bytes a shape.
std::vector<KeyShape> find_shapes(const ShapeFinder& finder);

/// About how many keys the pattern matches among strings outside of the strata in `except` (in
/// order), which may or may not expire; `example` is set to one.
std::uint64_t count_matches(const ShapeFinder& finder, const KeyPattern& pattern, bool has_expiry,
                            const std::vector<std::uint32_t>& except, OwnedBytes& example);

}  // namespace rdb
