// The floor that reading is compared with: the boundaries of string records and the checksum,
// nothing else. No events, no checks beyond what keeps it in its buffer, only dumps of plain
// counters.
#pragma once
#include <cstdint>
#include <cstring>
#include <memory>

#include "librdb/base/limits.h"
#include "librdb/io/crc64.h"
#include "librdb/io/source.h"

namespace rdb::bench {

struct MinimalCount {
  std::uint64_t keys = 0;
  std::uint64_t crc = 0;
};

namespace detail {

// Length of a string with its header; only forms that counters have.
inline std::size_t string_size(const unsigned char* p) {
  if (*p < 0x40) return std::size_t{1} + *p;
  if (*p == 0xc0) return 2;
  if (*p == 0xc1) return 3;
  if (*p == 0xc2) return 5;
  return 2 + ((std::size_t{*p} & 0x3f) << 8 | p[1]);
}

// Length of a length.
inline std::size_t length_size(const unsigned char* p) {
  return *p < 0x40 ? 1 : *p < 0x80 ? 2 : *p == 0x80 ? 5 : 9;
}

}  // namespace detail

/// Requires: a valid dump of string keys without long strings.
inline MinimalCount minimal_read(Source& source) {
  constexpr std::size_t kTail = 32 << 10;  // no record is longer
  const auto buffer = std::make_unique<unsigned char[]>(kWindowBytes + kTail);
  MinimalCount count;
  std::size_t have = 0;
  std::size_t at = 9;  // behind the magic
  for (bool ended = false; !ended;) {
    while (have < kWindowBytes) {
      const std::size_t got =
          source.read(reinterpret_cast<char*>(buffer.get()) + have, kWindowBytes - have);
      if (got == 0) ended = true;
      if (got == 0) break;
      have += got;
    }
    const std::size_t stop = ended ? have : have - kTail;
    const unsigned char* p = buffer.get() + at;
    const unsigned char* const until = buffer.get() + stop;
    while (p < until) {
      if (*p == 0) {
        ++p;
        p += detail::string_size(p);
        p += detail::string_size(p);
        ++count.keys;
      } else if (*p == 0xfa) {
        ++p;
        p += detail::string_size(p);
        p += detail::string_size(p);
      } else if (*p == 0xfe) {
        p += 1 + detail::length_size(p + 1);
      } else if (*p == 0xfb) {
        ++p;
        p += detail::length_size(p);
        p += detail::length_size(p);
      } else {
        ++p;  // the end
        break;
      }
    }
    const auto used = static_cast<std::size_t>(p - buffer.get());
    count.crc = crc64(count.crc, {reinterpret_cast<const char*>(buffer.get()), used});
    have -= used;
    std::memmove(buffer.get(), p, have);
    at = 0;
  }
  return count;
}

}  // namespace rdb::bench
