#include "librdb/key/key_shape.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "librdb/key/path_shapes.h"
#include "librdb/key/text_shapes.h"

namespace rdb {
namespace {

using Numbers = std::vector<std::uint32_t>;  // of strata

// Everything that is equal but for the stem, the trait and the database.
struct Relatives {
  using Stem = std::pair<OwnedBytes, std::uint64_t>;  // with its trait
  std::map<Stem, Numbers> by_stem;
  Numbers rest;
  Numbers nameless;                   // keys so long that their stem was not kept
  std::uint32_t common = kMostParts;  // parts, in all databases
  std::uint64_t keys = 0;
};

// A few names with points are words of their own. Many behind one stem are hosts or the like, and
// what they begin with says nothing: they become one.
void fold_traits(std::map<Relatives::Stem, Numbers>& by_stem) {
  constexpr std::ptrdiff_t kMostNames = 8;
  for (auto first = by_stem.begin(); first != by_stem.end();) {
    const auto end = by_stem.lower_bound({first->first.first + '\0', 0});
    if (std::distance(first, end) > kMostNames) {
      for (auto other = std::next(first); other != end; other = by_stem.erase(other)) {
        first->second.insert(first->second.end(), other->second.begin(), other->second.end());
      }
      std::sort(first->second.begin(), first->second.end());
    }
    first = end;
  }
}

class Shapes {
 public:
  explicit Shapes(const ShapeFinder& finder) : finder_(finder) {}

  std::vector<KeyShape> all() {
    for (const auto& [key, relatives] : relatives_of_all()) add_shapes(relatives);
    fold_texts(shapes_, finder_);
    fold_paths(shapes_);
    std::stable_sort(shapes_.begin(), shapes_.end(), [](const KeyShape& a, const KeyShape& b) {
      return std::tie(b.keys, a.pattern) < std::tie(a.keys, b.pattern);
    });
    return std::move(shapes_);
  }

 private:
  using RelativesKey = std::tuple<std::uint64_t, std::uint32_t, ObjectType, bool>;

  const KeyStratum& stratum(std::uint32_t number) const { return *finder_.strata()[number]; }

  static RelativesKey key_of(const KeyStratum& stratum) {
    return {stratum.signature, stratum.parts, stratum.kind.type, stratum.kind.has_expiry};
  }

  // See shape_finder.h.
  static std::uint32_t stem_parts(const KeyStratum& stratum, std::uint32_t common) {
    if (stratum.parts == 1) return 0;
    return common == 0 || stratum.is_word(common) ? common + 1 : common;
  }
  static OwnedBytes stem_of(const KeyStratum& stratum, std::uint32_t common) {
    const std::uint32_t parts = stem_parts(stratum, common);
    if (parts == 0) return {};
    const SplitKey split = stratum.split_first_key();
    return OwnedBytes(split.key.substr(0, split.end(parts - 1)));
  }
  // Whether the text of the stem was kept.
  static bool has_stem(const KeyStratum& stratum, std::uint32_t common) {
    for (std::uint32_t i = 0; i < stem_parts(stratum, common); ++i) {
      if (!stratum.fits(i)) return false;
    }
    return true;
  }

  std::map<RelativesKey, Relatives> relatives_of_all() const {
    std::map<RelativesKey, Relatives> all;
    for (const auto& stratum : finder_.strata()) {
      Relatives& relatives = all[key_of(*stratum)];
      relatives.keys += stratum->keys;
      relatives.common = std::min(relatives.common, finder_.common_parts(*stratum));
    }
    for (std::uint32_t i = 0; i < finder_.strata().size(); ++i) {
      const KeyStratum& here = stratum(i);
      Relatives& relatives = all[key_of(here)];
      if (here.is_rest) {
        relatives.rest.push_back(i);
      } else if (!has_stem(here, relatives.common)) {
        relatives.nameless.push_back(i);
      } else {
        relatives.by_stem[{stem_of(here, relatives.common), here.trait}].push_back(i);
      }
    }
    for (auto& [key, relatives] : all) fold_traits(relatives.by_stem);
    return all;
  }

  // The values of the parts of some strata.
  std::vector<ColumnProfile> profiles(const Numbers& numbers) const {
    std::vector<ColumnProfile> columns(stratum(numbers.front()).parts);
    SplitKey split;
    for (const std::uint32_t number : numbers) {
      for (const SampledKey& sampled : stratum(number).sample) {
        split_key(sampled.key, split);
        const std::uint64_t weight = std::uint64_t{1} << stratum(number).sample_level;
        for (std::size_t i = 0; i < columns.size(); ++i) columns[i].add(split.part(i), weight);
      }
    }
    return columns;
  }

