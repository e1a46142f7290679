// What malloc(n) really takes: the size classes of jemalloc as servers are built with it.
//
//   const rdb::Allocator allocator(rdb::SizeClasses::quantum_8);
//   allocator.usable(72)                      // 80; with quantum 16 it is 80, too, 24 would be 32
//
// A server counts malloc_usable_size() of every block in used_memory, so these are the bytes it
// speaks of. Classes were measured from 1 byte to 3 MB on Redis 7.4, 8.0.2 and 8.0.6; other
// allocators (MALLOC=libc) are not modelled.
#pragma once
#include <bit>
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

/// Which jemalloc: it is a matter of who built the server, not of its version.
enum class SizeClasses : std::uint8_t {
  quantum_8,         ///< bundled with Redis and Valkey (--with-lg-quantum=3): their own builds
  quantum_16,        ///< a distribution's jemalloc 5.3.0: Debian 12 and 13
  quantum_16_pages,  ///< jemalloc 5.3.1 as in Debian sid: whole pages above 16 KiB
};

/// "quantum-8", "quantum-16", "quantum-16-pages". Static storage.
Bytes name_of(SizeClasses classes);
/// The way back. Throws `InvalidArgument` that lists the known ones.
SizeClasses parse_size_classes(Bytes text);

/// A plain value of three words.
class Allocator {
 public:
  constexpr Allocator() : Allocator(SizeClasses::quantum_8) {}
  constexpr explicit Allocator(SizeClasses classes)
      : round_(classes == SizeClasses::quantum_8 ? 7 : 15),
        paged_above_(classes == SizeClasses::quantum_16_pages ? kPagedAbove : kLargest),
        classes_(classes) {}

  constexpr SizeClasses classes() const { return classes_; }

  /// Bytes of the block that malloc(bytes) gives. More than 2^62 counts as that, so that no size a
  /// file claims wraps around. O(1), no loop.
  constexpr std::uint64_t usable(std::uint64_t bytes) const {
    if (bytes <= 8) return 8;
    if (bytes <= 8 * (round_ + 1)) return (bytes + round_) & ~round_;
    return usable_large(bytes);
  }

  friend constexpr bool operator==(const Allocator& a, const Allocator& b) {
    return a.classes_ == b.classes_;
  }

 private:
  static constexpr std::uint64_t kLargest = std::uint64_t{1} << 62;
  static constexpr std::uint64_t kPagedAbove = 16384;
  static constexpr std::uint64_t kPage = 4096;

  // Four classes for each power of two.
  constexpr std::uint64_t usable_large(std::uint64_t bytes) const {
    if (bytes > kLargest) return kLargest;
    if (bytes > paged_above_) return (bytes + kPage - 1) & ~(kPage - 1);
    const std::uint64_t step = std::bit_floor(bytes - 1) / 4;
    return (bytes + step - 1) & ~(step - 1);
  }

  std::uint64_t round_;  // quantum - 1
  std::uint64_t paged_above_;
  SizeClasses classes_;
};

}  // namespace rdb
