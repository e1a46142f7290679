#include "librdb/memory/embedded_object.h"

#include <algorithm>

namespace rdb {
namespace {

constexpr std::uint64_t kObject = 16;  // sizeof(robj)
constexpr std::uint64_t kPointer = 8;  // to the value
constexpr std::uint64_t kExpiry = 8;
constexpr std::uint64_t kHeaderSize = 1;            // tells where the name begins
constexpr std::uint64_t kKeyWithRoomAnyway = 128;   // KEY_SIZE_TO_INCLUDE_EXPIRE_THRESHOLD
constexpr std::uint64_t kLongestEmbedded_8_1 = 44;  // OBJ_ENCODING_EMBSTR_SIZE_LIMIT
constexpr std::uint64_t kMost_8_1 = 64;
constexpr std::uint64_t kMost_9_1 = 128;
constexpr std::uint64_t kLongestSds8 = 255;

}  // namespace

EmbeddedObjects::Block EmbeddedObjects::block(std::uint64_t bytes, bool has_expiry) const {
  const std::uint64_t usable = allocator_.usable(bytes);
  return {usable, has_expiry || usable >= bytes + kExpiry};
}

EmbeddedObjects::Block EmbeddedObjects::without_value(std::uint64_t key_length,
                                                      bool has_expiry) const {
  const bool makes_room = has_expiry || key_length >= kKeyWithRoomAnyway;
  const std::uint64_t expiry = makes_room ? kExpiry : 0;
  return block(kObject + expiry + kHeaderSize + sds_.bytes(key_length), makes_room);
}

EmbeddedObjects::Block EmbeddedObjects::with_value(std::uint64_t key_length, bool has_expiry,
                                                   std::uint64_t value_length) const {
  const std::uint64_t value = sds_bytes(value_length, SdsType::sds_8);
  const std::uint64_t rest = (has_expiry ? kExpiry : 0) + kHeaderSize + sds_.bytes(key_length);
  if (form_ == EmbeddedForm::valkey_8_1) return block(kObject + value + rest, has_expiry);
  return block(kObject - kPointer + std::max(kPointer, value) + rest, has_expiry);
}

// Before it is known which key it belongs to.
bool EmbeddedObjects::fits_alone(std::uint64_t value_length) const {
  if (form_ == EmbeddedForm::valkey_8_1) return value_length <= kLongestEmbedded_8_1;
  return value_length <= kLongestSds8 &&
         kObject - kPointer + sds_bytes(value_length, SdsType::sds_8) <= kMost_9_1;
}

// Requires: fits_alone(value_length), so that no sum wraps around for the value's sake.
bool EmbeddedObjects::fits(std::uint64_t key_length, bool has_expiry,
                           std::uint64_t value_length) const {
  const std::uint64_t rest = (has_expiry ? kExpiry : 0) + sds_bytes(value_length, SdsType::sds_8);
  // 8.1 takes the name's header to be the shortest.
  if (form_ == EmbeddedForm::valkey_8_1) return kObject + key_length + 3 + rest <= kMost_8_1;
  return kObject - kPointer + sds_.bytes(key_length) + kHeaderSize + rest <= kMost_9_1;
}

// The block of an object whose value stands elsewhere.
std::uint64_t EmbeddedObjects::object(std::uint64_t key_length, bool has_expiry) const {
  const Block made = without_value(key_length, false);
  if (!has_expiry || made.has_room) return made.bytes;
  return without_value(key_length, true).bytes;
}

// What MEMORY USAGE takes for it.
std::uint64_t EmbeddedObjects::usage(std::uint64_t object) const {
  return form_ == EmbeddedForm::valkey_8_1 ? kObject : object;
}

Memory EmbeddedObjects::container(std::uint64_t key_length, bool has_expiry) const {
  const std::uint64_t bytes = object(key_length, has_expiry);
  return {usage(bytes), bytes};
}

EmbeddedString EmbeddedObjects::raw(std::uint64_t object, std::uint64_t value_length) const {
  const std::uint64_t value = allocator_.usable(sds_.bytes(value_length));
  return {LoadedEncoding::raw, {usage(object) + value, object + value}};
}

EmbeddedString EmbeddedObjects::string(std::uint64_t key_length, bool has_expiry,
                                       const StringMeasure& value) const {
  if (value.is_integer()) return {LoadedEncoding::integer, container(key_length, has_expiry)};
  const std::uint64_t length = value.length();
  if (!fits_alone(length) || !fits(key_length, false, length))
    return raw(object(key_length, has_expiry), length);
  Block made = with_value(key_length, false, length);
  if (has_expiry && !made.has_room) {
    if (!fits(key_length, true, length)) return raw(without_value(key_length, true).bytes, length);
    made = with_value(key_length, true, length);
  }
  return {LoadedEncoding::embstr, {made.bytes, made.bytes}};
}

}  // namespace rdb
