// Memory for tables that are read at random: in huge pages where the system gives them.
//
// A look-up in tens of megabytes of small pages misses the TLB as well as the cache, and in a
// virtual machine the walk that follows costs more than the miss.
#pragma once
#include <cstddef>
#include <memory>

namespace rdb {

inline constexpr std::size_t kCacheLine = 64;
inline constexpr std::size_t kHugePage = std::size_t{2} << 20;

struct BigMemoryDeleter {
  void operator()(char* memory) const;
  std::size_t mapped = 0;  // bytes, or 0 if it came from the heap
};
using BigMemory = std::unique_ptr<char[], BigMemoryDeleter>;

/// Not initialised. Aligned to cache lines; to huge pages, and asked for in those, if `bytes` is a
/// multiple of `kHugePage`. What has 256 KiB or more goes back to the system when it is freed: a
/// heap would keep it, one for each thread. Throws std::bad_alloc.
BigMemory allocate_big(std::size_t bytes);

}  // namespace rdb
