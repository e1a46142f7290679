#include "librdb/proof/plan_collector.h"

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/memory/dump_bytes.h"
#include "librdb/proof/plan_maker.h"

namespace rdb {
namespace {

// What a stored string is, from its first bytes: a length of 6, 14, 32 or 64 bits and the text, an
// integer of 1, 2 or 4 bytes, or two lengths and LZF. See docs/format.md.
class StoredString {
 public:
  explicit StoredString(Bytes front) : rest_(front) {}

  StringMeasure measure() {
    if (rest_.empty()) return {};
    const auto first = static_cast<unsigned char>(rest_.front());
    if (first < 0xc0 || first > 0xc3) {
      const std::uint64_t length = take_length();
      if (length > kLongestInteger) return StringMeasure::text(length);
      return StringMeasure::of(rest_.substr(0, static_cast<std::size_t>(length)));
    }
    rest_.remove_prefix(1);
    if (first == 0xc0) return integer<std::uint8_t, std::int8_t>();
    if (first == 0xc1) return integer<std::uint16_t, std::int16_t>();
    if (first == 0xc2) return integer<std::uint32_t, std::int32_t>();
    take_length();  // as compressed; integers never are
    return StringMeasure::text(take_length());
  }

 private:
  static constexpr std::uint64_t kLongestInteger = 20;

  template <typename Stored, typename Signed>
  StringMeasure integer() const {
    if (rest_.size() < sizeof(Stored)) return {};
    return StringMeasure::integer(static_cast<Signed>(load_le<Stored>(rest_.data())));
  }

  std::uint64_t take_length() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<unsigned char>(rest_.front());
    const std::size_t size = first < 0x40 ? 1 : first < 0x80 ? 2 : first == 0x80 ? 5 : 9;
    if (rest_.size() < size) return 0;
    const char* const data = rest_.data();
    rest_.remove_prefix(size);
    if (size == 1) return first;
    if (size == 2) return (first & 0x3fU) << 8 | static_cast<unsigned char>(data[1]);
    if (size == 5) return load_be<std::uint32_t>(data + 1);
    return load_be<std::uint64_t>(data + 1);
  }

  Bytes rest_;
};

}  // namespace

PlanCollector::PlanCollector(PlanOptions options) : options_(std::move(options)) {
  head_.any_value = options_.any_value;
  head_.policy = options_.policy;
  if (!options_.rule) return;
  head_.is_rule = true;
  head_.key_template = options_.rule->key_template;
  head_.lossy_key = options_.rule->lossy_key;
  rule_ = std::make_unique<PlanRule>(*options_.rule);
  rule_registers_.resize(rule_->pattern().names().size() * HyperLogLog::kRegisters);
}

PlanCollector::~PlanCollector() = default;

Plan PlanCollector::result() const { return PlanMaker(*this).plan(); }

void PlanCollector::on(const Header& event) {
  dump_server_.on(event);
  head_.family = event.family;
  head_.version = event.version;
}

void PlanCollector::on(const Aux& event) {
  dump_server_.on(event);
  if (event.name == "ctime" && !options_.now_ms) {
    options_.now_ms = milliseconds_of_ctime(event.value);
  }
}

void PlanCollector::on(const Finish& event) {
  head_.dump_bytes = event.end_offset;
  if (model_ == nullptr) start();
  model_->samples.flush();
}

void PlanCollector::count_database(std::uint32_t db, std::uint64_t keys, std::uint64_t expires) {
  if (database_ == nullptr || database_number_ != db) [[unlikely]] {
    database_ = &databases_[db];
    database_number_ = db;
  }
  database_->keys += keys;
  database_->expires += expires;
}

// Of a string, whatever its value is.
bool PlanCollector::stays_flat(const Entry& entry) {
  if (!entry.attributes.has_expiry()) return false;
  if (options_.policy.group_ttl == GroupTtl::leave) return true;
  if (!options_.now_ms) refuse_without_clock(entry.key);
  const bool has_expired = entry.attributes.expire_ms <= *options_.now_ms;
  head_.expired += has_expired;
  return has_expired;
}

// At the first key it is known which server wrote the dump.
void PlanCollector::start() {
  const ChosenServer chosen = options_.server.of(dump_server_);
  head_.profile = chosen.profile;
  head_.server_match = chosen.match;
  const GroupTtl policy = options_.policy.group_ttl;
  model_ = std::make_unique<Model>(
      chosen.profile,
      GroupSamplesOptions{.exact = options_.exact,
                          .ungrouped = policy > GroupTtl::drop && policy < GroupTtl::field,
                          .memory_limit = options_.memory_limit});
}

Interests PlanCollector::enter(const Entry& entry) {
  if (model_ == nullptr) [[unlikely]]
    start();
  ++head_.keys;
  count_database(entry.db, 1, entry.attributes.has_expiry());
  stratum_ = nullptr;
  has_expiry_ = entry.attributes.has_expiry();
  expire_ms_ = entry.attributes.expire_ms;
  if (rule_ != nullptr) {
    enter_rule(entry);
  } else {
    enter_any(entry);
  }
  if (entry.type != ObjectType::string) return kSkip;
  ++head_.strings;
  head_.expiring_strings += has_expiry_;
  key_ = Bytes(entry.key.data(), entry.key.size());  // as a whole it waits for its stores
  head_bytes_ = entry.stored_head.size();
  return Interest::raw;
}

