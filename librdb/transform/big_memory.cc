#include "librdb/transform/big_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace rdb {

void BigMemoryDeleter::operator()(char* memory) const { std::free(memory); }

BigMemory allocate_big(std::size_t bytes) {
  const bool huge = bytes != 0 && bytes % kHugePage == 0;
  const std::size_t lines = (bytes + kCacheLine - 1) & ~(kCacheLine - 1);
  void* const memory = std::aligned_alloc(huge ? kHugePage : kCacheLine, lines);
  if (memory == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  if (huge) madvise(memory, bytes, MADV_HUGEPAGE);  // advice: refused is as good as taken
#endif
  return BigMemory(static_cast<char*>(memory));
}

}  // namespace rdb
