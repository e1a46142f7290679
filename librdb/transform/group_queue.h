// Keys on their way into the group table, so that no look-up waits for memory.
//
// Every look-up of a large table misses the cache twice: its slot, then the head the slot points
// to. A key stays here while 48 others arrive: 8 later it is hashed (its copy has left the store
// buffer by then) and its slot prefetched, 16 later its head, 24 later it is looked up. The waiting
// is filled with the parsing of the keys behind it, evenly, where batches would ask for all their
// lines at once and stall on the processor's fill buffers.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>

#include "librdb/base/bytes.h"
#include "librdb/transform/flat_record.h"

namespace rdb {

/// A ring of fixed size that owns copies of what it was given.
class GroupQueue {
 public:
  static constexpr std::uint64_t kHashAt = 8;
  static constexpr std::uint64_t kHeadAt = 24;
  static constexpr std::uint64_t kPlaceAt = 48;

  struct Key {
    Bytes name;
    FlatRecord record;
    std::uint64_t hash = 0;
  };

  /// False if the key's name, field and value do not fit into a place of the ring.
  bool push(Bytes front, Bytes back, const FlatRecord& record) {
    const std::size_t size = front.size() + back.size();
    if (size + record.field.byte_count() + record.value.byte_count() > kPlaceBytes) return false;
    char* to = bytes_[pushed_ % kPlaces].data();
    Key& key = keys_[pushed_ % kPlaces];
    key.name = {to, size};
    to = copy(to, front);
    to = copy(to, back);
    key.record.field = keep(record.field, to);
    key.record.value = keep(record.value, to);
    ++pushed_;
    return true;
  }
  /// Keys pushed so far; key `i` can be had while pushed() - i <= kPlaceAt.
  std::uint64_t pushed() const { return pushed_; }
  Key& operator[](std::uint64_t i) { return keys_[i % kPlaces]; }

 private:
  static constexpr std::size_t kPlaces = 64;
  static constexpr std::size_t kPlaceBytes = 192;

  static char* copy(char* to, Bytes bytes) {
    if (bytes.empty()) return to;
    std::memcpy(to, bytes.data(), bytes.size());
    return to + bytes.size();
  }
  static Scalar keep(const Scalar& scalar, char*& to) {
    if (scalar.is_integer()) return scalar;
    const char* const from = to;
    to = copy(to, scalar.as_bytes());
    return Scalar::bytes({from, scalar.byte_count()});
  }

  std::array<Key, kPlaces> keys_;
  std::array<std::array<char, kPlaceBytes>, kPlaces> bytes_;
  std::uint64_t pushed_ = 0;
};

}  // namespace rdb
