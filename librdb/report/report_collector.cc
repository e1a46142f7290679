#include "librdb/report/report_collector.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "librdb/base/integer_text.h"
#include "librdb/key/slot.h"
#include "librdb/memory/main_table.h"
#include "librdb/report/report_counters.h"

namespace rdb {
namespace {

enum Form : std::uint8_t { kRaw, kInteger, kLzf };
constexpr const char* kFormNames[] = {"raw", "integer", "lzf"};

ChecksumState state_of(const Finish& event) {
  if (!event.has_checksum) return ChecksumState::none_in_version;
  if (event.checksum == 0) return ChecksumState::not_stored;
  return event.checksum == event.computed ? ChecksumState::verified : ChecksumState::not_verified;
}

}  // namespace

ReportCollector::ReportCollector(ReportOptions options)
    : options_(std::move(options)), prefixes_(options_.prefixes), largest_(options_.largest) {
  report_.inputs.emplace_back().clock_ms = options_.now_ms;
  report_.scope = {.separators = prefixes_.options().separators,
                   .depth = options_.prefixes.depth,
                   .filter = options_.filter,
                   .server = options_.server.description(),
                   .max_prefixes = options_.prefixes.max_prefixes,
                   .largest = options_.largest,
                   .slots = options_.slots};
  if (options_.slots) report_.slots.resize(kSlots);
}

ReportCollector::~ReportCollector() = default;

void ReportCollector::on(const Header& event) {
  server_.on(event);
  input().family = event.family;
  input().version = event.version;
}

void ReportCollector::on(const Aux& event) {
  server_.on(event);
  ReportInput& dump = input();
  if (event.name == "redis-ver" || event.name == "valkey-ver") {
    dump.server_version = event.value;
    dump.is_valkey_server = event.name == "valkey-ver";
  } else if (event.name == "repl-id") {
    dump.repl_id = event.value;
  } else if (event.name == "used-mem") {
    if (const auto bytes = canonical_integer(event.value); bytes && *bytes >= 0) {
      dump.used_mem = static_cast<std::uint64_t>(*bytes);
    }
  } else if (event.name == "ctime" && !dump.created_ms) {
    dump.created_ms = milliseconds_of_ctime(event.value);
    if (!dump.clock_ms) dump.clock_ms = dump.created_ms;
  }
}

void ReportCollector::on(const Finish& event) {
  input().dump_bytes = event.end_offset;
  input().checksum = state_of(event);
  input().is_complete = true;
  if (counters_ == nullptr) start();
}

// AUX fields stand before the keys: at the first of them it is known whose memory to count.
void ReportCollector::start() {
  const ChosenServer chosen = options_.server.of(server_);
  profile_ = chosen.profile;
  input().profile = name_of(profile_);
  input().size_classes = name_of(profile_.allocator.classes());
  input().server_match = chosen.match;
  counters_ = std::make_unique<Counters>(profile_);
#if defined(__x86_64__)
  const char separator = prefixes_.only_separator();
  counters_->has_leads = has_avx2() && separator != 0 && is_hard_separator(separator);
  counters_->wanted_lead_parts = std::max(options_.prefixes.depth, 1U);
  prefixes_.before_cut([this] { take_places(); });
#endif
  if (input().clock_ms) calendar_.emplace(*input().clock_ms);
}

Interests ReportCollector::enter(const Entry& entry) {
  if (counters_ == nullptr) [[unlikely]]
    start();
  keep_key(entry);
  current_.attributes = entry.attributes;
  current_.offset = entry.offset;
  current_.db = entry.db;
  current_.type = entry.type;
  current_.encoding = entry.encoding;
  current_.type_byte = entry.type_byte;
  current_.form = kRaw;
  current_.open = true;
  if (options_.slots) current_.slot = hash_slot(entry.key);
  find_place(entry);
  return counters_->meter.begin(entry) | counters_->limits.begin(entry);
}

void ReportCollector::keep_key(const Entry& entry) {
  constexpr std::size_t kShort = Current::kShort;
  current_.key_size = entry.key.size();
  if (entry.key.size() <= kShort && entry.key.size() + entry.key_slack >= kShort) [[likely]] {
    std::memcpy(current_.short_key.data(), entry.key.data(), kShort);
  } else if (entry.key.size() <= kShort) {
    std::copy(entry.key.begin(), entry.key.end(), current_.short_key.begin());
  } else {
    current_.long_key.assign(entry.key);
  }
}

void ReportCollector::abort(const Entry&) { current_.open = false; }

void ReportCollector::on(const PlainElement& event) {
  counters_->meter.on(event);
  if (current_.type != ObjectType::string) return counters_->limits.on(event);
  current_.form = static_cast<std::uint8_t>(event.form);
  const StringMeasure value =
      event.is_integer ? StringMeasure::integer(event.integer) : StringMeasure::text(event.length);
  if (current_.is_known) {
    add_known_string(value);
  } else {
    counters_->shapes.string(value);
  }
  if (event.form != PlainElement::Form::lzf || event.stored_bytes > event.length / 2) return;
  ++report_.lzf.keys;
  report_.lzf.text_bytes += event.length;
  report_.lzf.stored_bytes += event.stored_bytes;
}

template <class Event>
void ReportCollector::layout(const Event& event) {
  counters_->meter.on(event);
  counters_->limits.on(event);
}

void ReportCollector::on(const Leave& event) {
  if (!current_.open) return;
  current_.open = false;
  const KeyCost cost = counters_->meter.end(event);
  counters_->limits.end(event, cost, current_.type);
  const KeySize size{.record_bytes = event.end_offset > current_.offset
                                         ? event.end_offset - current_.offset
                                         : event.value_bytes,
                     .memory = cost.memory,
                     .has_expiry = current_.attributes.has_expiry()};
  kind_tally(current_.db, {.kind = {current_.type_byte, current_.form, cost.encoding},
                           .type = current_.type,
                           .encoding = current_.encoding})
      .add(size);
  prefixes_.add(current_.prefix, size);
  counters_->shapes.add(size);
  if (size.has_expiry) add_expiry(size);
  if (cost.exactness != Exactness::exact) add_inexact(size, cost);
  add_distributions(size, cost, event);
  if (options_.slots) {
    ++report_.slots[current_.slot].keys;
    report_.slots[current_.slot].memory += size.memory.allocated;
  }
  if (largest_.would_keep(cost.memory, current_.key())) add_large(size, cost);
}

// There are a few kinds in a database, and keys of one database stand together.
Tally& ReportCollector::kind_tally(std::uint32_t db, const KindTally& kind) {
  if (database_ == nullptr || database_number_ != db) [[unlikely]] {
    database_ = &databases_[db];
    database_number_ = db;
  }
  for (KindTally& known : *database_) {
    if (known.kind == kind.kind) return known.tally;
  }
  database_->push_back(kind);
  return database_->back().tally;
}

void ReportCollector::add_expiry(const KeySize& size) {
  ExpiryTallies& expiries = report_.expiries;
  if (!calendar_) return expiries.unknown.add(size);
  constexpr std::uint64_t kHour = 3'600'000;
  const std::int64_t expiry = current_.attributes.expire_ms;
  const std::int64_t clock = *input().clock_ms;
  if (expiry <= clock) return expiries.past.add(size);
  // Without overflow: the expiry is later.
  const auto left = static_cast<std::uint64_t>(expiry) - static_cast<std::uint64_t>(clock);
  Tally& tally = left <= kHour            ? expiries.hour
                 : left <= 24 * kHour     ? expiries.day
                 : left <= 7 * 24 * kHour ? expiries.week
                                          : expiries.later;
  tally.add(size);
  report_.seconds_left.add((left + 999) / 1000, size.memory.allocated);
  calendar_->add(expiry, size.memory.allocated);
}

void ReportCollector::add_inexact(const KeySize& size, const KeyCost& cost) {
  if (cost.exactness == Exactness::unknown) return report_.inexactness.unknown.add(size);
  report_.inexactness.expected.add(size);
  variance_ += cost.standard_deviation * cost.standard_deviation;
}

void ReportCollector::add_distributions(const KeySize& size, const KeyCost& cost,
                                        const Leave& event) {
  const std::uint64_t memory = size.memory.allocated;
  report_.key_lengths.add(current_.key_size, memory);
  report_.value_bytes.add(event.value_bytes, memory);
  if (current_.type != ObjectType::string && cost.elements != kUnknownCount) {
    report_.elements.add(cost.elements, memory);
  }
  const Attributes& attributes = current_.attributes;
  if (attributes.has_idle()) {
    report_.idle_seconds.add(attributes.idle_seconds, memory);
    if (attributes.idle_seconds >= kLongIdleSeconds) report_.long_idle.add(size);
  }
  if (attributes.has_frequency()) {
    report_.frequencies.add(static_cast<std::uint64_t>(attributes.frequency), memory);
  }
}

void ReportCollector::add_large(const KeySize& size, const KeyCost& cost) {
  largest_.add({.name = KeptName(current_.key()),
                .memory = cost.memory,
                .record_bytes = size.record_bytes,
                .elements = cost.elements,
                .offset = current_.offset,
                .db = current_.db,
                .type = current_.type,
                .encoding = OwnedBytes(current_.encoding),
                .loaded = cost.encoding,
                .exactness = cost.exactness});
}

DumpReport ReportCollector::result() {
  if (counters_ == nullptr) start();  // the dump was cut before its first key
  take_short_strings();
  DumpReport report = report_;
  report.inexactness.variance = static_cast<std::uint64_t>(std::llround(variance_));
  collect_kinds(report);
  report.prefixes = prefixes_.rows();
  report.prefixes_missing = prefixes_.missing();
  report.largest = largest_.sorted();
  report.shapes = counters_->shapes.rows();
  report.unshaped = counters_->shapes.unshaped();
  report.limits = counters_->limits.tallies();
  if (calendar_) {
    report.expiry_days = calendar_->days();
    report.expiry_later = calendar_->later();
  }
  collect_input(report);
  put_in_order(report);
  return report;
}

void ReportCollector::collect_input(DumpReport& report) const {
  ReportInput& dump = report.inputs.front();
  report.dump_bytes = dump.dump_bytes;
  dump.total = report.total;
  dump.predicted = report.predicted;
  for (std::size_t i = 0; i < report.slots.size(); ++i) {
    if (report.slots[i].keys != 0) dump.slots.set(i);
  }
}

namespace {

void add_to(std::vector<EncodingTally>& rows, const std::string& name, ObjectType type,
            const Tally& tally) {
  const auto known = std::find_if(rows.begin(), rows.end(), [&](const EncodingTally& row) {
    return row.encoding == name && row.type == type;
  });
  if (known != rows.end()) {
    known->tally += tally;
  } else {
    rows.push_back({name, type, tally});
  }
}

void add_to(std::vector<TypeTally>& rows, ObjectType type, const Tally& tally) {
  const auto known = std::find_if(rows.begin(), rows.end(),
                                  [&](const TypeTally& row) { return row.type == type; });
  if (known != rows.end()) {
    known->tally += tally;
  } else {
    rows.push_back({type, tally});
  }
}

}  // namespace

void ReportCollector::collect_kinds(DumpReport& report) const {
  MemoryTotals totals(profile_);
  for (const auto& [db, kinds] : databases_) {
    DatabaseTally& database = report.databases.emplace_back();
    database.db = db;
    for (const KindTally& kind : kinds) {
      std::string stored(kind.encoding);
      if (kind.type == ObjectType::string) stored += std::string("/") + kFormNames[kind.kind.form];
      database.tally += kind.tally;
      add_to(report.types, kind.type, kind.tally);
      add_to(report.encodings, stored, kind.type, kind.tally);
      add_to(report.loaded, std::string(name_of(kind.kind.loaded)), kind.type, kind.tally);
    }
    const std::uint64_t expires = database.tally.keys - database.tally.without_ttl;
    database.tables = main_table_bytes(profile_, database.tally.keys, expires);
    totals.add(db, database.tally.keys, expires, database.tally.memory);
    report.total += database.tally;
  }
  report.predicted = totals.predicted();
}

}  // namespace rdb
