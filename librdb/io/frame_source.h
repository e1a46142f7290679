// zstd and lz4 around another source. Users get them from decompressed() or open_source().
#pragma once
#include <memory>

#include "librdb/io/source.h"

namespace rdb {

/// The largest window of a zstd frame that is taken: memory the decoder holds. A frame made with
/// `zstd --long=31` asks for 2 GiB.
inline constexpr unsigned kLargestZstdWindowLog = 27;  // 128 MiB, as zstd(1) does by default

/// Reads all frames of `inner`, one behind the other, skippable ones too. Anything else behind a
/// frame is `CorruptInput`, an end inside one `TruncatedInput`, a wrong checksum `CorruptInput`; a
/// zstd window beyond the limit is `LimitExceeded`. Bytes decoded before the damage are delivered
/// first. Each holds one input buffer of 256 KiB and the decoder's window.
std::unique_ptr<Source> make_zstd_source(std::unique_ptr<Source> inner);
std::unique_ptr<Source> make_lz4_source(std::unique_ptr<Source> inner);

}  // namespace rdb
