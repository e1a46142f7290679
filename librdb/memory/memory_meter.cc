#include "librdb/memory/memory_meter.h"

#include "librdb/memory/hash_meter.h"
#include "librdb/memory/list_meter.h"
#include "librdb/memory/object_memory.h"
#include "librdb/memory/packed_entries.h"
#include "librdb/memory/set_meter.h"
#include "librdb/memory/stream_meter.h"
#include "librdb/memory/string_meter.h"
#include "librdb/memory/zset_meter.h"

namespace rdb {

static_assert(MemoryMeter::kSharedIntegers == StringMeter::kSharedIntegers);

struct MemoryMeter::State {
  explicit State(const ServerProfile& its_profile)
      : profile(its_profile),
        string(profile),
        list(profile),
        set(profile),
        zset(profile),
        hash(profile),
        stream(profile) {}

  template <class Event>
  void add_to_collection(const Event& event) {
    switch (type) {
      case ObjectType::list:
        return list.add(event);
      case ObjectType::set:
        return set.add(event);
      case ObjectType::zset:
        return zset.add(event);
      case ObjectType::hash:
        return hash.add(event);
      default:
        return;
    }
  }
  KeyCost cost_of_container(MemorySum& sum);
  KeyCost cost_of_module(std::uint64_t value_bytes, MemorySum& sum) const;

  ServerProfile profile;
  ObjectType type = ObjectType::string;
  KeyMeasure key;
  StringMeasure text;
  StringMeter string;
  ListMeter list;
  SetMeter set;
  ZsetMeter zset;
  HashMeter hash;
  StreamMeter stream;
};

MemoryMeter::MemoryMeter(const ServerProfile& profile) : state_(std::make_unique<State>(profile)) {}

MemoryMeter::~MemoryMeter() = default;

const ServerProfile& MemoryMeter::profile() const { return state_->profile; }

KeyCost MemoryMeter::string(const KeyMeasure& key, const StringMeasure& value) const {
  return state_->string.cost(key, value);
}

Interests MemoryMeter::begin(const Entry& entry) {
  State& state = *state_;
  state.type = entry.type;
  // Whether a name is an integer does not count: its length is that of its text.
  state.key = {StringMeasure::text(entry.key.size()), entry.attributes.has_expiry()};
  switch (entry.type) {
    case ObjectType::string:
      break;
    case ObjectType::list:
      state.list.begin(entry.type_byte);
      break;
    case ObjectType::set:
      state.set.begin();
      break;
    case ObjectType::zset:
      state.zset.begin();
      break;
    case ObjectType::hash:
      state.hash.begin(entry.type_byte);
      break;
    case ObjectType::stream:
      state.stream.begin();
      break;
    case ObjectType::module:
    case ObjectType::other:
      return kSkip;
  }
  return Interest::layout;
}

void MemoryMeter::on(const LayoutBegin& event) {
  if (event.count == kUnknownCount) return;
  switch (state_->type) {
    case ObjectType::set:
      return state_->set.announce(event.count);
    case ObjectType::zset:
      return state_->zset.announce(event.count);
    case ObjectType::hash:
      return state_->hash.announce(event.count);
    default:
      return;
  }
}

void MemoryMeter::on(const PackedBlob& event) {
  if (state_->type == ObjectType::stream) return state_->stream.add(event);
  state_->add_to_collection(event);
}

void MemoryMeter::on(const PlainElement& event) {
  if (state_->type == ObjectType::string) {
    state_->text = measure_of(event);
  } else {
    state_->add_to_collection(event);
  }
}

void MemoryMeter::on(const ShortElements& event) { state_->add_to_collection(event); }

void MemoryMeter::on(const StreamInfo& event) { state_->stream.add(event); }
void MemoryMeter::on(const StreamGroup& event) { state_->stream.add(event); }
void MemoryMeter::on(const StreamPending& event) { state_->stream.add(event); }
void MemoryMeter::on(const StreamConsumer& event) { state_->stream.add(event); }
void MemoryMeter::on(const StreamConsumerPending& event) { state_->stream.add(event); }
void MemoryMeter::on(const LayoutEnd&) {}

KeyCost MemoryMeter::end(const Leave& event) { return end(event, nullptr); }

KeyCost MemoryMeter::end(const Leave& event, Explanation& explanation) {
  return end(event, &explanation);
}

KeyCost MemoryMeter::end(const Leave& event, Explanation* explanation) {
  State& state = *state_;
  if (state.type == ObjectType::string) {
    if (explanation == nullptr) return state.string.cost(state.key, state.text);
    return string_cost(state.profile, state.key, state.text, explanation);
  }
  MemorySum sum(explanation);
  add_object(sum, state.profile, state.key);
  const bool is_module = state.type == ObjectType::module || state.type == ObjectType::other;
  KeyCost cost =
      is_module ? state.cost_of_module(event.value_bytes, sum) : state.cost_of_container(sum);
  add_key(sum, state.profile, state.key);
  cost.memory = sum.total();
  return cost;
}

KeyCost MemoryMeter::State::cost_of_container(MemorySum& sum) {
  return type == ObjectType::list   ? list.cost(sum)
         : type == ObjectType::set  ? set.cost(sum)
         : type == ObjectType::zset ? zset.cost(sum)
         : type == ObjectType::hash ? hash.cost(sum)
                                    : stream.cost(sum);
}

KeyCost MemoryMeter::State::cost_of_module(std::uint64_t value_bytes, MemorySum& sum) const {
  KeyCost cost;
  cost.exactness = Exactness::unknown;
  cost.elements = kUnknownCount;
  sum.add("value", {value_bytes, value_bytes},
          [] { return formula("serialized bytes stand for it"); });
  return cost;
}

}  // namespace rdb
