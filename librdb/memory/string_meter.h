// What a loaded string costs, from tables: for every key of a dump. Internal to MemoryMeter.
//
//   const rdb::StringMeter strings(profile);                  // once; some 20 KiB
//   strings.cost(key, value)                                  // as string_cost() says it
//
// Immutable; may be shared by threads.
#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "librdb/memory/embedded_object.h"
#include "librdb/memory/string_memory.h"

namespace rdb {

class StringMeter {
 public:
  static constexpr std::uint64_t kSharedIntegers = 10'000;  // server.h, OBJ_SHARED_INTEGERS

  explicit StringMeter(const ServerProfile& profile);

  /// O(1), some ns for names below 256 bytes.
  KeyCost cost(const KeyMeasure& key, const StringMeasure& value) const {
    const std::uint64_t key_length = key.name.length();
    const bool is_integer = value.is_integer();
    const std::uint64_t length = is_integer ? 0 : value.length();
    if (key_length >= kShort) [[unlikely]]
      return string_cost(profile_, key, value);
    if (length >= kShort) {
      const std::uint64_t block = profile_.sds_bytes(length);
      KeyCost cost;
      cost.encoding = LoadedEncoding::raw;
      cost.memory =
          names_[key.has_expiry ? 1 : 0][key_length] + beside_text_ + Memory{block, block};
      return cost;
    }
    if (!is_integer && length < shared_block_below_) return cost_with_name(key, value);
    const Value& part = !is_integer ? texts_[length] : integers_[is_shared(value) ? 1 : 0];
    KeyCost cost;
    cost.encoding = part.encoding;
    cost.memory = names_[key.has_expiry ? 1 : 0][key_length] + part.memory;
    return cost;
  }

 private:
  static constexpr std::size_t kShort = 256;
  struct Value {
    Memory memory;
    LoadedEncoding encoding = LoadedEncoding::integer;
  };

  bool is_shared(const StringMeasure& value) const {
    return static_cast<std::uint64_t>(value.as_integer()) < shared_;
  }
  // Where name and value may share a block, both lengths count together.
  KeyCost cost_with_name(const KeyMeasure& key, const StringMeasure& value) const;
  Value value_of(const StringMeasure& value) const;

  ServerProfile profile_;
  std::optional<EmbeddedObjects> objects_;
  std::uint64_t shared_block_below_ = 0;  // lengths of values that may stand beside the name
  std::uint64_t shared_ = 0;              // integers below take no object
  std::array<Value, 2> integers_;
  std::array<std::array<Memory, kShort>, 2> names_;  // without and with an expiry
  std::array<Value, kShort> texts_;
  Memory beside_text_;  // of a value that is too long to be in an object
};

}  // namespace rdb
