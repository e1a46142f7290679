// A key held among the groups because one could get its name, as a record of its partition.
//
// Stored: [control byte: low bits flat_record::kHeld, then whether the value is in the spill file
// and its form][size of the head, varint][head][size of the body, varint][body, or where it
// begins].
#pragma once
#include <cstdint>

#include "librdb/base/byte_stream.h"
#include "librdb/io/spill_file.h"
#include "librdb/transform/flat_record.h"
#include "librdb/transform/held_replay.h"
#include "librdb/transform/held_value.h"

namespace rdb {

/// Borrowed from where it stands.
struct HeldRecord {
  Bytes head;
  Bytes body;  ///< unless it is in the file
  std::uint64_t body_size = 0;
  std::uint64_t block = 0;  ///< its first
  bool in_file = false;
  HeldForm form = HeldForm::raw;
};

namespace held_record {

/// Bytes put() writes at most.
inline std::size_t room_for(const HeldRecord& held) {
  return held.head.size() + held.body.size() + 40;
}
char* put(char* to, const HeldRecord& held);
/// Trusted input. Returns the end.
const char* get(const char* from, HeldRecord& held);

}  // namespace held_record

/// Writes a value too large for memory to blocks of the file, which stand in a row.
std::uint64_t spill_body(ByteStream& body, SpillFile& file);

/// The whole key to `sink`.
void say_held(const HeldRecord& held, bool leave, SpillFile& file, EventSink& sink,
              const DecoderSource& decoder);
/// Only its elements.
void say_held_elements(const HeldRecord& held, SpillFile& file, EventSink& sink,
                       const DecoderSource& decoder);

}  // namespace rdb
