#include "librdb/key/text_shapes.h"

#include <algorithm>
#include <optional>

namespace rdb {
namespace {

constexpr std::size_t kMostTokens = 64;
constexpr std::size_t kShortestText = 16;  // 12 bytes as BASE64
constexpr std::uint64_t kFewKeys = 8;      // of which any part may be the same by chance

bool is_base64(Bytes text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
  });
}

// Calls use(key) for each sampled key of the shape as long as that says true; whether all did, and
// there was one.
template <class Use>
bool holds_for_all(const KeyShape& shape, const ShapeFinder& finder, Use use) {
  bool any = false;
  for (const std::uint32_t number : shape.strata) {
    for (const SampledKey& sampled : finder.strata()[number]->sample) {
      if (!use(Bytes(sampled.key))) return false;
      any = true;
    }
  }
  return any;
}

// What stands around the token of a shape.
class TextPlace {
 public:
  // None: the shape has no token with nothing but literals behind it, or not of one length.
  static std::optional<TextPlace> of(const KeyShape& shape, const ShapeFinder& finder) {
    std::size_t token = shape.parts.size();
    while (token > 0 && shape.parts[token - 1].is_literal) --token;
    if (token == 0 || shape.parts[--token].column != ColumnClass::token) return std::nullopt;
    if (shape.example.empty()) return std::nullopt;
    SplitKey split;
    split_key(shape.example, split);
    TextPlace place;
    for (std::size_t i = 0; i < token; ++i) {
      place.front_.push_back({shape.parts[i].is_literal, shape.parts[i].text, split.separator(i)});
    }
    place.length_ = split.part(token).size();
    place.behind_ = split.key.substr(split.end(token));
    if (place.length_ < kShortestText) return std::nullopt;
    const bool is_always_so =
        holds_for_all(shape, finder, [&](Bytes key) { return place.text_in(key).has_value(); });
    return is_always_so ? std::optional(place) : std::nullopt;
  }

  // The text in this place, if the key has one.
  std::optional<Bytes> text_in(Bytes key) const {
    std::size_t begin = 0;
    for (const Front& part : front_) {
      const std::size_t end =
          part.is_literal ? begin + part.text.size() : key.find(part.separator, begin);
      if (end >= key.size() || key[end] != part.separator) return std::nullopt;
      if (part.is_literal && key.substr(begin, part.text.size()) != part.text) return std::nullopt;
      begin = end + 1;
    }
    if (key.size() - begin != length_ + behind_.size() || !key.ends_with(behind_)) {
      return std::nullopt;
    }
    const Bytes text = key.substr(begin, length_);
    return is_base64(text) ? std::optional(text) : std::nullopt;
  }

 private:
  struct Front {
    bool is_literal;
    OwnedBytes text;
    char separator;  // behind it
  };
  std::vector<Front> front_;
  std::size_t length_ = 0;
  OwnedBytes behind_;
};

// Whether the shape has a word where the text is: a text has none in so many keys.
bool has_word(const KeyShape& shape, const TextPlace& place) {
  if (shape.keys < kFewKeys) return false;
  SplitKey split;
  split_key(shape.example, split);
  const auto text = place.text_in(shape.example);
  const auto begin = static_cast<std::size_t>(text->data() - shape.example.data());
  for (std::size_t i = 0; i < shape.parts.size(); ++i) {
    const bool is_within = split.begin[i] >= begin && split.end(i) <= begin + text->size();
    if (is_within && shape.parts[i].is_literal && !split.part(i).empty()) return true;
  }
  return false;
}

bool is_of(const KeyShape& shape, const TextPlace& place, const ShapeFinder& finder) {
  return place.text_in(shape.example).has_value() && !has_word(shape, place) &&
         holds_for_all(shape, finder, [&](Bytes key) { return place.text_in(key).has_value(); });
}

}  // namespace

void fold_texts(std::vector<KeyShape>& shapes, const ShapeFinder& finder) {
  std::vector<std::size_t> by_keys(shapes.size());
  for (std::size_t i = 0; i < by_keys.size(); ++i) by_keys[i] = i;
  std::sort(by_keys.begin(), by_keys.end(), [&](std::size_t a, std::size_t b) {
    return shapes[a].keys != shapes[b].keys ? shapes[a].keys > shapes[b].keys
                                            : shapes[a].pattern < shapes[b].pattern;
  });
  std::vector<bool> gone(shapes.size());
  std::size_t tokens = 0;
  for (const std::size_t number : by_keys) {
    KeyShape& whole = shapes[number];
    if (gone[number] || tokens == kMostTokens) continue;
    const auto place = TextPlace::of(whole, finder);
    if (!place) continue;
    ++tokens;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const KeyShape& other = shapes[i];
      if (i == number || gone[i] || other.type != whole.type ||
          other.has_expiry != whole.has_expiry || !is_of(other, *place, finder)) {
        continue;
      }
      whole.absorb(other);
      whole.is_exact = false;
      gone[i] = true;
    }
  }
  std::vector<KeyShape> left;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (!gone[i]) left.push_back(std::move(shapes[i]));
  }
  shapes = std::move(left);
}

}  // namespace rdb
