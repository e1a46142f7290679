// What can be said to the parser when it is made.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/base/limits.h"
#include "librdb/base/spool.h"

namespace rdb {

struct ReaderOptions {
  bool verify_checksum = true;  ///< false: not computed at all
  /// Bytes of a window, and the most asked of the source in one read.
  std::size_t window_bytes = kWindowBytes;
  /// Longest name or packed blob that is held in memory.
  std::uint64_t max_materialised = kMaxMaterialised;
  /// Needed only for values larger than a window under several interests, or under one when
  /// `needs().sized_entries`. Must outlive the reader.
  SpoolFactory* spools = nullptr;
};

}  // namespace rdb
