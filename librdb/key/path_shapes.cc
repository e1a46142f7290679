#include "librdb/key/path_shapes.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>

namespace rdb {
namespace {

bool is_word_of_path(const ShapePart& part) {
  constexpr double kFew = 8.5;  // a vocabulary is no path
  const bool is_word = part.column == ColumnClass::word || part.column == ColumnClass::vocabulary ||
                       part.column == ColumnClass::mixed;
  return !part.is_literal && is_word && part.distinct > kFew;
}

// What stands in front of the path, and how many parts that is. None: there is no path, or no
// literal to know its owner by.
struct Stem {
  OwnedBytes text;
  std::size_t parts = 0;
};

std::optional<Stem> stem_of(const KeyShape& shape) {
  if (shape.example.empty()) return std::nullopt;
  SplitKey split;
  split_key(shape.example, split);
  Stem stem{{}, shape.parts.size()};
  while (stem.parts > 1 && is_word_of_path(shape.parts[stem.parts - 1]) &&
         split.separator(stem.parts - 2) == '/') {
    --stem.parts;
  }
  if (stem.parts == shape.parts.size()) return std::nullopt;
  bool has_literal = false;
  for (std::size_t i = 0; i < stem.parts; ++i) {
    const ShapePart& part = shape.parts[i];
    has_literal |= part.is_literal && !part.text.empty();
    stem.text += part.is_literal ? 'l' : 'c';
    stem.text += part.is_literal ? Bytes(part.text) : name_of(part.column);
    stem.text += split.separator(i);
  }
  if (!has_literal) return std::nullopt;
  return stem;
}

// Into the first, which has most keys.
KeyShape folded(std::vector<KeyShape>& shapes, const std::vector<std::size_t>& numbers,
                std::size_t parts_before) {
  KeyShape whole = std::move(shapes[numbers.front()]);
  ShapePart path{.text = "path", .column = ColumnClass::path, .distinct = 0};
  const auto most_values = [&](const KeyShape& shape) {  // of a part: at least so many paths
    double most = 0;
    for (std::size_t i = parts_before; i < shape.parts.size(); ++i) {
      most = std::max(most, shape.parts[i].distinct);
    }
    return most;
  };
  path.distinct = most_values(whole);
  for (std::size_t n = 1; n < numbers.size(); ++n) {
    const KeyShape& other = shapes[numbers[n]];
    whole.absorb(other);
    path.distinct += most_values(other);
    for (std::size_t i = 0; i < parts_before; ++i) {
      whole.parts[i].distinct = std::max(whole.parts[i].distinct, other.parts[i].distinct);
    }
  }
  whole.parts.resize(parts_before);
  whole.parts.push_back(std::move(path));
  SplitKey split;
  split_key(whole.example, split);
  whole.pattern = pattern_of(whole.parts, split);
  whole.is_exact = false;
  return whole;
}

}  // namespace

void fold_paths(std::vector<KeyShape>& shapes) {
  using Key = std::tuple<OwnedBytes, std::size_t, ObjectType, bool>;
  std::map<Key, std::vector<std::size_t>> families;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto stem = stem_of(shapes[i]);
    if (!stem) continue;
    families[{stem->text, stem->parts, shapes[i].type, shapes[i].has_expiry}].push_back(i);
  }
  std::vector<bool> gone(shapes.size());
  std::vector<KeyShape> made;
  for (auto& [key, numbers] : families) {
    if (numbers.size() < 2) continue;
    std::sort(numbers.begin(), numbers.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(shapes[b].keys, shapes[a].pattern) <
             std::tie(shapes[a].keys, shapes[b].pattern);
    });
    made.push_back(folded(shapes, numbers, std::get<1>(key)));
    for (const std::size_t number : numbers) gone[number] = true;
  }
  std::vector<KeyShape> left;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (!gone[i]) left.push_back(std::move(shapes[i]));
  }
  std::move(made.begin(), made.end(), std::back_inserter(left));
  shapes = std::move(left);
}

}  // namespace rdb
