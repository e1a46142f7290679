// What a part of a key looks like by itself: an integer, a UUID, a word …
//
//   rdb::classify("2013-06-10")      // TokenClass::date
//   rdb::classify("deadbeef")        // TokenClass::word: no digit, it could be one
//   rdb::classify("de305d54")        // TokenClass::hex
//
// Coarse on purpose: whether integers are days, hours or ids shows in all values of a column
// (column_class.h), never in one.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

enum class TokenClass : std::uint8_t {
  empty,
  wild,     ///< `*`
  integer,  ///< 1 to 20 digits, perhaps a minus; leading zeros too
  hex,      ///< 8 digits or more of one case, a digit and a letter among them
  uuid,     ///< 8-4-4-4-12 hex digits
  ulid,     ///< 26 characters of Crockford's base 32
  date,     ///< 2013-06-10, perhaps with a time behind it
  email,
  url,
  address,  ///< IPv4 or IPv6
  locale,   ///< de_DE, pt-br, zh-Hans
  version,  ///< v1, v2.10, 1.2.3
  token,    ///< 16 characters or more that look random
  json,
  word  ///< all the rest
};
inline constexpr std::size_t kTokenClasses = 15;

/// "integer", "uuid", … Static storage.
Bytes name_of(TokenClass token);

/// The first that fits, in an order that keeps digits in hex from being integers and words from
/// being hex. O(length).
TokenClass classify(Bytes token);

/// 8-4-4-4-12 hex digits.
bool is_uuid(Bytes token);
/// YYYY-MM-DD of 1900 to 2099, then perhaps `T` or a blank, hours, minutes, seconds and a zone.
bool is_date(Bytes token);
bool is_ipv4(Bytes token);
/// Eight groups, or `::` with at least three groups around it (so that `users::42` is none), also
/// with an IPv4 address at the end.
bool is_ipv6(Bytes token);
bool is_email(Bytes token);
/// `scheme://` and at least one more byte, no blank.
bool is_url(Bytes token);

}  // namespace rdb
