// Intset blobs: any bytes, read to their end.
#include "fuzz/packed_round_trip.h"
#include "librdb/format/intset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bool damaged = false;
  rdb::fuzzing::entries_of<rdb::IntsetCursor>(rdb::fuzzing::as_bytes(data, size), damaged);
  return 0;
}