PlanCollector::Stratum& PlanCollector::make_stratum(std::uint32_t number, std::size_t ways) {
  if (number >= strata_.size()) strata_.resize(number + 1);
  Stratum& stratum = strata_[number];
  if (stratum.ways == 0 && ways != 0) {
    stratum.first_sample = model_->samples.make(ways);
    stratum.ways = static_cast<std::uint32_t>(ways);
  }
  return stratum;
}

// To a policy that takes keys with an expiry they are of one shape with the others.
void PlanCollector::enter_any(const Entry& entry) {
  const bool is_string = entry.type == ObjectType::string;
  const bool stays = is_string ? stays_flat(entry) : has_expiry_;
  const std::uint32_t number =
      finder_.add(Bytes(entry.key.data(), entry.key.size()),
                  {.type = entry.type, .has_expiry = stays, .db = entry.db}, entry.key_slack);
  if (number == ShapeFinder::kNone || !is_string) return;
  const std::uint32_t parts = finder_.split().parts;
  const bool may_be_grouped = !stays && parts > 1 && entry.key_metadata.empty();
  stratum_ = &stratum(number, may_be_grouped ? parts : 0);
  may_be_grouped_ = may_be_grouped;
}

void PlanCollector::enter_rule(const Entry& entry) {
  if (entry.type != ObjectType::string || !rule_->match(entry.key)) return;
  if (!entry.key_metadata.empty() || stays_flat(entry)) return;
  if (rule_keys_++ == 0) rule_example_ = entry.key;
  rule_key_bytes_ += entry.key.size();
  for (std::size_t i = 0; i < rule_->pattern().names().size(); ++i) {
    HyperLogLog(&rule_registers_[i * HyperLogLog::kRegisters]).add(rule_->part_hash(i));
  }
  std::uint32_t number = 0;
  while (number < rule_databases_.size() && rule_databases_[number] != entry.db) ++number;
  if (number == rule_databases_.size()) rule_databases_.push_back(entry.db);
  stratum_ = &stratum(number, rule_->ways().size());
  may_be_grouped_ = true;
  stratum_->by_way.resize(rule_->ways().size());
}

void PlanCollector::on(const RawValue& event) {
  const Bytes front = event.body.is_stream() ? event.body.parts().next() : event.body.as_view();
  on_value(StoredString(front).measure(), event.body.size());
}

// From a producer that has no stored bytes.
void PlanCollector::on(const StringValue& event) {
  const StringMeasure value = StringMeasure::of(event.value);
  head_bytes_ = 0;
  on_value(value, 0);
}

void PlanCollector::on_value(const StringMeasure& value, std::uint64_t stored_bytes) {
  const std::uint64_t memory = model_->string_costs.allocated(key_.size(), has_expiry_, value);
  head_.strings_memory += memory;
  if (stratum_ == nullptr) return;
  stratum_->integers += value.is_integer();
  if (!may_be_grouped_ || !(value.is_integer() || options_.any_value)) return;
  Totals one{1, memory, head_bytes_ + stored_bytes, std::uint64_t{has_expiry_}};
  if (head_bytes_ == 0) {
    one.file = string_record_bytes({StringMeasure::of(key_), has_expiry_}, value);
  }
  stratum_->eligible += one;
  if (rule_ != nullptr) return add_by_rule(value, one);
  add_by_shape(value, {expire_ms_, one.memory, one.file});
}

void PlanCollector::add_by_shape(const StringMeasure& value, const UngroupedKey& flat) {
  const SplitKey& split = finder_.split();
  const std::uint32_t first = stratum_->first_sample;
  const std::uint64_t* const limits = model_->samples.limits(first);
  for (std::uint32_t i = 0; i < split.parts; ++i) {
    const std::uint64_t hash = split.sum - split.hash[i];
    if (hash > limits[i]) [[likely]]
      continue;
    const Bytes field = split.part(i);
    model_->samples.add(first + i, hash, key_.size() - field.size() - 1, StringMeasure::of(field),
                        value, flat);
  }
}

void PlanCollector::add_by_rule(const StringMeasure& value, const Totals& one) {
  for (std::uint32_t i = 0; i < stratum_->ways; ++i) {
    if (!rule_->ways()[i].refusal.empty()) continue;
    if (!rule_->can_render(i)) {
      ++ambiguous_;
      continue;
    }
    Totals& totals = stratum_->by_way[i];
    totals += one;
    const std::uint32_t sample = stratum_->first_sample + i;
    const std::uint64_t hash = rule_->group_hash(i);
    if (hash > model_->samples.limit(sample)) continue;
    model_->samples.add(sample, hash, rule_->key_length(i), StringMeasure::of(rule_->field(i)),
                        value, {expire_ms_, one.memory, one.file});
  }
}

}  // namespace rdb
