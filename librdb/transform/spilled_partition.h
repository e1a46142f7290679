// The records of groups whose hashes begin alike: a stream of them, in input order, partly in the
// spill file and partly in memory.
//
// A record: [number of its group + 1, 16 bits][name of the group][rule][flat_record or held key].
// The name (size as a varint, bytes) stands where the number is one that did not occur before, and
// where it is 0: then the group has no number and the name stands in each of its records. `rule` is
// a byte, only in runs of several rules. Pieces hold whole records and end with room to spare
// (flat_record::room_for).
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/endian.h"
#include "librdb/io/spill_file.h"
#include "librdb/transform/big_memory.h"
#include "librdb/transform/flat_record.h"

namespace rdb {

struct SpilledPartition {
  struct Chunk {
    BigMemory own;  // empty if the chunk was taken from a pool
    char* data = nullptr;
    std::size_t used = 0;
    std::size_t size = 0;
  };
  std::vector<std::uint64_t> blocks;  ///< in the spill file
  std::vector<Chunk> chunks;          ///< behind them
  std::uint64_t bytes = 0;            ///< of blocks and chunks
  std::uint64_t records = 0;
  std::uint64_t names = 0;  ///< groups with a number, and records that carry a name without
  std::uint64_t numbers = 0;
  std::uint64_t identities = 0;  ///< sum over the records of numbered groups
  unsigned hash_bits = 8;        ///< leading bits that all have in common
  bool one_group = false;        ///< all records are of one
};

/// One record of a piece, taken apart as far as the group goes.
struct SpilledRecord {
  std::uint64_t number = 0;  ///< + 1; 0: none
  Bytes name;                ///< if it stands in the record
  const char* at = nullptr;  ///< the rule, or the control byte
};

/// `numbers`: how many numbers occurred so far. Trusted input.
inline SpilledRecord get_spilled(const char* from, std::uint64_t numbers) {
  SpilledRecord record;
  record.number = load_le<std::uint16_t>(from);
  from += 2;
  if (record.number == 0 || record.number > numbers) {
    std::uint64_t size = 0;
    from = flat_record::get_varint(from, size);
    record.name = {from, static_cast<std::size_t>(size)};
    from += size;
  }
  record.at = from;
  return record;
}

/// Room for what stands before the flat record.
constexpr std::size_t spilled_room(std::size_t name) { return name + 24; }

/// Requires: spilled_room() bytes. An empty optional name is a null pointer's.
inline char* put_spilled(char* to, std::uint64_t number, const Bytes* name) {
  store_le(to, static_cast<std::uint16_t>(number));
  return name == nullptr ? to + 2 : flat_record::put_bytes(to + 2, *name);
}

/// Calls `use(Bytes piece)` for the pieces in order; a piece lives until the next.
template <typename Use>
void for_each_piece(const SpilledPartition& partition, SpillFile& file, OwnedBytes& buffer,
                    Use use) {
  for (std::uint64_t block : partition.blocks) {
    const std::size_t bytes = static_cast<std::size_t>(file.size_of(block));
    buffer.reserve(bytes + flat_record::room_for(0));
    file.read(block, buffer);
    use(Bytes(buffer));
  }
  for (const SpilledPartition::Chunk& chunk : partition.chunks) use(Bytes(chunk.data, chunk.used));
}

}  // namespace rdb
