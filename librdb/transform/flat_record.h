// What is kept of a flat key: the field and the value it becomes, and their short form in memory.
//
// Stored: [control byte][field][value], 5 to 9 bytes for a counter. The low three bits of the
// control byte say how the field stands: 0 as a length and bytes, 1 to 4 as an unsigned integer of
// so many bytes, 5 as a signed one of eight. The high five bits are the value: 0 to 25 itself, 26
// to 29 a signed integer of 1, 2, 4, 8 bytes, 30 a length and bytes.
//
// A key's attributes, where they are of interest, stand in front: a control byte whose low bits are
// 7 and whose high bits say which follow, as varints. Low bits 6 are a key that is held: see
// held_record.h.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"
#include "librdb/event/entry.h"

namespace rdb {

/// An integer or borrowed bytes. Text that is a canonical integer is always an integer here, so
/// that equal text has one form.
class Scalar {
 public:
  Scalar() = default;
  static Scalar integer(std::int64_t value) {
    return {static_cast<std::uint64_t>(value), kInteger};
  }
  /// Requires: fewer than 2^32 - 1 bytes.
  static Scalar bytes(Bytes bytes) {
    return {reinterpret_cast<std::uintptr_t>(bytes.data()),
            static_cast<std::uint32_t>(bytes.size())};
  }
  bool is_integer() const { return size_ == kInteger; }
  std::int64_t as_integer() const { return static_cast<std::int64_t>(bits_); }
  Bytes as_bytes() const {
    return {reinterpret_cast<const char*>(static_cast<std::uintptr_t>(bits_)), size_};
  }
  std::size_t byte_count() const { return is_integer() ? 0 : size_; }
  friend bool operator==(const Scalar& a, const Scalar& b) {
    if (a.size_ != b.size_) return false;
    return a.is_integer() ? a.bits_ == b.bits_ : a.as_bytes() == b.as_bytes();
  }

  static constexpr std::uint64_t kMaxBytes = std::numeric_limits<std::uint32_t>::max() - 1;

 private:
  static constexpr std::uint32_t kInteger = std::numeric_limits<std::uint32_t>::max();
  Scalar(std::uint64_t bits, std::uint32_t size) : bits_(bits), size_(size) {}
  std::uint64_t bits_ = 0;
  std::uint32_t size_ = 0;
};

struct FlatRecord {
  Scalar field;
  Scalar value;
  std::int64_t expire_ms = kNoExpiry;
};

namespace flat_record {

/// Room to write any record with `n` bytes of field and value: stores of eight bytes may overhang.
constexpr std::size_t room_for(std::size_t n) { return n + 80; }
inline constexpr unsigned kHeld = 6;
inline constexpr unsigned kAttributes = 7;

inline char* put_varint(char* to, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) *to++ = static_cast<char>(value | 0x80);
  *to++ = static_cast<char>(value);
  return to;
}

/// Trusted input: we wrote it.
inline const char* get_varint(const char* from, std::uint64_t& value) {
  value = static_cast<unsigned char>(*from++);
  if (value < 0x80) return from;
  value &= 0x7f;
  for (unsigned shift = 7;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*from++);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return from;
  }
}

