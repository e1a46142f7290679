// What a report says of a dump: plain data, filled by `ReportCollector`, turned into text by the
// renderers (report_text.h, report_json.h). Owns everything it holds.
//
// All bytes are serialized bytes in the dump: whole records with attributes, type, key and value.
// They are not the memory that the keys take in a server.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "librdb/base/types.h"
#include "librdb/report/largest_keys.h"
#include "librdb/report/tally.h"

namespace rdb {

struct DatabaseTally {
  std::uint32_t db = 0;
  Tally tally;
};

struct TypeTally {
  ObjectType type = ObjectType::string;
  Tally tally;
};

/// As stored in the file: the name of the type byte; for strings also the form of the value, e.g.
/// "string/integer", "string/lzf".
struct EncodingTally {
  std::string encoding;
  ObjectType type = ObjectType::string;
  Tally tally;
};

struct PrefixTally {
  OwnedBytes prefix;        ///< up to and with its separator; empty for the root
  std::uint32_t depth = 0;  ///< 0 for the root
  Tally tally;
  Tally not_kept;  ///< part of it whose next-level prefixes were not kept
};

struct DumpReport {
  std::string file;
  Family family = Family::redis;
  std::uint32_t version = 0;
  std::string server_version;              ///< redis-ver or valkey-ver; empty if not stated
  std::optional<std::int64_t> created_ms;  ///< from AUX ctime
  std::optional<std::int64_t> clock_ms;    ///< what "expired" refers to; none: not judged

  std::uint64_t dump_bytes = 0;  ///< uncompressed, from the magic to the checksum
  Tally total;
  Tally expiring;                        ///< keys with an expiry that is not past
  Tally expired;                         ///< keys whose expiry is past at `clock_ms`
  std::vector<DatabaseTally> databases;  ///< by number
  std::vector<TypeTally> types;          ///< largest first
  std::vector<EncodingTally> encodings;  ///< largest first
  std::vector<PrefixTally> prefixes;     ///< depth first, siblings largest first, root first
  bool prefixes_complete = true;         ///< false: the bound on their number was reached
  std::size_t prefix_bound = 0;          ///< that bound
  std::vector<LargeKey> largest;         ///< by record bytes, largest first
};

}  // namespace rdb
