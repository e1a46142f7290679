#include "librdb/key/key_shape.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace rdb {
namespace {

using Numbers = std::vector<std::uint32_t>;  // of strata

// Everything that is equal but for the first part and the database.
struct Relatives {
  std::map<OwnedBytes, Numbers> by_first;
  Numbers rest;
  std::uint64_t keys = 0;
};

class Shapes {
 public:
  explicit Shapes(const ShapeFinder& finder) : finder_(finder) {}

  std::vector<KeyShape> all() {
    for (const auto& [key, relatives] : relatives_of_all()) add_shapes(relatives);
    std::stable_sort(shapes_.begin(), shapes_.end(), [](const KeyShape& a, const KeyShape& b) {
      return std::tie(b.keys, a.pattern) < std::tie(a.keys, b.pattern);
    });
    return std::move(shapes_);
  }

 private:
  using RelativesKey = std::tuple<std::uint64_t, std::uint32_t, ObjectType, bool>;

  const KeyStratum& stratum(std::uint32_t number) const { return *finder_.strata()[number]; }

  std::map<RelativesKey, Relatives> relatives_of_all() const {
    std::map<RelativesKey, Relatives> all;
    SplitKey split;
    for (std::uint32_t i = 0; i < finder_.strata().size(); ++i) {
      const KeyStratum& here = stratum(i);
      Relatives& relatives =
          all[{here.signature, here.parts, here.kind.type, here.kind.has_expiry}];
      relatives.keys += here.keys;
      // Keys too long to be kept have no text to be told apart by.
      if (here.is_rest || here.first_key.empty()) {
        relatives.rest.push_back(i);
        continue;
      }
      split_key(here.first_key, split);
      relatives.by_first[here.parts == 1 ? "" : OwnedBytes(split.part(0))].push_back(i);
    }
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
      }
    }
    return std::max(most, all.count());
  }

  void add_shapes(const Relatives& relatives);
  void add_shape(const Numbers& own, const Numbers& matched);
  bool built_alike(const Numbers& a, const Numbers& b) const;
  void name_parts(KeyShape& shape, const SplitKey& split) const;
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

// Whether the parts behind the first are the same columns: words that never vary are equal, all
// others hold the same kind of values.
bool Shapes::built_alike(const Numbers& a, const Numbers& b) const {
  const auto left = profiles(a);
  const auto right = profiles(b);
  for (std::size_t i = 1; i < left.size(); ++i) {
    const bool single = is_single(a, i);
    const ColumnClass of_left = left[i].classify(distinct(a, i));
    const ColumnClass of_right = right[i].classify(distinct(b, i));
    if (single && is_single(b, i) && nature_of(of_left) == Nature::word) {
      if (stratum(a.front()).first_hash[i] != stratum(b.front()).first_hash[i]) return false;
      continue;
    }
    if (!fit_together(of_left, of_right)) return false;
  }
  return true;
}

void Shapes::add_shapes(const Relatives& relatives) {
  Numbers everything = relatives.rest;
  for (const auto& [first, numbers] : relatives.by_first) {
    everything.insert(everything.end(), numbers.begin(), numbers.end());
  }
  std::sort(everything.begin(), everything.end());
  const std::uint32_t parts = stratum(everything.front()).parts;
  if (parts == 1) return add_shape(everything, everything);
  const bool has_many = !relatives.rest.empty();
  const auto add_each = [&](const std::vector<const Numbers*>& list) {
    for (const Numbers* numbers : list) add_shape(*numbers, *numbers);
  };
  std::vector<const Numbers*> apart;
  Numbers together = relatives.rest;
  const Numbers* base = &relatives.rest;
  if (!has_many) {
    base = &std::max_element(relatives.by_first.begin(), relatives.by_first.end(),
                             [this](const auto& a, const auto& b) {
                               return keys_of(a.second) < keys_of(b.second);
                             })
                ->second;
  }
  const std::uint64_t heavy = std::max<std::uint64_t>(200, relatives.keys / 100);
  for (const auto& [first, numbers] : relatives.by_first) {
    const bool may_stand_apart = !has_many || keys_of(numbers) >= heavy;
    if (may_stand_apart && &numbers != base && !built_alike(numbers, *base)) {
      apart.push_back(&numbers);
    } else {
      together.insert(together.end(), numbers.begin(), numbers.end());
    }
  }
  constexpr std::uint32_t kLeastParts = 3;  // `user:{id}` and `order:{id}` have nothing in common
  const bool agree = has_many || (parts >= kLeastParts && apart.empty());
  if (!agree) {
    apart.clear();
    for (const auto& [first, numbers] : relatives.by_first) apart.push_back(&numbers);
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
    if (shape.example.empty()) shape.example = stratum(number).first_key;
  }
  if (!shape.example.empty()) {
    SplitKey split;
    split_key(shape.example, split);
    name_parts(shape, split);
    shape.is_exact = splits_alike(shape);
  }
  shapes_.push_back(std::move(shape));
}

void Shapes::name_parts(KeyShape& shape, const SplitKey& split) const {
  std::set<OwnedBytes> taken;
  for (std::size_t i = 0; i < shape.parts.size(); ++i) {
    ShapePart& part = shape.parts[i];
    if (part.is_literal) {
      part.text = split.part(i);
      shape.pattern += escaped_literal(part.text);
    } else {
      const Bytes class_name = name_of(part.column);
      const bool is_plain = class_name == "word" || class_name == "part";
      const OwnedBytes stem(is_plain ? "part" : class_name);
      part.text = is_plain ? stem + std::to_string(i + 1) : stem;
      for (int n = 2; !taken.insert(part.text).second; ++n)
        part.text = stem + "_" + std::to_string(n);
      shape.pattern += "{" + part.text + "}";
    }
    if (i + 1 < shape.parts.size()) {
      shape.pattern += escaped_literal({split.key.data() + split.end(i), 1});
    }
  }
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
