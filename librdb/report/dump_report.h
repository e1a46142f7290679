// What a report says of a dump: plain data, filled by `ReportCollector`, turned into text by the
// renderers (screen_text.h, report_text.h, report_json.h). Owns everything it holds.
//
// Memory is that of a server which has just loaded the dump (librdb/memory): what the keys add to
// used_memory, without the tables of their databases, which stand apart. Bytes are serialized bytes
// in the dump: whole records with attributes, type, key and value.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "librdb/memory/memory_totals.h"
#include "librdb/memory/server_choice.h"
#include "librdb/report/distribution.h"
#include "librdb/report/largest_keys.h"
#include "librdb/report/limit_watch.h"
#include "librdb/report/prefix_tree.h"
#include "librdb/report/shape_tallies.h"
#include "librdb/report/tally.h"

namespace rdb {

struct DatabaseTally {
  std::uint32_t db = 0;
  Tally tally;
  std::uint64_t tables = 0;  ///< memory of its tables of keys and expiries
};

struct TypeTally {
  ObjectType type = ObjectType::string;
  Tally tally;
};

/// As stored in the file: the name of the type byte; for strings also the form of the value, e.g.
/// "string/integer", "string/lzf". Or as the server holds it, e.g. "listpack".
struct EncodingTally {
  std::string encoding;
  ObjectType type = ObjectType::string;
  Tally tally;
};

/// Keys with an expiry, by when it is; the first row that holds counts.
struct ExpiryTallies {
  Tally past;  ///< expired at the clock and still there
  Tally hour;  ///< in the next hour
  Tally day;   ///< in the next 24 hours, not in the hour
  Tally week;  ///< in the next 7 days, not in the day
  Tally later;
  Tally unknown;  ///< there is no clock
};

/// How much of the memory is not exact.
struct Inexactness {
  Tally expected;             ///< keys whose figure is a mean
  double standard_error = 0;  ///< of their `memory_usage` together, in bytes
  Tally unknown;              ///< values of modules: serialized bytes stand for them
};

/// Strings that the dump holds compressed.
struct LzfTally {
  std::uint64_t keys = 0;
  std::uint64_t text_bytes = 0;    ///< as the server holds them
  std::uint64_t stored_bytes = 0;  ///< compressed
};

/// Keys by cluster slot.
struct SlotTally {
  std::uint64_t keys = 0;
  std::uint64_t memory = 0;
};

enum class ChecksumState : std::uint8_t { none_in_version, not_stored, verified, not_verified };

struct DumpReport {
  std::string file;
  Family family = Family::redis;
  std::uint32_t version = 0;
  std::string server_version;              ///< redis-ver or valkey-ver; empty if not stated
  bool is_valkey_server = false;           ///< it is valkey-ver
  std::optional<std::int64_t> created_ms;  ///< from AUX ctime
  std::optional<std::int64_t> clock_ms;    ///< what "expired" refers to; none: not judged
  std::optional<std::uint64_t> used_mem;   ///< AUX used-mem: of the server that saved, then
  ChecksumState checksum = ChecksumState::none_in_version;
  bool is_complete = false;  ///< the dump was read to its end
  ServerProfile profile;     ///< whose memory it is
  ServerMatch server_match = ServerMatch::measured;

  PredictedMemory predicted;  ///< of the whole, after loading

  std::uint64_t dump_bytes = 0;  ///< uncompressed, from the magic to the checksum
  Tally total;
  std::vector<DatabaseTally> databases;  ///< by number
  std::vector<TypeTally> types;          ///< heaviest first
  std::vector<EncodingTally> encodings;  ///< as stored, heaviest first
  std::vector<EncodingTally> loaded;     ///< after loading, heaviest first
  ExpiryTallies expiries;
  Inexactness inexactness;
  std::vector<ShapeRow> shapes;        ///< heaviest first
  Tally unshaped;                      ///< keys of too many parts or in too many shapes
  std::vector<PrefixRow> prefixes;     ///< depth first, siblings heaviest first, root first
  std::uint64_t prefixes_missing = 0;  ///< memory that a row may lack, see PrefixTree::missing()
  std::size_t prefix_bound = 0;        ///< most that were kept
  std::vector<LargeKey> largest;       ///< by memory, largest first

  Distribution key_lengths;
  Distribution value_bytes;      ///< serialized
  Distribution elements;         ///< of collections
  Distribution seconds_left;     ///< until expiries to come
  Distribution idle_seconds;     ///< where the dump says it
  Distribution frequencies;      ///< where the dump says it
  std::vector<SlotTally> slots;  ///< empty if not asked for
  std::vector<LimitTally> limits;
  Tally long_idle;  ///< keys idle for kLongIdleSeconds
  LzfTally lzf;
};

inline constexpr std::uint64_t kLongIdleSeconds = 30 * 86'400;

}  // namespace rdb