  std::uint64_t keys_of(const Numbers& numbers) const {
    std::uint64_t keys = 0;
    for (const std::uint32_t number : numbers) keys += stratum(number).keys;
    return keys;
  }

  bool is_single(const Numbers& numbers, std::size_t part) const {
    const KeyStratum& first = stratum(numbers.front());
    return std::all_of(numbers.begin(), numbers.end(), [&](std::uint32_t number) {
      return !stratum(number).varies(part) &&
             stratum(number).first_hash[part] == first.first_hash[part];
    });
  }

  double distinct(const Numbers& numbers, std::size_t part) const {
    if (is_single(numbers, part)) return 1;
    if (numbers.size() == 1) return stratum(numbers.front()).distinct(part);
    std::vector<std::uint8_t> registers(HyperLogLog::kRegisters);
    HyperLogLog all(registers.data());
    double most = 2;
    for (const std::uint32_t number : numbers) {
      const KeyStratum& here = stratum(number);
      most = std::max(most, here.distinct(part));
      if (!here.varies(part)) {
        all.add(here.first_hash[part]);
      } else if (here.registers != nullptr) {
        all.merge(HyperLogLog(&here.registers[part * HyperLogLog::kRegisters]));
      } else {
        SplitKey split;
        for (const SampledKey& sampled : here.sample) {
          split_key(sampled.key, split);
          all.add(split.hash[part]);
        }
      }
    }
    return std::max(most, all.count());
  }

  void add_shapes(const Relatives& relatives);
  void add_shape(const Numbers& own, const Numbers& matched);
  bool built_alike(const Numbers& a, const Numbers& b, std::uint32_t common) const;
  bool may_be_a_word(const Numbers& numbers, std::size_t part) const;
  bool may_hold(const Numbers& numbers, std::size_t part, const Numbers& single) const;
  const OwnedBytes* example_of(const Numbers& numbers) const;
  void name_parts(KeyShape& shape, const SplitKey& split,
                  const KeyExcerpt* excerpt = nullptr) const;
  bool splits_alike(const KeyShape& shape) const;

