// The way of most keys into a report: what enter(), PlainElement and Leave do for any.
#include "librdb/key/slot.h"
#include "librdb/report/report_collector.h"
#include "librdb/report/report_counters.h"

namespace rdb {

std::size_t ReportCollector::on_short_strings(const ShortStrings& event) {
  if (counters_ == nullptr) [[unlikely]]
    start();
  current_.offset = event.offset;
  current_.db = event.db;
  current_.type = ObjectType::string;
  current_.encoding = event.encoding;
  current_.type_byte = event.type_byte;
  current_.attributes = {};
  for (const ShortString& string : event.strings) {
    const Bytes key = string.key();
    const StringMeasure value = StringLots::measure(string);
    const StringLot& lot = counters_->lots.count(string, value);
    counters_->shapes.count_string(key, event.db, event.slack, value, lot.one);
    prefixes_.add(prefix_of(key, event.slack), lot.one);
    if (options_.slots) {
      SlotTally& slot = report_.slots[hash_slot(key)];
      ++slot.keys;
      slot.memory += lot.one.memory;
    }
    const Memory memory{lot.one.memory_usage, lot.one.memory};
    if (largest_.would_keep(memory, key)) [[unlikely]] {
      current_.key_size = key.size();
      key.copy(current_.short_key.data(), key.size());
      add_large({.record_bytes = lot.one.bytes, .memory = memory},
                {.memory = memory, .encoding = lot.encoding});
    }
    current_.offset += string.size();
  }
  counters_->lots.take([this](const StringLot& lot) { add_lot(lot); });
  return event.strings.size();
}

// The shapes have looked for separators already, mostly for the same.
std::uint32_t ReportCollector::prefix_of(Bytes key, std::size_t slack) {
  const char separator = prefixes_.only_separator();
  const std::uint64_t places = separator != 0 ? counters_->shapes.places_of(separator) : 0;
  return places != 0 ? prefixes_.find_by_mask(key, places) : prefixes_.find(key, slack);
}

void ReportCollector::add_lot(const StringLot& lot) {
  const std::uint64_t memory = lot.keys * lot.one.memory;
  const auto form = static_cast<std::uint8_t>(lot.form);
  kind_tally({current_.type_byte, form, lot.encoding}).add(lot.one, lot.keys);
  report_.key_lengths.add(lot.key_size, lot.keys, memory);
  report_.value_bytes.add(lot.value_size, lot.keys, memory);
}

}  // namespace rdb
