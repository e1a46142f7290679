// What a stream says of its entries, against the entries themselves: for whoever has seen all of
// them, on the way in or out.
//
//   check_length(info.length, entries);
//   if (entries != 0) check_last_id(info.last_id, id);
#pragma once
#include <cstdint>

#include "librdb/event/events.h"

namespace rdb {

/// Throws `CorruptInput` if they differ: Valkey 9.1 refuses such a file, Redis then counts wrong.
void check_length(std::uint64_t stated, std::uint64_t entries);

/// Throws `CorruptInput` if the stream's last id is less than that of its last entry: a server
/// would give out ids that are there already.
void check_last_id(StreamId stated, StreamId last_entry);

}  // namespace rdb
