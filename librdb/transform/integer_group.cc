#include "librdb/transform/integer_group.h"

#include <algorithm>
#include <bit>

#include "librdb/base/random_seed.h"

namespace rdb {

IntegerGroup::IntegerGroup() : seed_(random_seed()) {}

bool IntegerGroup::load(const GroupRecords& records) {
  if (records.grouped == nullptr || records.count - 1 >= kMostFields) return false;
  const std::size_t words = std::bit_ceil(std::size_t{records.count});
  std::fill_n(seen_.data(), words, 0);
  const int shift = 64 - std::countr_zero(words * kWord);
  count_ = 0;
  sum_ = 0;
  for (; count_ < records.count; ++count_) {
    auto& [name, value] = fields_[count_];
    if (const std::size_t ahead = count_ + GroupedPartition::kRecordsAhead; ahead < records.count) {
      __builtin_prefetch(
          records.grouped->record(records.first + static_cast<std::uint32_t>(ahead)));
    }
    const char* const record =
        records.grouped->record(records.first + static_cast<std::uint32_t>(count_));
    if (!flat_record::get_integers(record, name, value)) [[unlikely]]
      return false;
    const std::uint64_t hash = (static_cast<std::uint64_t>(name) ^ seed_) * 0x9e3779b97f4a7c15;
    const std::uint64_t bit = hash >> shift;
    std::uint64_t& word = seen_[bit / kWord];
    if ((word >> bit % kWord & 1) != 0 && came_before(name)) [[unlikely]]
      return false;
    word |= std::uint64_t{1} << bit % kWord;
    sum_ += value;
  }
  return true;
}

bool IntegerGroup::came_before(std::int64_t name) const {
  return std::any_of(fields_.begin(), fields_.begin() + static_cast<std::ptrdiff_t>(count_),
                     [name](const auto& field) { return field.first == name; });
}

}  // namespace rdb
