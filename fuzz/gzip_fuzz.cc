// The decompressing front: any bytes, read in pieces of two sizes, give the same.
#include <memory>

#include "fuzz/fuzz_target.h"
#include "librdb/base/errors.h"
#include "librdb/io/source.h"

namespace {

constexpr std::size_t kEnough = std::size_t{4} << 20;  // a bomb need not be unpacked to its end

rdb::OwnedBytes unpacked(rdb::Bytes input, std::size_t piece, bool& damaged) {
  rdb::OwnedBytes out;
  damaged = false;
  try {
    const auto source = rdb::decompressed(std::make_unique<rdb::MemorySource>(input, piece));
    char buffer[4096];
    while (const std::size_t n = source->read(buffer, sizeof buffer)) {
      out.append(buffer, n);
      if (out.size() > kEnough) break;
    }
  } catch (const rdb::CorruptInput&) {
    damaged = true;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const rdb::Bytes input = rdb::fuzzing::as_bytes(data, size);
  bool damaged = false;
  bool damaged_in_pieces = false;
  const auto whole = unpacked(input, ~std::size_t{0}, damaged);
  const auto pieces = unpacked(input, 7, damaged_in_pieces);
  rdb::fuzzing::require(damaged == damaged_in_pieces, "the verdict depends on the pieces");
  if (!damaged) rdb::fuzzing::require(whole == pieces, "the bytes depend on the pieces");
  return 0;
}
