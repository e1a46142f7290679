// Numbers as people read them; locale never matters.
//
//   thousands(1234567)        "1,234,567"
//   iec_bytes(1288490189)     "1.2 GiB"
//   utc_text(1371427200000)   "2013-06-17 00:00:00 UTC"
#pragma once
#include <cstdint>
#include <string>

namespace rdb {

/// Groups of three digits, separated by commas.
std::string thousands(std::uint64_t value);

/// The same for the digits of a number of any size, with or without a minus.
std::string grouped(std::string digits);

/// Bytes in IEC units with at most one decimal: "0 B", "999 B", "1.2 GiB", "44 MiB".
std::string iec_bytes(std::uint64_t bytes);

/// Share of a whole: "0 %", "<1 %", "12 %", ">99 %", "100 %"; "-" if the whole is zero;
/// more than the whole as it is, "120 %".
std::string percent(std::uint64_t part, std::uint64_t whole);

/// Milliseconds since 1970 as "YYYY-MM-DD HH:MM:SS UTC"; years outside 0…9999 as the plain number.
std::string utc_text(std::int64_t milliseconds);

/// The same in ISO 8601, "2026-11-23T06:16:28.123Z", for machines.
std::string iso_text(std::int64_t milliseconds);

/// Days since 1970 as "YYYY-MM-DD"; years outside 0…9999 as the plain number of days.
std::string day_text(std::int64_t day);

/// A span of time in its two largest units: "42 s", "3 min 20 s", "26 h", "12 d 4 h".
std::string duration_text(std::int64_t milliseconds);

}  // namespace rdb