inline char* put_bytes(char* to, Bytes bytes) {
  to = put_varint(to, bytes.size());
  std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

inline const char* get_bytes(const char* from, Scalar& to) {
  std::uint64_t size = 0;
  from = get_varint(from, size);
  to = Scalar::bytes({from, static_cast<std::size_t>(size)});
  return from + size;
}

/// Bytes of an unsigned integer, 1 to 4; 5 stands for a signed one of eight.
inline unsigned field_kind(std::int64_t field) {
  const auto bits = static_cast<std::uint64_t>(field);
  if (bits >> 32 != 0) return 5;
  const auto low = static_cast<std::uint32_t>(bits | 1);
  return (39U - static_cast<unsigned>(__builtin_clz(low))) / 8;
}

// What the high five bits of a control byte say: below kSmallValues the value itself, then
// kSmallValues + the width of an integer, kValueBytes for bytes.
inline constexpr unsigned kSmallValues = 26;
inline constexpr unsigned kValueBytes = 30;

// By the leading zeros of a magnitude. A table, as g++ 12 makes branches of sums of comparisons,
// and counters come in no order.
inline constexpr auto kValueWidths = [] {
  std::array<std::uint8_t, 64> widths{};
  for (unsigned zeros = 0; zeros < 64; ++zeros) {
    const unsigned bits = 65 - zeros;  // with the sign
    widths[zeros] = static_cast<std::uint8_t>((bits > 8) + (bits > 16) + (bits > 32));
  }
  return widths;
}();

/// 0 to 3 for signed integers of 1, 2, 4, 8 bytes.
inline unsigned value_width(std::int64_t value) {
  const auto magnitude = static_cast<std::uint64_t>(value ^ value >> 63);
  return kValueWidths[static_cast<unsigned>(std::countl_zero(magnitude | 1))];
}

// Bytes of an integer's value, by those five bits.
inline constexpr std::array<std::uint8_t, 32> kValueBytesBehind = [] {
  std::array<std::uint8_t, 32> bytes{};
  for (unsigned width = 0; width < 4; ++width) {
    bytes[kSmallValues + width] = static_cast<std::uint8_t>(1U << width);
  }
  return bytes;
}();

/// Those five bits of an integer. Without a branch: small and larger counters come in no order.
inline std::uint64_t value_bits(std::int64_t value) {
  const std::uint64_t wide = kSmallValues + value_width(value);
  return std::min(static_cast<std::uint64_t>(value), wide);
}

/// Without any attribute nothing is written.
inline char* put_attributes(char* to, const Attributes& attributes) {
  const unsigned which = (attributes.has_expiry() ? 1U : 0U) | (attributes.has_idle() ? 2U : 0U) |
                         (attributes.has_frequency() ? 4U : 0U);
  if (which == 0) return to;
  *to++ = static_cast<char>(kAttributes | which << 3);
  if (attributes.has_expiry()) {
    to = put_varint(to, static_cast<std::uint64_t>(attributes.expire_ms));
  }
  if (attributes.has_idle()) to = put_varint(to, attributes.idle_seconds);
  if (attributes.has_frequency()) *to++ = static_cast<char>(attributes.frequency);
  return to;
}

/// Reads what put_attributes() wrote. `from` is at a control byte whose low bits are kAttributes.
inline const char* get_attributes(const char* from, Attributes& attributes) {
  const unsigned which = static_cast<unsigned char>(*from++) >> 3;
  std::uint64_t value = 0;
  if ((which & 1) != 0) {
    from = get_varint(from, value);
    attributes.expire_ms = static_cast<std::int64_t>(value);
  }
  if ((which & 2) != 0) from = get_varint(from, attributes.idle_seconds);
  if ((which & 4) != 0) attributes.frequency = static_cast<unsigned char>(*from++);
  return from;
}

inline bool is_held(const char* at) { return (static_cast<unsigned char>(*at) & 7) == kHeld; }

/// Requires: room_for(bytes of field and value) bytes at `to`. Returns the end. The expiry is among
/// the attributes.
inline char* put(char* to, const FlatRecord& record) {
  char* const control = to++;
  unsigned bits = 0;
  if (record.field.is_integer()) {
    const std::int64_t field = record.field.as_integer();
    bits = field_kind(field);
    store_le(to, static_cast<std::uint64_t>(field));
    to += bits == 5 ? 8 : bits;
  } else {
    to = put_bytes(to, record.field.as_bytes());
  }
  if (record.value.is_integer()) {
    const std::int64_t value = record.value.as_integer();
    const std::uint64_t how = value_bits(value);
    bits |= static_cast<unsigned>(how) << 3;
    store_le(to, static_cast<std::uint64_t>(value));
    to += kValueBytesBehind[how];
  } else {
    bits |= kValueBytes << 3;
    to = put_bytes(to, record.value.as_bytes());
  }
  *control = static_cast<char>(bits);
  return to;
}

/// put() of a field of at most 32 bits without a sign, and any value.
inline char* put_integers(char* to, std::int64_t field, std::int64_t value) {
  const auto low = static_cast<std::uint32_t>(field | 1);
  const unsigned kind = (39U - static_cast<unsigned>(__builtin_clz(low))) / 8;
  store_le(to + 1, static_cast<std::uint64_t>(field));
  char* const behind = to + 1 + kind;
  const std::uint64_t bits = value_bits(value);
  *to = static_cast<char>(kind | bits << 3);
  store_le(behind, static_cast<std::uint64_t>(value));
  return behind + kValueBytesBehind[bits];
}

/// Returns the end. May load eight bytes anywhere in the record: who stores records keeps that much
/// slack (room_for). Not for held keys.
inline const char* get(const char* from, FlatRecord& record) {
  auto control = static_cast<unsigned char>(*from++);
  record.expire_ms = kNoExpiry;
  if ((control & 7) == kAttributes) [[unlikely]] {
    Attributes attributes;
    from = get_attributes(from - 1, attributes);
    record.expire_ms = attributes.expire_ms;
    control = static_cast<unsigned char>(*from++);
  }
  const unsigned field = control & 7;
  const unsigned value = control >> 3;
  if (field == 0) {
    from = get_bytes(from, record.field);
  } else if (field == 5) {
    record.field = Scalar::integer(static_cast<std::int64_t>(load_le<std::uint64_t>(from)));
    from += 8;
  } else {
    const std::uint32_t mask = ~std::uint32_t{0} >> (32 - 8 * field);
    record.field = Scalar::integer(load_le<std::uint32_t>(from) & mask);
    from += field;
  }
  if (value == kValueBytes) return get_bytes(from, record.value);
  const bool is_small = value < kSmallValues;
  const unsigned width = (value - kSmallValues) & 3;
  const unsigned unused_bits = 64 - (8U << width);
  const auto stored = static_cast<std::int64_t>(load_le<std::uint64_t>(from) << unused_bits);
  record.value = Scalar::integer(is_small ? value : stored >> unused_bits);
  return from + (std::size_t{is_small ? 0U : 1U} << width);
}

// Bytes of a record by its control byte; 0 where that does not say it.
inline constexpr auto kSizes = [] {
  std::array<std::uint8_t, 256> sizes{};
  for (unsigned field = 1; field <= 5; ++field) {
    for (unsigned value = 0; value < kValueBytes; ++value) {
      const unsigned field_bytes = field == 5 ? 8 : field;
      const unsigned value_bytes = value < kSmallValues ? 0U : 1U << (value - kSmallValues);
      sizes[field | value << 3] = static_cast<std::uint8_t>(1 + field_bytes + value_bytes);
    }
  }
  return sizes;
}();

/// get() for records of two integers; false for all others. The same steps whatever the widths.
[[gnu::always_inline]] inline bool get_integers(const char* from, std::int64_t& field,
                                                std::int64_t& value) {
  const auto control = static_cast<unsigned char>(*from);
  if (kSizes[control] == 0) [[unlikely]]
    return false;
  constexpr std::uint64_t kAll = ~std::uint64_t{0};
  static constexpr std::uint64_t kMasks[8] = {0, 0xff, 0xffff, 0xffffff, kAll >> 32, kAll, 0, 0};
  static constexpr std::uint8_t kBehind[8] = {0, 2, 3, 4, 5, 9, 0, 0};
  const unsigned kind = control & 7;
  field = static_cast<std::int64_t>(load_le<std::uint64_t>(from + 1) & kMasks[kind]);
  const unsigned small = control >> 3;
  const unsigned unused_bits = 64 - (8U << ((small - kSmallValues) & 3));
  const std::uint64_t stored = load_le<std::uint64_t>(from + kBehind[kind]) << unused_bits;
  const std::int64_t wide = static_cast<std::int64_t>(stored) >> unused_bits;
  const std::int64_t is_wide = -std::int64_t{small >= kSmallValues};  // all ones, or none
  value = (wide & is_wide) | (std::int64_t{small} & ~is_wide);
  return true;
}

/// The end of a record, as get() returns it. Nearly free for integers. Not for held keys.
inline const char* skip(const char* from) {
  const std::size_t size = kSizes[static_cast<unsigned char>(*from)];
  if (size != 0) [[likely]]
    return from + size;
  FlatRecord record;
  return get(from, record);
}

}  // namespace flat_record
}  // namespace rdb
