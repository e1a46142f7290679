// One of the dumps that a report is about: what it says of itself, and what it comes to. Plain
// data.
#pragma once
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"
#include "librdb/key/slot.h"
#include "librdb/memory/memory_totals.h"
#include "librdb/memory/server_choice.h"
#include "librdb/report/tally.h"

namespace rdb {

enum class ChecksumState : std::uint8_t { none_in_version, not_stored, verified, not_verified };

/// "none in this version", "not stored", "verified", "not verified". Static storage.
Bytes name_of(ChecksumState state);

struct ReportInput {
  std::string label;  ///< as the user calls it, else the file
  std::string file;   ///< as the user named it
  Family family = Family::redis;
  std::uint32_t version = 0;
  std::string server_version;              ///< redis-ver or valkey-ver; empty if not stated
  bool is_valkey_server = false;           ///< it is valkey-ver
  std::string repl_id;                     ///< of the replication history; empty if not stated
  std::optional<std::int64_t> created_ms;  ///< from AUX ctime
  std::optional<std::int64_t> clock_ms;    ///< what "expired" refers to; none: not judged
  std::optional<std::uint64_t> used_mem;   ///< AUX used-mem: of the server that saved, then
  ChecksumState checksum = ChecksumState::none_in_version;
  bool is_complete = false;  ///< read to its end
  std::string fault;         ///< why not, if it is damaged

  std::string profile;       ///< whose memory it is, "redis:7.0"
  std::string size_classes;  ///< of its allocator, "bundled"
  ServerMatch server_match = ServerMatch::measured;

  std::uint64_t dump_bytes = 0;  ///< uncompressed, from the magic to the checksum
  Tally total;
  PredictedMemory predicted;  ///< of a server that loads this dump alone
  std::bitset<kSlots> slots;  ///< that hold keys, if they were counted
};

}  // namespace rdb