  const ShapeFinder& finder_;
  std::vector<KeyShape> shapes_;
};

enum class Nature { anything, number, word, own };

// How much a class says: those of the same nature may be two samples of one column.
Nature nature_of(ColumnClass column) {
  switch (column) {
    case ColumnClass::mixed:
      return Nature::anything;
    case ColumnClass::id:
    case ColumnClass::number:
    case ColumnClass::hour:
    case ColumnClass::minute:
    case ColumnClass::year:
      return Nature::number;
    case ColumnClass::word:
    case ColumnClass::vocabulary:
    case ColumnClass::version:
    case ColumnClass::locale:
      return Nature::word;
    default:
      return Nature::own;
  }
}

bool fit_together(ColumnClass a, ColumnClass b) {
  const Nature left = nature_of(a);
  const Nature right = nature_of(b);
  if (left == Nature::anything || right == Nature::anything) return true;
  return left == right && (left != Nature::own || a == b);
}

// Whether the parts behind the stem are the same columns: words that never vary are equal or, if
// they vary in the other, among its values; all others hold the same kind of values. The last part
// of the stem may be any two words.
bool Shapes::built_alike(const Numbers& a, const Numbers& b, std::uint32_t common) const {
  const KeyStratum& one = stratum(a.front());
  const KeyStratum& other = stratum(b.front());
  if (one.trait != other.trait && one.stem(common) == other.stem(common)) return false;
  const auto left = profiles(a);
  const auto right = profiles(b);
  const bool have_words = common == 0 || (may_be_a_word(a, common) && may_be_a_word(b, common));
  for (std::size_t i = have_words ? common + 1 : common; i < left.size(); ++i) {
    const bool single = is_single(a, i);
    const ColumnClass of_left = left[i].classify(distinct(a, i));
    const ColumnClass of_right = right[i].classify(distinct(b, i));
    if (single && is_single(b, i) && nature_of(of_left) == Nature::word) {
      if (stratum(a.front()).first_hash[i] != stratum(b.front()).first_hash[i]) return false;
      continue;
    }
    if (!fit_together(of_left, of_right)) return false;
    if (single && !may_hold(b, i, a)) return false;
    if (is_single(b, i) && !may_hold(a, i, b)) return false;
  }
  return true;
}

// `*` stands for any word as well as for any number.
bool Shapes::may_be_a_word(const Numbers& numbers, std::size_t part) const {
  const KeyStratum& first = stratum(numbers.front());
  if (first.is_word(part)) return true;
  return is_single(numbers, part) && first.split_first_key().part(part) == "*";
}

// Whether the one word of `single` may be one of `numbers`: if it has enough keys to tell and all
// samples are complete or large, it is among the sampled values.
bool Shapes::may_hold(const Numbers& numbers, std::size_t part, const Numbers& single) const {
  constexpr std::uint64_t kEnough = 8;
  const KeyStratum& of = stratum(single.front());
  if (keys_of(single) < kEnough || !of.fits(part)) return true;
  const OwnedBytes word(of.split_first_key().part(part));
  const TokenClass token = classify(word);
  if (token != TokenClass::word) return true;
  SplitKey split;
  for (const std::uint32_t number : numbers) {
    for (const SampledKey& sampled : stratum(number).sample) {
      split_key(sampled.key, split);
      if (split.part(part) == word) return true;
    }
  }
  return false;
}

void Shapes::add_shapes(const Relatives& relatives) {
  // Where there are many stems those with few keys are the tail, that is one shape. A name that is
  // not known is one more of many, or a thing of its own.
  const bool are_many =
      !relatives.rest.empty() || relatives.by_stem.size() > ShapeFinder::kMostFirstParts;
  Numbers tail = relatives.rest;
  if (are_many) {
    tail.insert(tail.end(), relatives.nameless.begin(), relatives.nameless.end());
  } else if (!relatives.nameless.empty()) {
    add_shape(relatives.nameless, relatives.nameless);
    if (relatives.by_stem.empty()) return;
  }
  Numbers everything = tail;
  for (const auto& [first, numbers] : relatives.by_stem) {
    everything.insert(everything.end(), numbers.begin(), numbers.end());
  }
  std::sort(everything.begin(), everything.end());
  const std::uint32_t parts = stratum(everything.front()).parts;
  const auto add_each = [&](const std::vector<const Numbers*>& list) {
    for (const Numbers* numbers : list) add_shape(*numbers, *numbers);
  };
  if (parts == 1) {  // told apart by what they are, if at all
    if (!relatives.rest.empty()) add_shape(relatives.rest, relatives.rest);
    for (const auto& [first, numbers] : relatives.by_stem) add_shape(numbers, numbers);
    return;
  }
  std::vector<const Numbers*> heavy;
  const std::uint64_t least = std::max<std::uint64_t>(200, relatives.keys / 100);
  for (const auto& [first, numbers] : relatives.by_stem) {
    if (!are_many || keys_of(numbers) >= least) {
      heavy.push_back(&numbers);
    } else {
      tail.insert(tail.end(), numbers.begin(), numbers.end());
    }
  }
  std::sort(tail.begin(), tail.end());
  const bool has_many = !tail.empty();
  const Numbers* const base = has_many ? &tail
                                       : *std::max_element(heavy.begin(), heavy.end(),
                                                           [this](const auto* a, const auto* b) {
                                                             return keys_of(*a) < keys_of(*b);
                                                           });
  constexpr std::uint32_t kLeastParts = 3;  // `user:{id}` and `order:{id}` have nothing in common
  std::vector<const Numbers*> apart;
  Numbers together = tail;
  for (const Numbers* const numbers : heavy) {
    const bool is_name = parts < kLeastParts && stratum(numbers->front()).is_word(0);
    if ((has_many && is_name) ||
        (numbers != base && !built_alike(*numbers, *base, relatives.common))) {
      apart.push_back(numbers);
    } else {
      together.insert(together.end(), numbers->begin(), numbers->end());
    }
  }
  const bool agree = has_many || (parts >= kLeastParts && apart.empty());
  if (!agree) {
    apart.clear();
    for (const auto& [first, numbers] : relatives.by_stem) apart.push_back(&numbers);
    return add_each(apart);
  }
  std::sort(together.begin(), together.end());
  add_shape(together, everything);
  add_each(apart);
}

void Shapes::add_shape(const Numbers& own, const Numbers& matched) {
  const KeyStratum& first = stratum(own.front());
  KeyShape shape;
  shape.type = first.kind.type;
  shape.has_expiry = first.kind.has_expiry;
  shape.strata = own;
  shape.matched = matched;
  const auto columns = profiles(own);
  for (std::size_t i = 0; i < first.parts; ++i) {
    ShapePart part;
    part.is_literal = is_single(matched, i);
    part.distinct = distinct(own, i);
    part.column = columns[i].classify(part.distinct);
    shape.parts.push_back(part);
  }
  for (const std::uint32_t number : own) {
    shape.keys += stratum(number).keys;
    shape.key_bytes += stratum(number).key_bytes;
  }
  if (const OwnedBytes* const example = example_of(own)) {
    shape.example = *example;
    SplitKey split;
    split_key(shape.example, split);
    name_parts(shape, split);
    shape.is_exact = splits_alike(shape);
  } else {
    name_parts(shape, first.split_first_key(), first.excerpt.get());
  }
  shapes_.push_back(std::move(shape));
}

// A whole key of them: a first one if there is any. Null: all are too long to be kept.
const OwnedBytes* Shapes::example_of(const Numbers& numbers) const {
  for (const std::uint32_t number : numbers) {
    if (stratum(number).excerpt == nullptr) return &stratum(number).first_key;
  }
  for (const std::uint32_t number : numbers) {
    if (!stratum(number).sample.empty()) return &stratum(number).sample.front().key;
  }
  return nullptr;
}

// `excerpt`: what `split` is of, if that is no whole key.
void Shapes::name_parts(KeyShape& shape, const SplitKey& split, const KeyExcerpt* excerpt) const {
  std::set<OwnedBytes> taken;
  for (std::size_t i = 0; i < shape.parts.size(); ++i) {
    ShapePart& part = shape.parts[i];
    const bool is_left_out = excerpt != nullptr && !excerpt->has(i);
    // A pattern without any text would look like none.
    const bool is_empty = part.is_literal && shape.parts.size() == 1 && split.key.empty();
    if (is_left_out) part.column = ColumnClass::mixed;
    part.is_literal = part.is_literal && !is_left_out && !is_empty;
    if (part.is_literal) {
      part.text = split.part(i);
    } else {
      const Bytes class_name = is_left_out ? "long" : is_empty ? "empty" : name_of(part.column);
      const bool is_plain = class_name == "word" || class_name == "part";
      const OwnedBytes stem(is_plain ? "part" : class_name);
      part.text = is_plain ? stem + std::to_string(i + 1) : stem;
      for (int n = 2; !taken.insert(part.text).second; ++n)
        part.text = stem + "_" + std::to_string(n);
    }
  }
  shape.pattern = pattern_of(shape.parts, split);
}

// Placeholders stop at the first separator, the finder knows URLs and the like.
bool Shapes::splits_alike(const KeyShape& shape) const {
  const KeyPattern pattern = KeyPattern::compile(shape.pattern);
  std::vector<Bytes> found(pattern.names().size());
  SplitKey split;
  for (const std::uint32_t number : shape.strata) {
    for (const SampledKey& sampled : stratum(number).sample) {
      if (!pattern.match(sampled.key, found)) return false;
      split_key(sampled.key, split);
      std::size_t at = 0;
      for (std::size_t i = 0; i < shape.parts.size(); ++i) {
        if (!shape.parts[i].is_literal && found[at++] != split.part(i)) return false;
      }
    }
  }
  return true;
}

}  // namespace

void KeyShape::absorb(const KeyShape& other) {
  keys += other.keys;
  key_bytes += other.key_bytes;
  const auto unite = [](std::vector<std::uint32_t>& numbers,
                        const std::vector<std::uint32_t>& more) {
    numbers.insert(numbers.end(), more.begin(), more.end());
    std::sort(numbers.begin(), numbers.end());
  };
  unite(strata, other.strata);
  unite(matched, other.matched);
}

OwnedBytes pattern_of(const std::vector<ShapePart>& parts, const SplitKey& split) {
  OwnedBytes pattern;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) pattern += escaped_literal({split.key.data() + split.end(i - 1), 1});
    pattern += parts[i].is_literal ? escaped_literal(parts[i].text) : "{" + parts[i].text + "}";
  }
  return pattern;
}

std::vector<KeyShape> find_shapes(const ShapeFinder& finder) { return Shapes(finder).all(); }

std::uint64_t count_matches(const ShapeFinder& finder, const KeyPattern& pattern, bool has_expiry,
                            const std::vector<std::uint32_t>& except, OwnedBytes& example) {
  std::vector<Bytes> parts(pattern.names().size());
  std::uint64_t keys = 0;
  for (std::uint32_t i = 0; i < finder.strata().size(); ++i) {
    const KeyStratum& stratum = *finder.strata()[i];
    if (stratum.kind.type != ObjectType::string || stratum.kind.has_expiry != has_expiry) continue;
    if (std::binary_search(except.begin(), except.end(), i)) continue;
    for (const SampledKey& sampled : stratum.sample) {
      if (!pattern.match(sampled.key, parts)) continue;
      keys += std::uint64_t{1} << stratum.sample_level;
      if (example.empty()) example = sampled.key;
    }
  }
  return keys;
}

}  // namespace rdb
