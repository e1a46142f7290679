// What a dump says, in small pieces that can be compared with another dump's: a key, or a field of
// a hash that a rule could have made.
//
// Stored: [kind][flags][database, varint][size and bytes of the key][then of a key: type and value;
// of a field: size and bytes of the field, value; of a matched key also the rule and its place in
// the input][expiry, 8, if the flags say so]. A value has one form only, so equal bytes are equal
// values: an integer, a text of up to 64 bytes, or a digest and a size.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/base/bytes.h"
#include "librdb/base/endian.h"
#include "librdb/base/types.h"
#include "librdb/event/payload.h"
#include "librdb/proof/value_digest.h"

namespace rdb {

enum class FactKind : std::uint8_t {
  source_key,    ///< passes in the source
  result_key,    ///< stands in the result
  result_also,   ///< a hash of the result, for the comparison of what could be given back
  matched,       ///< a flat key of the source that goes into the hash `key` as `field`
  source_field,  ///< of a passing hash of the source that may be united with such
  result_field,  ///< of a hash of the result that may be made of such
};

inline bool is_of_source(FactKind kind) {
  return kind == FactKind::source_key || kind == FactKind::matched ||
         kind == FactKind::source_field;
}

struct Fact {
  FactKind kind = FactKind::source_key;
  std::uint32_t db = 0;
  Bytes key;
  std::int64_t expire_ms = kNoExpiry;
  Bytes value;  ///< encoded; empty for a key whose fields are facts of their own

  ObjectType type = ObjectType::string;  ///< of a key
  bool in_fields = false;                ///< of a key: its fields are facts of their own
  bool has_metadata = false;             ///< of a key: KEY_META

  Bytes field;
  std::size_t rule = 0;  ///< of a matched key
  /// Which key of its dump it is or belongs to, counted; of a hash of the source 0: the earliest.
  std::uint64_t place = 0;
};

/// Where the facts of a dump go.
class FactSink {
 public:
  virtual void add(const Fact& fact) = 0;
  /// Of keys that are compared last: see fact_comparison.h.
  virtual void add_late(const Fact& fact) = 0;

 protected:
  ~FactSink() = default;
};

namespace fact {

/// Appends the record; a place only of a matched key.
void put(OwnedBytes& to, const Fact& fact);
/// Borrows from the record, which is trusted: we wrote it.
Fact get(Bytes record);

/// Appends the value of a string or field.
void put_value(OwnedBytes& to, const Payload& payload, const ValueDigest& digest);
/// Appends the value of a collection.
void put_value(OwnedBytes& to, Digest digest, std::uint64_t elements);
/// The first byte of a value: what the rest of it is, which is at most 64 bytes.
enum Form : char { kInteger, kText, kDigest, kCollection };
inline char form_of_value(Bytes value) { return value.front(); }
inline std::optional<std::int64_t> integer_of_value(Bytes value) {
  if (value.empty() || form_of_value(value) != kInteger) return std::nullopt;
  return static_cast<std::int64_t>(load_le<std::uint64_t>(value.data() + 1));
}
/// For people: `17`, `"text"`, or how much of what.
OwnedBytes shown(Bytes value);

}  // namespace fact
}  // namespace rdb
