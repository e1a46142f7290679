#include "librdb/proof/value_digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <bit>

#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

Digest digest_of(const void* data, std::size_t size, std::uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(data, size, seed);
  return {hash.low64, hash.high64};
}

}  // namespace

// What an element is made of: each part has its own place, so that no part can run into the next.
struct ValueDigest::Element {
  std::uint64_t kind = 0;
  Digest name;
  Digest value;
  std::uint64_t numbers[5] = {};
};

void ValueDigest::begin(ObjectType type) {
  ordered_ = type == ObjectType::list || type == ObjectType::stream;
  sum_ = {};
  elements_ = 0;
}

void ValueDigest::count(const Element& element) {
  static_assert(sizeof(Element) == 80, "no padding, which would be hashed");
  ++elements_;
  Digest digest = digest_of(&element, sizeof element, seed_);
  if (ordered_) {
    const Digest pair[2] = {sum_, digest};
    sum_ = digest_of(pair, sizeof pair, seed_);
    return;
  }
  sum_.low += digest.low;
  sum_.high += digest.high;
}

Digest ValueDigest::of(Bytes bytes) const { return digest_of(bytes.data(), bytes.size(), seed_); }

Digest ValueDigest::of(const Payload& payload, std::uint64_t& size) const {
  if (payload.is_integer()) {
    const IntegerText text(payload.as_integer());
    size = text.bytes().size();
    return of(text.bytes());
  }
  if (payload.is_whole()) {
    size = payload.size();
    return of(payload.as_view());
  }
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  XXH3_128bits_reset_withSeed(&state, seed_);
  size = 0;
  ByteStream& parts = payload.parts();
  for (Bytes part = parts.next(); !part.empty(); part = parts.next()) {
    XXH3_128bits_update(&state, part.data(), part.size());
    size += part.size();
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(&state);
  return {hash.low64, hash.high64};
}

void ValueDigest::add(const ListItem& event) {
  std::uint64_t size = 0;
  count({.kind = 1, .value = of(event.item, size)});
}

void ValueDigest::add(const SetMember& event) { count({.kind = 2, .name = of(event.member)}); }

void ValueDigest::add(const ZsetMember& event) {
  const double score = event.score == 0 ? 0 : event.score;  // -0 is 0
  count({.kind = 3, .name = of(event.member), .numbers = {std::bit_cast<std::uint64_t>(score)}});
}

void ValueDigest::add(const HashField& event) {
  std::uint64_t size = 0;
  count({.kind = 4,
         .name = of(event.field),
         .value = of(event.value, size),
         .numbers = {static_cast<std::uint64_t>(event.expire_ms)}});
}

void ValueDigest::add(const StreamEntry& event) {
  count({.kind = 5, .numbers = {event.id.ms, event.id.seq, event.fields}});
}

void ValueDigest::add(const StreamField& event) {
  std::uint64_t size = 0;
  count({.kind = 6, .name = of(event.field), .value = of(event.value, size)});
}

void ValueDigest::add(const StreamInfo& event) {
  count({.kind = 7,
         .numbers = {event.length, event.last_id.ms, event.last_id.seq, event.first_id.ms,
                     event.first_id.seq}});
  count({.kind = 8,
         .numbers = {event.max_deleted_id.ms, event.max_deleted_id.seq, event.entries_added}});
}

void ValueDigest::add(const StreamGroup& event) {
  count({.kind = 9,
         .name = of(event.name),
         .numbers = {event.last_delivered.ms, event.last_delivered.seq,
                     static_cast<std::uint64_t>(event.entries_read)}});
}

void ValueDigest::add(const StreamPending& event) {
  count({.kind = 10,
         .numbers = {event.id.ms, event.id.seq, static_cast<std::uint64_t>(event.delivery_ms),
                     event.delivery_count}});
}

void ValueDigest::add(const StreamConsumer& event) {
  count({.kind = 11,
         .name = of(event.name),
         .numbers = {static_cast<std::uint64_t>(event.seen_ms),
                     static_cast<std::uint64_t>(event.active_ms)}});
}

void ValueDigest::add(const StreamConsumerPending& event) {
  count({.kind = 12, .numbers = {event.id.ms, event.id.seq}});
}

}  // namespace rdb
