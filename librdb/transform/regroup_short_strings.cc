// The way of most keys into a regroup: what enter() and StringValue do for any.
#include "librdb/key/locate_avx2.h"
#include "librdb/transform/regroup.h"
#include "librdb/transform/regroup_parts.h"

namespace rdb {
namespace {

constexpr std::size_t kKeyBytesRead = 64;  // behind its first and behind the cut

// Counters in a row, and the sum of their values.
struct CounterRow {
  std::size_t count = 0;
  std::int64_t sum = 0;
};

#if defined(__x86_64__)
[[RDB_AVX2, gnu::always_inline]] inline void copy_64(char* to, const char* from) {
  const auto* const source = reinterpret_cast<const __m256i_u*>(from);
  auto* const target = reinterpret_cast<__m256i_u*>(to);
  _mm256_storeu_si256(target, _mm256_loadu_si256(source));
  _mm256_storeu_si256(target + 1, _mm256_loadu_si256(source + 1));
}

// KeyBatch::push_counter() from the first string on, until one is not for it or the batch is full.
[[RDB_AVX2]] CounterRow queue_counters(std::span<const ShortString> strings,
                                       const CompiledRule& rule, KeyBatch& batch) {
  const KeyPattern& pattern = rule.pattern();
  const Bytes prefix = pattern.literals().front();
  const char separator = pattern.separator();
  const std::size_t last = pattern.names().size() - 1;
  const std::size_t part = rule.field();
  const std::size_t cut_before = rule.key_template().cut_before();
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
    const auto digits = load_le<std::uint64_t>(field.data());
    std::int64_t number = 0;
    if (!decimal::is_usual(field) ||
        !decimal::read_digits(decimal::with_zeros_in_front(digits, field.size()), number)) {
      break;
    }
    const char* const cut = field.data() - cut_before;
    copy_64(KeyBatch::counter_name(end), key.data());
    copy_64(KeyBatch::counter_name(end) + (cut - key.data()), cut + field.size() + 1);
    const std::int64_t value = string.integer();
    end = KeyBatch::put_counter(end, number, value, key.size() - field.size() - 1);
    row.sum += value;
    ++row.count;
  }
  batch.set_end(end);
  return row;
}
#else
CounterRow queue_counters(std::span<const ShortString>, const CompiledRule&, KeyBatch&) {
  return {};
}
#endif

}  // namespace

bool RegroupStage::takes_short_strings() const { return has_avx2() && simple_rule_ != nullptr; }

// Those that the rule takes and whose values are integers, up to the first that is none.
std::size_t RegroupStage::on_short_strings(const ShortStrings& event) {
  if (is_shard_ || event.slack < kKeyBytesRead || !simple_rule_->is_for(event.db)) return 0;
  select(event.db);
  GroupStore& store = current_->store;
  std::size_t taken = 0;
  std::int64_t sum = 0;
  while (taken < event.strings.size()) {
    const CounterRow row =
        queue_counters(event.strings.subspan(taken), *simple_rule_, spill_.feed().batch_for(store));
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
