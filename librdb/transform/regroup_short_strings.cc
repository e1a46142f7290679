// The way of most keys into a regroup: what enter() and StringValue do for any.
#include "librdb/key/locate_avx2.h"
#include "librdb/transform/regroup.h"
#include "librdb/transform/regroup_parts.h"

namespace rdb {
namespace {

// Counters in a row, and the sum of their values.
struct CounterRow {
  std::size_t count = 0;
  std::int64_t sum = 0;
};

#if defined(__x86_64__)
const bool can_queue_counters = (__builtin_cpu_init(), can_locate_by_avx2());

// From the first string on, until one is not for put_counter() or the batch is full.
[[RDB_LOCATES_BY_AVX2]] CounterRow queue_counters(std::span<const ShortString> strings,
                                                  std::size_t slack, const CompiledRule& rule,
                                                  KeyBatch& batch) {
  const KeyPattern& pattern = rule.pattern();
  const Bytes prefix = pattern.literals().front();
  const char separator = pattern.separator();
  const std::size_t last = pattern.names().size() - 1;
  const std::size_t part = rule.field();
  CounterRow row;
  char* end = batch.end();
  for (const ShortString& string : strings) {
    const Bytes key = string.key();
    if (!batch.has_room_at(end) || !string.has_integer_form()) break;
    if (!prefix.empty() && !key.starts_with(prefix)) [[unlikely]]
      break;
    Bytes field;
    if (!locate_by_avx2(key.data() + prefix.size(), key.size() - prefix.size(), separator, last,
                        part, field)) {
      break;
    }
    const std::int64_t value = string.integer();
    char* const behind = KeyBatch::put_counter(end, key, slack, rule.key_template().cut_of(field),
                                               field, value);
    if (behind == nullptr) break;
    end = behind;
    row.sum += value;
    ++row.count;
  }
  batch.set_end(end);
  return row;
}
#else
constexpr bool can_queue_counters = false;
CounterRow queue_counters(std::span<const ShortString>, std::size_t, const CompiledRule&,
                          KeyBatch&) {
  return {};
}
#endif

}  // namespace

bool RegroupStage::takes_short_strings() const {
  return can_queue_counters && simple_rule_ != nullptr;
}

// Those that the rule takes and whose values are integers, up to the first that is none.
std::size_t RegroupStage::on_short_strings(const ShortStrings& event) {
  if (is_shard_ || !simple_rule_->is_for(event.db)) return 0;
  select(event.db);
  GroupStore& store = current_->store;
  std::size_t taken = 0;
  std::int64_t sum = 0;
  while (taken < event.strings.size()) {
    const CounterRow row = queue_counters(event.strings.subspan(taken), event.slack, *simple_rule_,
                                          spill_.feed().batch_for(store));
    taken += row.count;
    sum += row.sum;
    if (taken == event.strings.size()) break;
    const ShortString& other = event.strings[taken];
    if (!stage_short_string(other, event.slack)) break;
    sum += other.integer();
    ++taken;
  }
  stats_.keys += taken;
  stats_.strings += taken;
  stats_.matched += taken;
  stats_.rules.front().matched += taken;
  stats_.sum_in += sum;
  return taken;
}

// False, and nothing is done, unless the rule takes it and its value is an integer in short form.
bool RegroupStage::stage_short_string(const ShortString& string, std::size_t slack) {
  if (!string.has_integer_form()) return false;
  FlatKey flat;
  flat.key = string.key();
  flat.key_slack = slack;
  if (!simple_rule_->pattern().locate(flat.key, slack, simple_rule_->field(), flat.field)) {
    return false;
  }
  flat.cut = simple_rule_->key_template().cut_of(flat.field);
  flat.value = Scalar::integer(string.integer());
  current_->store.add(flat);
  return true;
}

}  // namespace rdb
