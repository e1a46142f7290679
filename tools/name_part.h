// What stands in a placeholder of a key name: number n to the n-th text, one to one.
//
//   const NamePart part = NamePart::compile("int@40:1-400000");
//   part.write(16, ctime_seconds, name);             // appends "17"
//
// In angle brackets in a template (name_template.h):
//
//   w:a|b|c          one of these words, any of which may be empty
//   int:1-9000       without leading zeros
//   hex:N HEX:N      that many digits; an:N an36:N b64:N: letters and digits, small ones only,
//                    of base64url
//   uuid ulid
//   isodate:D date8:D yymmdd      one of the last D (2) days
//   hour min         8, 08: not padded and padded
//   isoweek          2026-W47 without the W, of the last 6
//   epochday epoch10 epochms epochms60      seconds or milliseconds since 1970 within the last
//                    180 days, day, 30 days, 30 days: of midnights, tens of seconds, minutes
//   dt20             yyyymmddhhmmssuuuuuu of the last year
//   slug             one to four words with `-`, at times a number behind; path: with `/`
//   host class locale email
//   ip ip4           IPv6 too, one in eight; IPv4 only
//   jdk              what Java's serialisation puts before a text; stands first
//   feast            a binary entity key of the feature store
//
// With `@K` behind the word it is what tells K siblings apart: keys come in groups of K that are
// equal but for it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdbmill {

class NamePart {
 public:
  /// A path is not counted: it does not tell names apart.
  enum class Kind : std::uint8_t {
    words,
    integer,
    hex,
    upper_hex,
    alphanumeric,
    alphanumeric36,
    base64,
    uuid,
    ulid,
    iso_date,
    date8,
    yymmdd,
    hour,
    minute,
    iso_week,
    epoch_day,
    epoch10,
    epoch_ms,
    epoch_ms60,
    date_time,
    slug,
    path,
    host,
    class_name,
    locale,
    email,
    ip,
    ip4,
    jdk,
    feast
  };

  /// Throws `rdb::InvalidArgument`.
  static NamePart compile(rdb::Bytes text);

  Kind kind() const { return kind_; }
  /// How many texts there are: at most 2^62.
  std::uint64_t count() const { return count_; }
  /// The K of `@K`, or 0.
  std::uint64_t siblings() const { return siblings_; }
  /// Appends the n-th of them. Requires: n < count(), but any n for a path.
  void write(std::uint64_t n, std::int64_t ctime_seconds, std::string& name) const;

 private:
  void set_numbers(rdb::Bytes argument);
  void write_time(std::uint64_t n, std::int64_t ctime_seconds, std::string& name) const;

  Kind kind_ = Kind::words;
  std::vector<std::string> words_;
  std::uint64_t first_ = 0;  // of integers
  std::size_t length_ = 0;   // of random texts
  std::uint64_t count_ = 1;
  std::uint64_t siblings_ = 0;
};

}  // namespace rdbmill
