// What a report says of one or several dumps: plain data, filled by `ReportCollector`, added up by
// unite() (report_union.h), turned into text by the renderers (screen_text.h, report_text.h,
// report_json.h). Owns everything it holds.
//
// Memory is that of a server which has just loaded the dump (librdb/memory): what the keys add to
// used_memory, without the tables of their databases, which stand apart. Bytes are serialized bytes
// in the dump: whole records with attributes, type, key and value.
#pragma once
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "librdb/memory/memory_totals.h"
#include "librdb/report/distribution.h"
#include "librdb/report/expiry_calendar.h"
#include "librdb/report/largest_keys.h"
#include "librdb/report/limit_watch.h"
#include "librdb/report/prefix_tree.h"
#include "librdb/report/report_input.h"
#include "librdb/report/report_scope.h"
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
  Tally expected;              ///< keys whose figure is a mean
  std::uint64_t variance = 0;  ///< of their `memory_usage` together, in bytes squared
  Tally unknown;               ///< values of modules: serialized bytes stand for them
  /// Of `memory_usage`, in bytes.
  double standard_error() const { return std::sqrt(static_cast<double>(variance)); }
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

/// Keys by the node of a cluster that serves their slots.
struct NodeTally {
  std::string name;  ///< "10.0.0.1:7000"
  std::uint64_t slots = 0;
  std::uint64_t keys = 0;
  std::uint64_t memory = 0;
};

struct DumpReport {
  std::vector<ReportInput> inputs;  ///< by label
  ReportScope scope;

  // Sums over the inputs.
  PredictedMemory predicted;     ///< of one server for each of them
  std::uint64_t dump_bytes = 0;  ///< uncompressed
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
  std::vector<LargeKey> largest;       ///< by memory, largest first

  std::vector<DayTally> expiry_days;  ///< keys with an expiry to come, by date
  DayTally expiry_later;              ///< those after the last day that is counted apart
  Distribution key_lengths;
  Distribution value_bytes;      ///< serialized
  Distribution elements;         ///< of collections
  Distribution seconds_left;     ///< until expiries to come
  Distribution idle_seconds;     ///< where the dump says it
  Distribution frequencies;      ///< where the dump says it
  std::vector<SlotTally> slots;  ///< empty if not asked for
  std::vector<NodeTally> nodes;  ///< of `slots`, if somebody said which node has which
  std::vector<LimitTally> limits;
  Tally long_idle;  ///< keys idle for kLongIdleSeconds
  LzfTally lzf;

  /// Every input was read to its end.
  bool is_complete() const;
  /// Why not: a line for each input that was not. Names which it is, also by its label.
  std::vector<std::string> faults() const;
  /// Whether there is a clock for any of the inputs.
  bool has_clock() const;
  /// Whose memory it is: "redis:7.0", each once, in order.
  std::vector<std::string> profiles() const;
  /// Sum of `used_mem`; none if an input does not state it.
  std::optional<std::uint64_t> used_mem() const;
};

/// Puts the rows of every table into the one order that they have in a report, which depends on
/// nothing but the rows. The tree of prefixes is left as it is. O(n log n).
void put_in_order(DumpReport& report);

inline constexpr std::uint64_t kLongIdleSeconds = 30 * 86'400;

}  // namespace rdb
