#include "librdb/memory/string_meter.h"

namespace rdb {
StringMeter::StringMeter(const ServerProfile& profile) : profile_(profile) {
  if (const auto form = embedded_form(profile.family, profile.release)) {
    objects_.emplace(*form, profile.allocator);
    shared_block_below_ = std::uint64_t{profile.longest_embedded} + 1;
  } else if (profile.shares_integers) {
    shared_ = kSharedIntegers;
  }
  for (std::size_t length = 0; length < kShort; ++length) {
    const StringMeasure text = StringMeasure::text(length);
    for (const bool expires : {false, true}) {
      names_[expires ? 1 : 0][length] =
          objects_ ? objects_->container(length, expires) : key_memory(profile, {text, expires});
    }
  }
  for (std::size_t length = 0; length < kShort; ++length) {
    texts_[length] = value_of(StringMeasure::text(length));
  }
  const std::uint64_t block = profile.sds_bytes(kShort - 1);
  beside_text_ = {texts_.back().memory.memory_usage - block,
                  texts_.back().memory.allocated - block};
  integers_ = {value_of(StringMeasure::integer(-1)), value_of(StringMeasure::integer(0))};
}

// Of the value alone: the cost of a key without what its name costs.
StringMeter::Value StringMeter::value_of(const StringMeasure& value) const {
  const KeyMeasure key{StringMeasure::text(1), false};
  const KeyCost cost = string_cost(profile_, key, value);
  const Memory& name = names_[0][1];
  return {{cost.memory.memory_usage - name.memory_usage, cost.memory.allocated - name.allocated},
          cost.encoding};
}

KeyCost StringMeter::cost_with_name(const KeyMeasure& key, const StringMeasure& value) const {
  const EmbeddedString string = objects_->string(key.name.length(), key.has_expiry, value);
  KeyCost cost;
  cost.encoding = string.encoding;
  cost.memory = string.memory;
  return cost;
}

}  // namespace rdb
