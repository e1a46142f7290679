// Temporary: strings by string_memory(), everything else by its serialized bytes.
#include "librdb/memory/memory_meter.h"

#include "librdb/memory/string_memory.h"

namespace rdb {

Bytes name_of(LoadedEncoding encoding) {
  constexpr Bytes kNames[] = {"int",        "embstr",   "raw",    "listpack",
                              "listpackex", "ziplist",  "intset", "hashtable",
                              "quicklist",  "skiplist", "stream", "unknown"};
  return kNames[static_cast<std::size_t>(encoding)];
}

Bytes name_of(Exactness exactness) {
  constexpr Bytes kNames[] = {"exact", "expected", "unknown"};
  return kNames[static_cast<std::size_t>(exactness)];
}

struct MemoryMeter::State {
  ServerProfile profile;
  KeyMeasure key;
  ObjectType type = ObjectType::string;
  StringMeasure value;
  std::uint64_t elements = 0;
  bool counted = false;
  LoadedEncoding packed = LoadedEncoding::unknown;
};

MemoryMeter::MemoryMeter(const ServerProfile& profile)
    : state_(std::make_unique<State>(State{.profile = profile})) {}
MemoryMeter::~MemoryMeter() = default;

Interests MemoryMeter::begin(const Entry& entry) {
  state_->key = {StringMeasure::text(entry.key.size()), entry.attributes.has_expiry()};
  state_->type = entry.type;
  state_->value = {};
  state_->elements = 0;
  state_->counted = false;
  state_->packed = LoadedEncoding::unknown;
  const bool is_opaque = entry.type == ObjectType::module || entry.type == ObjectType::other;
  return is_opaque ? kSkip : Interests(Interest::layout);
}

void MemoryMeter::on(const LayoutBegin& event) {
  state_->counted = event.count != kUnknownCount;
  if (state_->counted) state_->elements = event.count;
}
void MemoryMeter::on(const PackedBlob& event) {
  state_->packed =
      event.encoding == PackedEncoding::intset ? LoadedEncoding::intset : LoadedEncoding::listpack;
  if (!state_->counted && event.count != kUnknownCount) state_->elements += event.count;
}
void MemoryMeter::on(const PlainElement& event) {
  if (state_->type == ObjectType::string) {
    state_->value = event.is_integer ? StringMeasure::integer(event.integer)
                                     : StringMeasure::text(event.length);
  } else if (!state_->counted) {
    ++state_->elements;
  }
}
void MemoryMeter::on(const StreamInfo& event) { state_->elements = event.length; }
void MemoryMeter::on(const StreamGroup&) {}
void MemoryMeter::on(const StreamPending&) {}
void MemoryMeter::on(const StreamConsumer&) {}
void MemoryMeter::on(const StreamConsumerPending&) {}
void MemoryMeter::on(const LayoutEnd&) {}

KeyCost MemoryMeter::end(const Leave& event) {
  KeyCost cost;
  if (state_->type == ObjectType::string) {
    cost.memory = string_memory(state_->profile, state_->key, state_->value);
    cost.encoding = state_->value.is_integer()     ? LoadedEncoding::integer
                    : state_->value.length() <= 44 ? LoadedEncoding::embstr
                                                   : LoadedEncoding::raw;
    return cost;
  }
  cost.memory = key_memory(state_->profile, state_->key);
  cost.memory += {event.value_bytes, event.value_bytes};
  cost.elements = state_->elements;
  const bool is_small = state_->type == ObjectType::hash
                            ? state_->elements <= state_->profile.hash_max_listpack_entries
                            : state_->packed != LoadedEncoding::unknown;
  if (is_small && state_->packed == LoadedEncoding::unknown)
    state_->packed = LoadedEncoding::listpack;
  switch (state_->type) {
    case ObjectType::hash:
    case ObjectType::set:
      cost.encoding = is_small ? state_->packed : LoadedEncoding::hashtable;
      break;
    case ObjectType::zset:
      cost.encoding = is_small ? state_->packed : LoadedEncoding::skiplist;
      break;
    case ObjectType::list:
      cost.encoding = LoadedEncoding::quicklist;
      break;
    case ObjectType::stream:
      cost.encoding = LoadedEncoding::stream;
      break;
    default:
      cost.exactness = Exactness::unknown;
      cost.elements = kUnknownCount;
      return cost;
  }
  if (!is_small && state_->type != ObjectType::list) {
    cost.memory += {100 * cost.elements, 100 * cost.elements};
    cost.exactness = Exactness::expected;
    cost.standard_deviation = 1;
  }
  return cost;
}

}  // namespace rdb
