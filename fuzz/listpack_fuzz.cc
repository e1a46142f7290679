// Listpack blobs: any bytes, read and built again.
#include "fuzz/packed_round_trip.h"
#include "librdb/format/listpack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rdb::fuzzing::check_packed<rdb::ListpackCursor, rdb::ListpackBuilder>(
      rdb::fuzzing::as_bytes(data, size));
  return 0;
}
