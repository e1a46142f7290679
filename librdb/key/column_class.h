// What the values of one part of many keys are together: ids, days, hours, a few words.
//
//   rdb::ColumnProfile column;
//   for (rdb::Bytes value : values) column.add(value);       // a sample
//   column.classify(distinct)                                // of all of them: ColumnClass::date8
//
// A class needs 99 of 100 values; `*` is a value of whatever column it stands in and counts for
// none. So eight random hex digits that happen to be all decimal do not make a column of integers,
// nor does an id that could be a date make a column of dates.
#pragma once
#include <array>
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/key/token_class.h"

namespace rdb {

enum class ColumnClass : std::uint8_t {
  word,        ///< names of any kind
  vocabulary,  ///< a few words
  id,          ///< integers
  number,      ///< a few integers
  date8,       ///< 20130610
  date,        ///< 2013-06-10
  year,
  month,   ///< 201306
  hour,    ///< 0 … 23
  minute,  ///< 0 … 59
  epoch,   ///< seconds since 1970
  epoch_ms,
  snowflake,  ///< 17 to 19 digits that share their leading ones
  hex,
  uuid,
  ulid,
  email,
  url,
  address,
  locale,
  version,
  token,
  json,
  path,  ///< several parts, of a varying number, separated by `/` (never by classify())
  mixed  ///< no class holds most of them
};

/// "id", "date", … as it may stand in a placeholder. Static storage.
Bytes name_of(ColumnClass column);

/// A few hundred bytes; never keeps a value.
class ColumnProfile {
 public:
  /// `weight`: for how many values this one stands.
  void add(Bytes value, std::uint64_t weight = 1);
  /// `distinct`: how many values the whole column has. O(1).
  ColumnClass classify(double distinct) const;
  std::uint64_t count() const { return count_; }

 private:
  ColumnClass classify_integers(double distinct) const;
  bool holds(std::uint64_t fitting, std::uint64_t of) const { return fitting * 100 >= of * 99; }
  void add_integer(Bytes text, std::uint64_t weight);

  std::uint64_t count_ = 0;
  std::array<std::uint64_t, kTokenClasses> tokens_{};
  // Of the integers:
  std::uint64_t integers_ = 0;
  std::uint64_t date8_ = 0;
  std::uint64_t month_ = 0;
  std::uint64_t hour_ = 0;
  std::uint64_t minute_ = 0;
  std::uint64_t year_ = 0;
  std::uint64_t epoch_ = 0;
  std::uint64_t epoch_ms_ = 0;
  std::uint64_t snowflake_ = 0;
  std::uint64_t round_minutes_ = 0;  // multiples of 5
  std::uint64_t least_ = ~std::uint64_t{0};
  std::uint64_t most_ = 0;
};

}  // namespace rdb
