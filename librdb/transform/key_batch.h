// Flat keys on their way into the group table, copied out of the reader's window.
//
//   if (batch.is_full()) …
//   if (!batch.push(flat, several_rules)) …          // too long: it goes another way
//   for (auto entry = batch.first(); entry != batch.behind_last(); entry = entry.next()) …
//
// Keys are looked up in batches: so many look-ups at once that none waits for memory, and far
// enough behind the copying that its stores have left the processor's buffer. A batch can be handed
// to another thread as it is.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "librdb/base/bytes.h"
#include "librdb/base/integer_text.h"
#include "librdb/transform/flat_record.h"

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

/// Holds what it was made with.
class KeyBatch {
  struct Sizes {  // in front of each
    std::uint16_t record;
    std::uint16_t name;
    std::uint16_t record_room;
    std::uint16_t all;
  };

 public:
  /// Bytes behind the start of a record and of a name that may be read, whatever their size.
  static constexpr std::size_t kRecordSlack = 16;

  /// `bytes` is 4096 at least.
  explicit KeyBatch(std::size_t bytes)
      : bytes_(new char[bytes]), at_(bytes_.get()), full_(bytes_.get() + bytes - kMostEntry) {}

  bool empty() const { return at_ == bytes_.get(); }
  /// Whether there might be no room for another key.
  bool is_full() const { return !has_room_at(at_); }
  void clear() { at_ = bytes_.get(); }

  /// False, and nothing is done, if the key, its field and value are too long for a batch.
  /// Requires: !is_full().
  bool push(const FlatKey& flat, bool several_rules) {
    if (flat.name_size() > kMostName || flat.field.size() + flat.value.byte_count() > kMostText)
        [[unlikely]] {
      return false;
    }
    char* const record = at_ + sizeof(Sizes);
    const char* const end = put_record(record, flat, several_rules);
    const auto size = static_cast<std::size_t>(end - record);
    const std::size_t room = std::max(kRecordSlack, round_up(size));
    copy_name(record + room, flat);
    at_ = closed(at_, size, room, flat.name_size());
    return true;
  }
  /// push() for nearly every counter, without a branch that is mispredicted: the key has up to 64
  /// bytes and as many may be read behind it, the field in it is a number of up to eight digits.
  /// False, and nothing is done, for others. No rule and no attributes are stored.
  [[gnu::always_inline]] bool push_counter(Bytes whole, std::size_t key_slack, Bytes cut,
                                           Bytes field, std::int64_t value) {
    std::int64_t number = 0;
    if (whole.size() > kStep || key_slack < kStep || !decimal::is_usual(field) ||
        !decimal::read_digits(
            decimal::with_zeros_in_front(load_le<std::uint64_t>(field.data()), field.size()),
            number)) [[unlikely]] {
      return false;
    }
    const auto before_cut = static_cast<std::size_t>(cut.data() - whole.data());
    copy_step(counter_name(at_), whole.data());
    copy_step(counter_name(at_) + before_cut, cut.data() + cut.size());
    at_ = put_counter(at_, number, value, whole.size() - cut.size());
    return true;
  }

  // For who pushes many counters and keeps the end at hand: from end() on as long as has_room_at()
  // is true, the name, of up to 63 bytes, to counter_name(), the rest by put_counter(), and at last
  // set_end().
  char* end() { return at_; }
  bool has_room_at(const char* end) const { return end <= full_; }
  void set_end(char* end) { at_ = end; }
  /// 128 bytes may be written from here on.
  static char* counter_name(char* end) { return end + sizeof(Sizes) + kRecordSlack; }
  /// Returns the new end.
  [[gnu::always_inline]] static char* put_counter(char* end, std::int64_t number,
                                                  std::int64_t value, std::size_t name_size) {
    char* const record = end + sizeof(Sizes);
    const char* const behind = flat_record::put_integers(record, number, value);
    return closed(end, static_cast<std::size_t>(behind - record), kRecordSlack, name_size);
  }

  /// What was pushed, in the order in which it was; lives until clear().
  class Entry {
   public:
    Entry() = default;
    explicit Entry(const char* at) : at_(at) {}
    Bytes name() const { return {at_ + sizeof(Sizes) + sizes().record_room, sizes().name}; }
    Bytes record() const { return {at_ + sizeof(Sizes), sizes().record}; }
    Entry next() const { return Entry(at_ + sizes().all); }
    friend bool operator==(const Entry&, const Entry&) = default;

   private:
    Sizes sizes() const {
      Sizes sizes;
      std::memcpy(&sizes, at_, sizeof sizes);
      return sizes;
    }
    const char* at_ = nullptr;
  };
  Entry first() const { return Entry(bytes_.get()); }
  Entry behind_last() const { return Entry(at_); }

 private:
  static constexpr std::size_t kMostName = 128;
  static constexpr std::size_t kMostText = 64;  // of field and value
  static constexpr std::size_t kStep = 64;
  // With what stores of a fixed size overhang.
  static constexpr std::size_t kMostEntry =
      sizeof(Sizes) + flat_record::room_for(kMostText) + 1 + kMostName + 2 * kStep;

  static constexpr std::size_t round_up(std::size_t n) { return (n + 7) & ~std::size_t{7}; }
  // What is behind an entry that is complete.
  [[gnu::always_inline]] static char* closed(char* at, std::size_t record_size,
                                             std::size_t record_room, std::size_t name_size) {
    const std::size_t all = sizeof(Sizes) + record_room + round_up(name_size);
    const Sizes sizes{static_cast<std::uint16_t>(record_size),
                      static_cast<std::uint16_t>(name_size),
                      static_cast<std::uint16_t>(record_room), static_cast<std::uint16_t>(all)};
    std::memcpy(at, &sizes, sizeof sizes);
    return at + all;
  }

  // In pieces of one size, where the key is short and may be read beyond: sizes that change from
  // key to key are mispredicted.
  static void copy_name(char* to, const FlatKey& flat) {
    const std::size_t at = flat.cut_at();
    const char* const behind = flat.key.data() + at + flat.cut.size();
    if (flat.key.size() <= kStep && flat.key_slack >= kStep) [[likely]] {
      copy_step(to, flat.key.data());
      copy_step(to + at, behind);
      return;
    }
    const std::size_t rest = flat.name_size() - at;
    if (at != 0) std::memcpy(to, flat.key.data(), at);
    if (rest != 0) std::memcpy(to + at, behind, rest);
  }
  [[gnu::always_inline]] static void copy_step(char* to, const char* from) {
    constexpr std::size_t kVector = 16;
    for (std::size_t i = 0; i < kStep; i += kVector) std::memcpy(to + i, from + i, kVector);
  }

  std::unique_ptr<char[]> bytes_;
  char* at_;
  const char* full_;  // from here on there is no room for any key
};

}  // namespace rdb
