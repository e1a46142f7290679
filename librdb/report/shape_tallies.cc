#include "librdb/report/shape_tallies.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "librdb/base/errors.h"
#include "librdb/key/key_template.h"

namespace rdb {
namespace {

// Whether regroup can pull out this placeholder.
bool may_be_pulled_out(const OwnedBytes& pattern, const OwnedBytes& field) {
  try {
    const KeyPattern compiled = KeyPattern::compile(pattern);
    KeyTemplate::without_field(compiled, *compiled.index_of(field));
    return true;
  } catch (const InvalidArgument&) {
    return false;
  }
}

}  // namespace

void ShapeTallies::find(Bytes key, ObjectType type, std::uint32_t db, bool has_expiry,
                        std::size_t slack) {
  go_to(finder_.count(key, {.type = type, .has_expiry = false, .db = db}, slack),
        type == ObjectType::string && !has_expiry);
}

void ShapeTallies::go_to(std::uint32_t number, bool may_be_grouped) {
  current_ = number;
  may_be_grouped_ = may_be_grouped && number != ShapeFinder::kNone;
  if (number != ShapeFinder::kNone && number >= strata_.size()) strata_.resize(number + 1);
}

void ShapeTallies::string(const StringMeasure& value) {
  if (!may_be_grouped_) return;
  Stratum& stratum = strata_[current_];
  stratum.integers += value.is_integer();
  if (stratum.sampler == nullptr) {
    stratum.sampler = std::make_unique<RegroupSampler>(costs_, budget_);
  }
  stratum.sampler->add(finder_.split(), *finder_.strata()[current_], value);
}

void ShapeTallies::look_at_string(Bytes key, std::uint32_t db, std::size_t slack,
                                  const StringMeasure& value, const Tally& one) {
  go_to(finder_.add(key, {.type = ObjectType::string, .has_expiry = false, .db = db}, slack), true);
  string(value);
  tally() += one;
}

void ShapeTallies::look_at(const Entry& entry) {
  go_to(finder_.add(entry.key, {.type = entry.type, .has_expiry = false, .db = entry.db},
                    entry.key_slack),
        may_be_grouped(entry));
}

std::uint32_t ShapeTallies::deciding_parts() const {
  if (current_ == ShapeFinder::kNone) return 0;
  const RegroupSampler* const sampler = strata_[current_].sampler.get();
  if (may_be_grouped_ && (sampler == nullptr || !sampler->has_chosen())) return 0;
  return finder_.deciding_parts(current_);
}

std::vector<ShapeRow> ShapeTallies::rows() const {
  std::map<std::pair<OwnedBytes, ObjectType>, ShapeRow> by_name;
  for (const KeyShape& shape : find_shapes(finder_)) {
    ShapeRow& row = by_name[{shape.pattern, shape.type}];
    row.pattern = shape.pattern;
    row.type = shape.type;
    if (row.example.empty()) row.example = shape.example;
    for (const std::uint32_t number : shape.strata) row.tally += strata_[number].tally;
    if (row.regroups.empty()) row.regroups = regroups(shape);
  }
  std::vector<ShapeRow> rows;
  for (auto& [name, row] : by_name) {
    if (row.tally.keys != 0) rows.push_back(std::move(row));  // damaged values were not counted
  }
  std::stable_sort(rows.begin(), rows.end(), [](const ShapeRow& a, const ShapeRow& b) {
    return is_heavier(a.tally, b.tally);
  });
  return rows;
}

std::vector<RegroupChance> ShapeTallies::regroups(const KeyShape& shape) const {
  std::vector<RegroupChance> chances;
  if (shape.type != ObjectType::string || !shape.is_exact || shape.parts.size() < 2) return chances;
  Samples samples(shape.matched.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Stratum& stratum = strata_[shape.matched[i]];
    if (stratum.sampler != nullptr) samples[i] = stratum.sampler->samples();
  }
  for (std::size_t i = 0; i < shape.parts.size(); ++i) {
    if (shape.parts[i].is_literal || !may_be_pulled_out(shape.pattern, shape.parts[i].text))
      continue;
    if (auto chance = regroup(shape, samples, i)) chances.push_back(std::move(*chance));
  }
  std::sort(chances.begin(), chances.end(),
            [](const RegroupChance& a, const RegroupChance& b) { return a.field < b.field; });
  return chances;
}

const RegroupChance* ShapeRow::best_regroup() const {
  const RegroupChance* best = nullptr;
  for (const RegroupChance& chance : regroups) {
    if (chance.saved > 0 && (best == nullptr || chance.saved > best->saved)) best = &chance;
  }
  return best;
}

// Strata of which nothing was sampled stay as they are. None if that is more than a tenth, if one
// hash in a hundred would be too large, or if more than one key in a hundred is of another shape,
// which the pattern happens to match: that one is built of other parts.
std::optional<RegroupChance> ShapeTallies::regroup(const KeyShape& shape, const Samples& samples,
                                                   std::size_t part) const {
  RegroupChance chance;
  chance.field = shape.parts[part].text;
  std::uint64_t integers = 0;
  std::uint64_t sampled = 0;
  std::uint64_t others = 0;
  double large = 0;
  double hashes = 0;
  double saved = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::uint32_t number = shape.matched[i];
    const Stratum& stratum = strata_[number];
    if (stratum.sampler == nullptr) continue;
    chance.keys += stratum.tally.without_ttl;
    if (std::find(shape.strata.begin(), shape.strata.end(), number) == shape.strata.end()) {
      others += stratum.tally.without_ttl;
    }
    integers += stratum.integers;
    for (const RegroupSample& sample : samples[i]) {
      if (sample.part != part || sample.fields == 0) continue;
      const double weight =
          static_cast<double>(stratum.tally.without_ttl) / static_cast<double>(sample.fields);
      const double ratio =
          static_cast<double>(sample.memory) / static_cast<double>(sample.flat_memory);
      sampled += stratum.tally.without_ttl;
      hashes += weight * static_cast<double>(sample.groups);
      large += weight * static_cast<double>(sample.large_groups);
      saved += static_cast<double>(stratum.tally.memory_without_ttl) * (1 - ratio);
    }
  }
  chance.any_value = integers != chance.keys;
  const bool is_known = sampled * 10 >= chance.keys * 9;
  if (!is_known || large * 100 > hashes || others * 100 > chance.keys) return std::nullopt;
  chance.hashes = static_cast<std::uint64_t>(std::llround(hashes));
  chance.saved = std::llround(saved);
  return chance;
}

}  // namespace rdb
