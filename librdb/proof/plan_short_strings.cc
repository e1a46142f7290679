// The way of most keys into a plan: what enter() and RawValue do for any.
#include <algorithm>
#include <bit>

#include "librdb/base/integer_text.h"
#include "librdb/proof/plan_collector.h"

namespace rdb {
namespace {

// Requires: eight bytes can be read from the start of the field on.
[[gnu::always_inline]] inline StringMeasure measure_field(Bytes field) {
  std::int64_t integer = 0;
  return read_canonical_integer_with_slack(field, integer) ? StringMeasure::integer(integer)
                                                           : StringMeasure::text(field.size());
}

}  // namespace

std::size_t PlanCollector::on_short_strings(const ShortStrings& event) {
  Entry entry;
  entry.type = ObjectType::string;
  entry.type_byte = event.type_byte;
  entry.encoding = event.encoding;
  entry.db = event.db;
  entry.offset = event.offset;
  entry.key_slack = event.slack;
  if (model_ == nullptr) [[unlikely]]
    start();
  if (rule_ != nullptr) {
    for (const ShortString& string : event.strings) add_one(entry, string);
    return event.strings.size();
  }
  for (auto rest = event.strings; !rest.empty();) {
    const auto run = rest.first(std::min(rest.size(), KeyRun::kMost));
    add_run(run, entry);
    rest = rest.subspan(run.size());
  }
  return event.strings.size();
}

// As if it had come by itself.
void PlanCollector::add_one(Entry& entry, const ShortString& string) {
  entry.key = string.key();
  entry.stored_head = {string.record, ShortString::kHead + string.key_size};
  enter(entry);
  on_value(StringMeasure::of_value(string), string.value_size);
}

void PlanCollector::add_run(std::span<const ShortString> strings, Entry& entry) {
  run_.count = 0;
  for (const ShortString& string : strings) run_.add(string.key());
  run_.cut(finder_.separator(), entry.key_slack);
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const std::size_t from = i;
    i = finder_.add(run_, i, {.type = entry.type, .has_expiry = false, .db = entry.db});
    count_database(entry.db, i - from, 0);
    add_usual(strings, from, i);
    if (i < strings.size()) add_one(entry, strings[i]);
  }
}

// Many at once, so that one does not wait for what the one before it fetches.
void PlanCollector::add_usual(std::span<const ShortString> strings, std::size_t from,
                              std::size_t end) {
  head_.keys += end - from;
  head_.strings += end - from;
  std::size_t count = 0;
  for (std::size_t i = from; i < end; ++i) {
    const RunKey& key = run_.keys[i];
    const StringMeasure value = StringMeasure::of_value(strings[i]);
    const std::uint64_t memory = model_->string_costs.allocated(key.key.size(), false, value);
    head_.strings_memory += memory;
    if (key.stratum == ShapeFinder::kNone) continue;
    Stratum& of = stratum(key.stratum, key.parts);
    of.integers += value.is_integer();
    if (!value.is_integer() && !options_.any_value) continue;
    const std::uint64_t file = strings[i].size();
    of.eligible += {1, memory, file, 0};
    offers_[count] = {run_.hashes_of(key), key.sum, of.first_sample, key.parts};
    offered_[count] = {&key, value, {kNoExpiry, memory, file}};
    ++count;
  }
  const std::size_t found = model_->samples.find_wanted({offers_.data(), count}, wanted_.data());
  for (const WantedGroups& wanted : std::span(wanted_.data(), found)) add_wanted(wanted);
}

inline void PlanCollector::add_wanted(const WantedGroups& wanted) {
  const GroupOffer& offer = offers_[wanted.offer];
  const Offered& offered = offered_[wanted.offer];
  for (std::uint64_t ways = wanted.ways; ways != 0; ways &= ways - 1) {
    const auto way = static_cast<std::uint32_t>(std::countr_zero(ways));
    const Bytes field = offered.key->part(way);
    model_->samples.add(offer.first + way, offer.sum - offer.hashes[way],
                        offered.key->key.size() - field.size() - 1, measure_field(field),
                        offered.value, offered.flat);
  }
}

}  // namespace rdb
