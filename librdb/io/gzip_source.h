// gzip around another source. Users get it from decompressed() or open_source().
#pragma once
#include <memory>

#include "librdb/io/inflater.h"
#include "librdb/io/source.h"

namespace rdb {

/// Reads all members of `inner`, one behind the other, and then nothing but zero bytes (padding of
/// tapes and block devices, ignored as gzip(1) does). Anything else behind a member is
/// `CorruptInput`, an end inside one `TruncatedInput`, a wrong checksum or length `CorruptInput`;
/// bytes decoded before the damage are delivered first. Holds one input buffer of 256 KiB and the
/// inflater's window.
std::unique_ptr<Source> make_gzip_source(std::unique_ptr<Source> inner,
                                         std::unique_ptr<Inflater> inflater);

/// With the fastest inflater of this build.
std::unique_ptr<Source> make_gzip_source(std::unique_ptr<Source> inner);

}  // namespace rdb
