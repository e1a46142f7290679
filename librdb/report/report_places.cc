// The way of keys into a report whose prefix and stratum are known by what leads their names.
#include "librdb/report/report_collector.h"
#include "librdb/report/report_counters.h"

namespace rdb {

void ReportCollector::find_place(const Entry& entry) {
  current_.is_known = false;
#if defined(__x86_64__)
  if (counters_->has_leads && entry.key.size() + entry.key_slack >= kUsualRoom) [[likely]]
    return find_place_by_lead(entry);
#endif
  current_.prefix = prefixes_.find(entry.key, entry.key_slack);
  counters_->shapes.find(entry);
}

#if defined(__x86_64__)
[[RDB_AVX2]] void ReportCollector::add_known_string(const StringMeasure& value) {
  counters_->shapes.known_string(value);
  if (current_.sampler == nullptr) return;
  static_assert(sizeof current_.short_key >= kMostUsual + sampling::kBlock,
                "room add_known() needs");
  const KeyMeasure key{StringMeasure::text(current_.key_size)};
  current_.sampler->add_known(current_.key(), current_.ends, value,
                              counters_->meter.string(key, value).memory.allocated);
}
#else
void ReportCollector::add_known_string(const StringMeasure&) {}  // none is known
#endif

#if defined(__x86_64__)
std::uint32_t ReportCollector::find_prefix(Bytes key, const NameOutline& outline,
                                           std::size_t slack) {
  const bool is_led_by_prefix =
      outline.ends != 0 && counters_->lead_parts == prefixes_.options().depth;
  return is_led_by_prefix ? prefixes_.find_prefix(key, outline.lead_size)
                          : prefixes_.find(key, slack);
}

// Where the key went that was counted last. Of prefixes that may never come again, nothing.
void ReportCollector::remember(Bytes key, const NameOutline& outline, std::uint64_t kind,
                               std::uint32_t prefix, std::size_t known_prefixes) {
  Counters& counters = *counters_;
  forget_moved_places();
  if (outline.ends == 0 || prefixes_.size() != known_prefixes) return;
  const std::uint32_t deciding_parts = counters.shapes.deciding_parts();
  if (deciding_parts > counters.lead_parts) {
    counters.wanted_lead_parts = deciding_parts;
  } else if (deciding_parts != 0) {
    take_place(counters.places.remember(key.data(), outline, kind,
                                        {.sampler = counters.shapes.sampler(),
                                         .prefix = prefix,
                                         .stratum = counters.shapes.stratum()}));
  }
}

// What leads a name may have become longer.
void ReportCollector::renew_places() {
  forget_moved_places();
  if (counters_->lead_parts == counters_->wanted_lead_parts) [[likely]]
    return;
  counters_->lead_parts = counters_->wanted_lead_parts;
  forget_places();
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
  counters_->places.take([this](const KeyPlace& place) { take_place(place); });
}

void ReportCollector::take_place(const KeyPlace& place) {
  if (place.tally.keys == 0) return;
  const Tally tally = place.tally.whole();
  prefixes_.add(place.prefix, tally);
  counters_->shapes.count_known_strings(place.stratum, tally, place.key_bytes, place.integers);
}

// Of a key that is told by itself.
[[RDB_AVX2]] void ReportCollector::find_place_by_lead(const Entry& entry) {
  Counters& counters = *counters_;
  renew_places();
  const char* const name = entry.key.data();
  const NameOutline outline =
      KeyPlaces::outline(name, entry.key.size(), {prefixes_.only_separator(), counters.lead_parts});
  const bool may_be_grouped = ShapeTallies::may_be_grouped(entry);
  const std::uint64_t kind = may_be_grouped
                                 ? KeyPlaces::kind_of_strings(outline, entry.db)
                                 : KeyPlaces::kind_of_others(outline, entry.db, entry.type);
  const std::uint32_t home = counters.places.home(name, outline, kind);
  const KeyPlace* const place = counters.places.find(name, outline, kind, home);
  if (place == nullptr) [[unlikely]] {
    const std::size_t known_prefixes = prefixes_.size();
    current_.prefix = find_prefix(entry.key, outline, entry.key_slack);
    counters.shapes.find(entry);
    return remember(entry.key, outline, kind, current_.prefix, known_prefixes);
  }
  current_.prefix = place->prefix;
  if (counters.shapes.wants_to_look()) [[unlikely]]
    return counters.shapes.look_at(entry);
  current_.is_known = true;
  current_.sampler = place->sampler;
  current_.ends = outline.ends;
  counters.shapes.find_known(place->stratum, entry);
}
#endif

}  // namespace rdb
