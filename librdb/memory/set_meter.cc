#include "librdb/memory/set_meter.h"

#include <algorithm>
#include <cmath>

#include "librdb/memory/packed_entries.h"

namespace rdb {
namespace {

constexpr std::uint64_t kNoValueEntry = 16;  // a dict entry without value

std::uint64_t intset_bytes(std::uint64_t count, std::int64_t least, std::int64_t most) {
  const auto fits = [&](int bits) {
    const std::int64_t limit = (std::int64_t{1} << (bits - 1)) - 1;
    return least >= ~limit && most <= limit;
  };
  return kIntsetHeadBytes + count * (fits(16) ? 2 : fits(32) ? 4 : 8);
}

}  // namespace

StringMeasure SetMeter::measure_of_plain(const PlainElement& element) {
  return measure_of(element);
}

void SetMeter::begin() {
  form_ = Form::intset;
  announced_ = count_ = heap_ = longest_ = turned_at_ = integers_ = 0;
  least_ = most_ = 0;
  listpack_ = {};
}

bool SetMeter::keeps(const PackedBlob& blob) const {
  if (blob.count == kUnknownCount) return false;
  if (blob.encoding == PackedEncoding::intset) return blob.count <= profile_.set_max_intset_entries;
  return profile_.packs_sets_and_lists() && blob.count <= profile_.set_max_listpack_entries;
}

void SetMeter::add(const PackedBlob& blob) {
  if (keeps(blob)) {
    form_ = Form::kept;
    count_ = blob.count;
    kept_bytes_ = blob.unpacked_bytes;
    kept_as_ =
        blob.encoding == PackedEncoding::intset ? LoadedEncoding::intset : LoadedEncoding::listpack;
    return;
  }
  if (blob.encoding == PackedEncoding::intset || profile_.packs_sets_and_lists()) {
    form_ = Form::table;
  }
  std::uint64_t members = 0;
  each_entry(blob, [&](const PackedValue&) { ++members; });
  announced_ = members;
  each_entry(blob, [&](const PackedValue& value) { add(measure_of(value)); });
}

void SetMeter::add(const StringMeasure& member) {
  if (count_ == 0 && announced_ > profile_.set_max_intset_entries) form_ = Form::table;
  const std::uint64_t length = member.length();
  heap_ += profile_.sds_bytes(length);
  longest_ = std::max(longest_, length);
  if (form_ == Form::intset) add_to_intset(member);
  if (form_ == Form::listpack) add_to_listpack(member);
  ++count_;
}

// One by one as long as it is no table.
void SetMeter::add(const ShortElements& members) {
  std::span<const ShortElement> rest = members.elements;
  for (; !rest.empty() && form_ != Form::table; rest = rest.subspan(1)) {
    add(StringMeasure::of_short(rest.front()));
  }
  heap_ += blocks_.of_texts(rest);
  count_ += rest.size();
}

void SetMeter::add_to_intset(const StringMeasure& member) {
  if (member.is_integer()) {
    const std::int64_t value = member.as_integer();
    least_ = count_ == 0 ? value : std::min(least_, value);
    most_ = count_ == 0 ? value : std::max(most_, value);
    listpack_.add(member);  // in case it becomes one
    return;
  }
  if (profile_.packs_sets_and_lists() && count_ < profile_.set_max_listpack_entries &&
      longest_ <= profile_.set_max_listpack_value) {
    form_ = Form::listpack;
    integers_ = count_;
    return;
  }
  turn_into_table();
}

void SetMeter::add_to_listpack(const StringMeasure& member) {
  if (count_ >= profile_.set_max_listpack_entries ||
      member.length() > profile_.set_max_listpack_value) {
    return turn_into_table();
  }
  listpack_.add(member);
}

void SetMeter::turn_into_table() {
  form_ = Form::table;
  // From Redis 7.2 on the table is sized for all members at once.
  if (!profile_.is_from(702, 702)) turned_at_ = count_;
}

// The block was sized for the integers by the longest of them and only ever grows.
std::uint64_t SetMeter::packed_blob_bytes() const {
  if (integers_ == 0) return listpack_.bytes();
  const auto estimate = [this](std::int64_t value) {
    return kEmptyListpackBytes + integers_ * rdb::listpack_entry_bytes(value);
  };
  const std::uint64_t first = std::max(estimate(least_), estimate(most_));
  return std::max(first, listpack_.bytes());
}

KeyCost SetMeter::cost(MemorySum& sum) const {
  KeyCost cost;
  switch (form_) {
    case Form::kept:
      cost.encoding = kept_as_;
      add_blob(sum, profile_, name_of(kept_as_), kept_bytes_);
      break;
    case Form::intset:
      cost.encoding = LoadedEncoding::intset;
      add_blob(sum, profile_, "intset", intset_bytes(count_, least_, most_));
      break;
    case Form::listpack:
      cost.encoding = LoadedEncoding::listpack;
      add_blob(sum, profile_, "listpack", packed_blob_bytes());
      break;
    case Form::table:
      cost = table_cost(sum);
      cost.encoding = LoadedEncoding::hashtable;
      break;
  }
  cost.elements = count_;
  return cost;
}

KeyCost SetMeter::table_cost(MemorySum& sum) const {
  return profile_.has_hashtables() ? hashtable_cost(sum) : dict_cost(sum);
}

void SetMeter::add_members(MemorySum& sum) const {
  sum.add_elements("members", {heap_, heap_},
                   [&] { return formula("blocks of ", count_, " members"); });
}

KeyCost SetMeter::hashtable_cost(MemorySum& sum) const {
  const BucketTable table = presized_bucket_table(count_);
  add_hashtable(sum, profile_, table);
  add_members(sum);
  sum.end_value(count_);
  KeyCost cost;
  mark(cost, table);
  return cost;
}

KeyCost SetMeter::dict_cost(MemorySum& sum) const {
  LoadedDict dict{.slots = dict_slots(count_)};
  if (turned_at_ != 0) {
    DictGrowth growth(turned_at_);
    growth.expand(announced_);
    growth.add(count_ - turned_at_);
    dict = growth.result();
  }
  add_dict(sum, profile_, dict);
  add_members(sum);
  const Allocator& allocator = profile_.allocator;
  KeyCost cost;
  mark(cost, dict);
  const std::uint64_t entry = profile_.dict_entry;
  Memory entries{count_ * entry, count_ * allocator.usable(entry)};
  if (profile_.is_from(702, 702)) {
    // The first member of a slot stands there itself; the others have entries without values.
    const Collisions behind = collisions(count_, dict.slots);
    const auto bytes = [&](std::uint64_t each) {
      return static_cast<std::uint64_t>(std::llround(behind.mean * static_cast<double>(each)));
    };
    entries.allocated = bytes(allocator.usable(kNoValueEntry));
    if (profile_.names == NamePlace::table_entry) {  // Valkey 8.0 also counts it so
      entries.memory_usage = bytes(kNoValueEntry);
      if (count_ > 1) cost.exactness = Exactness::expected;
      cost.standard_deviation = double{kNoValueEntry} * std::sqrt(behind.variance);
    }
    sum.add_elements("entries of the dict", entries, [&] {
      const bool is_counted = profile_.names == NamePlace::table_entry;
      return formula(is_counted ? "" : formula(count_, " x ", entry, ", "), "E(", kNoValueEntry,
                     " x members behind another)");
    });
  } else {
    sum.add_elements("entries of the dict", entries,
                     [&] { return formula(count_, " x ", entry, ", C(", entry, ") each"); });
  }
  sum.end_value(count_);
  return cost;
}

}  // namespace rdb
