// Quantities as people type them: sizes, times, spans. All throw `UsageError`.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rdbmill {

/// "4096", "64KB", "256MiB", "1.5G": KB = KiB = 1024 bytes.
std::uint64_t parse_size(std::string_view text);

/// "1000000", "250k", "10M", "1G": decimal, as one counts keys.
std::uint64_t parse_count(std::string_view text);

/// Milliseconds since 1970 from seconds ("1764000000"), milliseconds (from 10^11 on, which as
/// seconds would be the year 5138), or ISO 8601: "2026-11-23", "2026-11-23T06:16:28.123Z",
/// "2026-11-23 06:16+02:00". Without an offset it is UTC.
std::int64_t parse_time(std::string_view text);

/// Milliseconds from "90s", "15m", "26h", "7d", "2w" or several of them, "1d12h".
std::int64_t parse_span(std::string_view text);

}  // namespace rdbmill
