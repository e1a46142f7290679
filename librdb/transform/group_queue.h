// Keys on their way into the group table, so that no look-up waits for memory.
//
// Every look-up of a large index misses the cache. A key stays here while 32 others arrive. 8 later
// it gets its name, 16 later it is hashed and its slot prefetched, then it is looked up: each step
// when the stores of the one before have left the processor's buffer, or what it asked of memory
// has come. The waiting is filled with the parsing of the keys behind it, evenly, where batches
// would ask for all their lines at once and stall on the processor's fill buffers.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>

#include "librdb/base/bytes.h"
#include "librdb/base/integer_text.h"
#include "librdb/transform/flat_record.h"
#include "librdb/transform/group_hash.h"

namespace rdb {

/// A flat key as it comes: its group's name is `key` without the run `cut`.
struct FlatKey {
  Bytes key;
  Bytes cut;    ///< into `key`, or empty
  Bytes field;  ///< into `cut` if that is not empty
  Scalar value;
  const Attributes* attributes = nullptr;  ///< those to keep, or null
  std::uint8_t rule = 0;
};

inline OwnedBytes group_name(const FlatKey& flat) {
  OwnedBytes name(flat.key);
  if (!flat.cut.empty()) {
    name.erase(static_cast<std::size_t>(flat.cut.data() - flat.key.data()), flat.cut.size());
  }
  return name;
}

/// A ring of fixed size that owns copies of what it was given.
class GroupQueue {
 public:
  static constexpr std::uint64_t kSettleAt = 8;
  static constexpr std::uint64_t kHashAt = 16;
  static constexpr std::uint64_t kPlaceAt = 32;

  struct Key {
    Bytes name;
    FlatRecord record;
    GroupHash hash;
    std::uint32_t cut_at = 0;
    std::uint32_t cut_size = 0;
    bool has_attributes = false;
    std::uint8_t rule = 0;
    Attributes attributes;
  };

  /// False if the key, its field and value do not fit into a place of the ring.
  bool push(const FlatKey& flat) {
    const std::size_t size = flat.key.size();
    if (size + flat.field.size() + flat.value.byte_count() > kPlaceBytes) return false;
    char* const place = places_[pushed_ % kPlaces].data();
    Key& key = keys_[pushed_ % kPlaces];
    copy(place, flat.key);
    key.name = {place, size};
    char* behind = place + size + kStep;
    key.record.value = flat.value.is_integer() ? flat.value : keep(flat.value.as_bytes(), behind);
    key.cut_size = static_cast<std::uint32_t>(flat.cut.size());
    if (flat.cut.empty()) {
      key.record.field = keep(flat.field, behind);
    } else {
      key.cut_at = static_cast<std::uint32_t>(flat.cut.data() - flat.key.data());
      const std::ptrdiff_t at = flat.field.data() - flat.key.data();
      key.record.field = Scalar::bytes({place + at, flat.field.size()});
    }
    key.rule = flat.rule;
    key.has_attributes = flat.attributes != nullptr;
    if (key.has_attributes) [[unlikely]]
      key.attributes = *flat.attributes;
    ++pushed_;
    return true;
  }
  /// Gives a key its name and its field their final form; once. Apart from push(), because what was
  /// stored a moment ago can only be loaded in the same pieces without waiting for the stores.
  void settle(Key& key) {
    char* const place = places_[static_cast<std::size_t>(&key - keys_.data())].data();
    const Bytes field = key.record.field.as_bytes();
    std::int64_t integer = 0;
    if (read_canonical_integer_with_slack(field, integer)) {
      key.record.field = Scalar::integer(integer);
    } else if (key.cut_size != 0) {  // it stands in what goes
      char* behind = place + key.name.size() + kStep + key.record.value.byte_count();
      key.record.field = keep(field, behind);
    }
    if (key.cut_size == 0) return;
    close_gap(place + key.cut_at, key.cut_size, key.name.size() - key.cut_at - key.cut_size);
    key.name.remove_suffix(key.cut_size);
  }
  /// Keys pushed so far; key `i` can be had while pushed() - i <= kPlaceAt.
  std::uint64_t pushed() const { return pushed_; }
  Key& operator[](std::uint64_t i) { return keys_[i % kPlaces]; }

 private:
  static constexpr std::size_t kPlaces = 64;
  static constexpr std::size_t kPlaceBytes = 192;
  static constexpr std::size_t kStep = 16;

  static void copy(char* to, Bytes bytes) {
    const std::size_t n = bytes.size();
    if (n < kStep) {
      std::memcpy(to, bytes.data(), n);
      return;
    }
    for (std::size_t i = 0; i + kStep < n; i += kStep) std::memcpy(to + i, bytes.data() + i, kStep);
    std::memcpy(to + n - kStep, bytes.data() + n - kStep, kStep);
  }
  static Scalar keep(Bytes bytes, char*& to) {
    char* const kept = to;
    if (!bytes.empty()) std::memcpy(kept, bytes.data(), bytes.size());
    to += bytes.size();
    return Scalar::bytes({kept, bytes.size()});
  }
  // Moves n bytes down by `gap`; up to a step more, which is why nothing stands there.
  static void close_gap(char* to, std::size_t gap, std::size_t n) {
    for (std::size_t i = 0; i < n; i += kStep) {
      char step[kStep];
      std::memcpy(step, to + gap + i, kStep);
      std::memcpy(to + i, step, kStep);
    }
  }

  std::array<Key, kPlaces> keys_;
  std::array<std::array<char, kPlaceBytes + 2 * kStep>, kPlaces> places_;
  std::uint64_t pushed_ = 0;
};

}  // namespace rdb
