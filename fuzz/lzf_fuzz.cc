// LZF: the same verdict and bytes as liblzf, and a round trip of the input itself.
#include <lzf.h>

#include "fuzz/fuzz_target.h"
#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/format/lzf.h"

namespace {

using rdb::fuzzing::require;

/// The first two bytes are the claimed length, the rest is the stream.
void compare_with_liblzf(rdb::Bytes input) {
  if (input.size() < 3) return;
  const std::size_t length = rdb::load_le<std::uint16_t>(input.data());
  const rdb::Bytes stream = input.substr(2);
  rdb::OwnedBytes ours(length, '\1');
  rdb::OwnedBytes theirs(length, '\2');
  bool good = true;
  try {
    rdb::lzf_decompress(stream, ours.data(), length);
  } catch (const rdb::CorruptInput&) {
    good = false;
  }
  const auto given = ::lzf_decompress(stream.data(), static_cast<unsigned>(stream.size()),
                                      theirs.data(), static_cast<unsigned>(length));
  require(good == (given == length && length > 0), "another verdict than liblzf");
  if (good) require(ours == theirs, "other bytes than liblzf");
  try {
    rdb::lzf_decompress_prefix(stream, ours.data(), length / 2);
    if (good) require(ours.compare(0, length / 2, theirs, 0, length / 2) == 0, "another prefix");
  } catch (const rdb::CorruptInput&) {
    require(!good, "the prefix of a good stream is refused");
  }
}

void round_trip(rdb::Bytes input) {
  rdb::OwnedBytes packed(input.size() + 64, '\0');
  const std::size_t size = rdb::lzf_compress(input, packed.data(), packed.size());
  if (size == 0) return;
  rdb::OwnedBytes back(input.size(), '\0');
  rdb::lzf_decompress({packed.data(), size}, back.data(), back.size());
  require(back == input, "the round trip changed the bytes");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const rdb::Bytes input = rdb::fuzzing::as_bytes(data, size);
  compare_with_liblzf(input);
  round_trip(input);
  return 0;
}
