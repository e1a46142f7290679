// The way of most keys into a report: what enter(), PlainElement and Leave do for any.
#include <algorithm>
#include <array>

#include "librdb/key/slot.h"
#include "librdb/key/split_key.h"
#include "librdb/report/report_collector.h"
#include "librdb/report/report_counters.h"

namespace rdb {

std::size_t ReportCollector::on_short_strings(const ShortStrings& event) {
  if (counters_ == nullptr) [[unlikely]]
    start();
  if (counters_->lots_db != event.db) [[unlikely]] {
    take_lots();
    counters_->lots_db = event.db;
  }
  counters_->lots_type_byte = event.type_byte;
  counters_->lots_encoding = event.encoding;
  current_.db = event.db;
  current_.type = ObjectType::string;
  current_.encoding = event.encoding;
  current_.type_byte = event.type_byte;
  current_.attributes = {};
#if defined(__x86_64__)
  if (counters_->has_leads && event.slack >= kUsualRoom) {
    add_by_leads(event);
    return event.strings.size();
  }
#endif
  for (const ShortString& string : event.strings) {
    const MeasuredString value = StringLots::measure(string);
    const StringLot& lot = counters_->lots.count(string, value);
    add_string(string.key(), prefixes_.find(string.key(), event.slack), event.slack, value.value,
               lot);
    add_apart(event, string, lot);
  }
  return event.strings.size();
}

void ReportCollector::add_string(Bytes key, std::uint32_t prefix, std::size_t slack,
                                 const StringMeasure& value, const StringLot& lot) {
  counters_->shapes.count_string(key, current_.db, slack, value, lot.one);
  prefixes_.add(prefix, lot.one);
}

inline void ReportCollector::add_apart(const ShortStrings& event, const ShortString& string,
                                       const StringLot& lot) {
  const Memory memory{lot.one.memory_usage, lot.one.memory};
  if (options_.slots) {
    SlotTally& slot = report_.slots[hash_slot(string.key())];
    ++slot.keys;
    slot.memory += memory.allocated;
  }
  if (!largest_.would_keep(memory, string.key())) [[likely]]
    return;
  const char* const first = event.strings.front().record;
  current_.offset = event.offset + static_cast<std::uint64_t>(string.record - first);
  current_.key_size = string.key().size();
  string.key().copy(current_.short_key.data(), string.key().size());
  add_large({.record_bytes = lot.one.bytes, .memory = memory},
            {.memory = memory, .encoding = lot.encoding});
}

void ReportCollector::take_lots() {
  counters_->lots.take([this](const StringLot& lot) {
    const std::uint64_t memory = lot.keys * lot.one.memory;
    const auto form = static_cast<std::uint8_t>(lot.form);
    kind_tally(counters_->lots_db, {.kind = {counters_->lots_type_byte, form, lot.encoding},
                                    .type = ObjectType::string,
                                    .encoding = counters_->lots_encoding})
        .add(lot.one, lot.keys);
    report_.key_lengths.add(lot.key_size, lot.keys, memory);
    report_.value_bytes.add(lot.value_size, lot.keys, memory);
  });
}

// What is counted apart from all else until somebody asks.
void ReportCollector::take_short_strings() {
  take_lots();
#if defined(__x86_64__)
  take_places();
#endif
}

#if defined(__x86_64__)
// Of some names together: what one waits for, memory or a checksum, is not what the next waits for.
struct ReportCollector::Leads {
  static constexpr std::size_t kMost = 16;
  std::array<NameOutline, kMost> outline;
  std::array<std::uint32_t, kMost> home;
};

// What the shapes look at goes the long way; of the others, what begins as names before it.
[[RDB_AVX2]] void ReportCollector::add_by_leads(const ShortStrings& event) {
  Counters& counters = *counters_;
  forget_moved_places();
  if (counters.lead_parts != counters.wanted_lead_parts) [[unlikely]] {
    counters.lead_parts = counters.wanted_lead_parts;
    forget_places();
  }
  const LeadQuestion question{prefixes_.only_separator(), counters.lead_parts};
  Leads leads;
  for (std::size_t from = 0; from < event.strings.size(); from += leads.kMost) {
    const auto strings = event.strings.subspan(from);
    const std::size_t count = std::min(strings.size(), leads.kMost);
    for (std::size_t i = 0; i < count; ++i) {
      const Bytes key = strings[i].key();
      leads.outline[i] = StringPlaces::outline(key.data(), key.size(), question);
      leads.home[i] = counters.places.home(key.data(), leads.outline[i], event.db);
    }
    for (std::size_t i = 0; i < count; ++i) {
      add_by_lead(event, strings[i], leads.outline[i], leads.home[i]);
    }
  }
}

[[RDB_AVX2, gnu::always_inline]] inline void ReportCollector::add_by_lead(
    const ShortStrings& event, const ShortString& string, const NameOutline& outline,
    std::uint32_t home) {
  Counters& counters = *counters_;
  const Bytes key = string.key();
  StringPlace* const place = counters.places.find(key.data(), outline, event.db, home);
  const MeasuredString measured = StringLots::measure(string);
  const StringMeasure& value = measured.value;
  const StringLot& lot = counters.lots.count(string, measured);
  if (place == nullptr) [[unlikely]] {
    add_and_remember(key, outline, event.slack, value, lot);
  } else if (counters.shapes.wants_to_look()) [[unlikely]] {
    counters.shapes.look_at_string(key, event.db, event.slack, value, lot.one);
    prefixes_.add(place->prefix, lot.one);
  } else {
    place->tally += lot.one;
    place->key_bytes += key.size();
    place->integers += value.is_integer();
    place->sampler->add_known(key, outline.ends, value, lot.one.memory);
  }
  add_apart(event, string, lot);
}

// Of prefixes that may never come again nothing is remembered.
void ReportCollector::add_and_remember(Bytes key, const NameOutline& outline, std::size_t slack,
                                       const StringMeasure& value, const StringLot& lot) {
  Counters& counters = *counters_;
  const std::size_t known_prefixes = prefixes_.size();
  const bool is_led_by_prefix =
      outline.ends != 0 && counters.lead_parts == prefixes_.options().depth;
  const std::uint32_t prefix =
      is_led_by_prefix ? prefixes_.find_prefix(key, outline.lead_size) : prefixes_.find(key, slack);
  add_string(key, prefix, slack, value, lot);
  forget_moved_places();
  if (outline.ends == 0 || prefixes_.size() != known_prefixes) return;
  const std::uint32_t deciding_parts = counters.shapes.deciding_parts();
  if (deciding_parts > counters.lead_parts) {
    counters.wanted_lead_parts = deciding_parts;
  } else if (deciding_parts != 0) {
    take_place(counters.places.remember(key.data(), outline, current_.db,
                                        {.sampler = &counters.shapes.sampler(),
                                         .prefix = prefix,
                                         .stratum = counters.shapes.stratum()}));
  }
}

void ReportCollector::forget_moved_places() {
  const std::uint64_t generation = prefixes_.generation() + counters_->shapes.generation();
  if (generation == counters_->places_generation) [[likely]]
    return;
  counters_->places_generation = generation;
  forget_places();
}

void ReportCollector::forget_places() {
  take_places();
  counters_->places.forget();
}

void ReportCollector::take_places() {
  counters_->places.take([this](const StringPlace& place) { take_place(place); });
}

void ReportCollector::take_place(const StringPlace& place) {
  if (place.tally.keys == 0) return;
  const Tally tally = place.tally.whole();
  prefixes_.add(place.prefix, tally);
  counters_->shapes.count_known_strings(place.stratum, tally, place.key_bytes, place.integers);
}
#endif

}  // namespace rdb
