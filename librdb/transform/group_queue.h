// Keys on their way into the group table, so that no look-up waits for memory.
//
// Every look-up of a large index misses the cache. A key stays here while 24 others arrive: 8 later
// it is hashed and its slot prefetched, then it is looked up, each step when the stores of the one
// before have left the processor's buffer, or what it asked of memory has come. The waiting is
// filled with the parsing of the keys behind it, evenly, where batches would ask for all their
// lines at once and stall on the processor's fill buffers.
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
  std::size_t key_slack = 0;  ///< bytes behind the key that may be read
  Bytes cut;                  ///< into `key`, or empty
  Bytes field;                ///< into `cut` if that is not empty
  Scalar value;
  const Attributes* attributes = nullptr;  ///< those to keep, or null
  std::uint8_t rule = 0;

  std::size_t cut_at() const {
    return cut.empty() ? key.size() : static_cast<std::size_t>(cut.data() - key.data());
  }
  std::size_t name_size() const { return key.size() - cut.size(); }
};

inline OwnedBytes group_name(const FlatKey& flat) {
  OwnedBytes name(flat.key);
  name.erase(flat.cut_at(), flat.cut.size());
  return name;
}

/// Writes the record of a key: [rule][attributes][field and value]. Requires: flat_record::room_for
/// the bytes of field and value, and one more. Returns the end.
inline char* put_record(char* to, const FlatKey& flat, bool several_rules) {
  if (several_rules) *to++ = static_cast<char>(flat.rule);
  if (flat.attributes != nullptr) [[unlikely]]
    to = flat_record::put_attributes(to, *flat.attributes);
  constexpr std::size_t kWord = 8;
  std::int64_t integer = 0;
  const bool may_read_a_word = !flat.cut.empty() && flat.key_slack >= kWord;
  const bool is_integer = may_read_a_word ? read_canonical_integer_with_slack(flat.field, integer)
                                          : read_canonical_integer(flat.field, integer);
  const Scalar field = is_integer ? Scalar::integer(integer) : Scalar::bytes(flat.field);
  return flat_record::put(to, {.field = field, .value = flat.value});
}

/// A ring of fixed size that owns copies of what it was given.
class GroupQueue {
 public:
  static constexpr std::uint64_t kHashAt = 8;
  static constexpr std::uint64_t kPlaceAt = 24;

  /// A key's name and its record in their final form.
  class Key {
   public:
    Bytes name() const { return {name_, name_size_}; }
    Bytes record() const { return {record_, record_size_}; }
    GroupHash hash;

   private:
    friend class GroupQueue;
    static constexpr std::size_t kMostName = 128;
    static constexpr std::size_t kMostText = 64;  // of field and value
    static constexpr std::size_t kStep = 64;

    std::uint32_t name_size_ = 0;
    std::uint32_t record_size_ = 0;
    char record_[flat_record::room_for(kMostText) + 1];
    alignas(8) char name_[kMostName + 2 * kStep];
  };
  /// Bytes of a record that may be read, whatever its size.
  static constexpr std::size_t kRecordSlack = 16;

  /// False if the key, its field and value do not fit into a place of the ring.
  bool push(const FlatKey& flat, bool several_rules) {
    if (flat.name_size() > Key::kMostName ||
        flat.field.size() + flat.value.byte_count() > Key::kMostText) [[unlikely]] {
      return false;
    }
    Key& key = keys_[pushed_ % kPlaces];
    copy_name(key.name_, flat);
    key.name_size_ = static_cast<std::uint32_t>(flat.name_size());
    const char* const end = put_record(key.record_, flat, several_rules);
    key.record_size_ = static_cast<std::uint32_t>(end - key.record_);
    ++pushed_;
    return true;
  }
  /// push() for nearly every counter, without a branch that is mispredicted: the key has up to 64
  /// bytes and as many may be read behind it, the field in it is a number of up to eight digits.
  /// False, and nothing is done, for others. No rule and no attributes are stored.
  [[gnu::always_inline]] bool push_counter(Bytes whole, std::size_t key_slack, Bytes cut,
                                           Bytes field, std::int64_t value) {
    std::int64_t number = 0;
    if (whole.size() > Key::kStep || key_slack < Key::kStep || !decimal::is_usual(field) ||
        !decimal::read_digits(
            decimal::with_zeros_in_front(load_le<std::uint64_t>(field.data()), field.size()),
            number)) [[unlikely]] {
      return false;
    }
    Key& key = keys_[pushed_ % kPlaces];
    ++pushed_;
    const auto at = static_cast<std::size_t>(cut.data() - whole.data());
    copy_step(key.name_, whole.data());
    copy_step(key.name_ + at, cut.data() + cut.size());
    key.name_size_ = static_cast<std::uint32_t>(whole.size() - cut.size());
    const char* const end = flat_record::put_integers(key.record_, number, value);
    key.record_size_ = static_cast<std::uint32_t>(end - key.record_);
    return true;
  }
  /// Keys pushed so far; key `i` can be had while pushed() - i <= kPlaceAt.
  std::uint64_t pushed() const { return pushed_; }
  Key& operator[](std::uint64_t i) { return keys_[i % kPlaces]; }

 private:
  static constexpr std::size_t kPlaces = 32;

  // In pieces of one size, where the key is short and may be read beyond: sizes that change from
  // key to key are mispredicted.
  static void copy_name(char* to, const FlatKey& flat) {
    const std::size_t at = flat.cut_at();
    const char* const behind = flat.key.data() + at + flat.cut.size();
    if (flat.key.size() <= Key::kStep && flat.key_slack >= Key::kStep) [[likely]] {
      copy_step(to, flat.key.data());
      copy_step(to + at, behind);
      return;
    }
    const std::size_t rest = flat.name_size() - at;
    if (at != 0) std::memcpy(to, flat.key.data(), at);
    if (rest != 0) std::memcpy(to + at, behind, rest);
  }
  static void copy_step(char* to, const char* from) {
    constexpr std::size_t kVector = 16;
    for (std::size_t i = 0; i < Key::kStep; i += kVector) std::memcpy(to + i, from + i, kVector);
  }

  std::array<Key, kPlaces> keys_;
  std::uint64_t pushed_ = 0;
};

}  // namespace rdb
