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
  std::array<std::uint64_t, kMost> kind;
  std::array<std::uint32_t, kMost> home;
};

// What the shapes look at goes the long way; of the others, what begins as names before it.
[[RDB_AVX2]] void ReportCollector::add_by_leads(const ShortStrings& event) {
  Counters& counters = *counters_;
  renew_places();
  const LeadQuestion question{prefixes_.only_separator(), counters.lead_parts};
  Leads leads;
  for (std::size_t from = 0; from < event.strings.size(); from += leads.kMost) {
    const auto strings = event.strings.subspan(from);
    const std::size_t count = std::min(strings.size(), leads.kMost);
    for (std::size_t i = 0; i < count; ++i) {
      const Bytes key = strings[i].key();
      leads.outline[i] = KeyPlaces::outline(key.data(), key.size(), question);
      leads.kind[i] = KeyPlaces::kind_of_strings(leads.outline[i], event.db);
      leads.home[i] = counters.places.home(key.data(), leads.outline[i], leads.kind[i]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      add_by_lead(event, strings[i], leads, i);
    }
  }
}

[[RDB_AVX2, gnu::always_inline]] inline void ReportCollector::add_by_lead(const ShortStrings& event,
                                                                          const ShortString& string,
                                                                          const Leads& leads,
                                                                          std::size_t i) {
  Counters& counters = *counters_;
  const Bytes key = string.key();
  const NameOutline& outline = leads.outline[i];
  KeyPlace* const place = counters.places.find(key.data(), outline, leads.kind[i], leads.home[i]);
  const MeasuredString measured = StringLots::measure(string);
  const StringMeasure& value = measured.value;
  const StringLot& lot = counters.lots.count(string, measured);
  if (place == nullptr) [[unlikely]] {
    const std::size_t known_prefixes = prefixes_.size();
    const std::uint32_t prefix = find_prefix(key, outline, event.slack);
    add_string(key, prefix, event.slack, value, lot);
    remember(key, outline, leads.kind[i], prefix, known_prefixes);
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
#endif

}  // namespace rdb
