#include "librdb/proof/difference_list.h"

#include <iterator>
#include <tuple>
#include <utility>

namespace rdb {

Bytes Difference::name_of(Kind kind) {
  switch (kind) {
    case Kind::missing_key:
      return "missing-key";
    case Kind::added_key:
      return "added-key";
    case Kind::type:
      return "type";
    case Kind::value:
      return "value";
    case Kind::expiry:
      return "expiry";
    case Kind::missing_field:
      return "missing-field";
    case Kind::added_field:
      return "added-field";
    case Kind::field_value:
      return "field-value";
    case Kind::field_expiry:
      return "field-expiry";
    case Kind::refused:
      return "refused";
    case Kind::functions:
      return "functions";
  }
  return "other";
}

bool DifferenceList::Before::operator()(const Difference& a, const Difference& b) const {
  const auto all = [](const Difference& d) {
    return std::tie(d.db, d.key, d.has_field, d.field, d.kind, d.expected, d.found);
  };
  return all(a) < all(b);
}

void DifferenceList::add(Difference difference) {
  constexpr std::size_t kShown = 4096;
  ++found_.count;
  ++found_.by_kind[static_cast<std::size_t>(difference.kind)];
  if (most_ == 0) return;
  if (difference.key.size() > kShown) difference.key.resize(kShown);
  if (difference.field.size() > kShown) difference.field.resize(kShown);
  first_.insert(std::move(difference));
  if (first_.size() > most_) first_.erase(std::prev(first_.end()));
}

void DifferenceList::finish() {
  found_.differences.assign(first_.begin(), first_.end());
  first_.clear();
}

}  // namespace rdb
