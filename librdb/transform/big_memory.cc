#include "librdb/transform/big_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace rdb {
namespace {

constexpr std::size_t kMapped = std::size_t{256} << 10;

// Aligned to `alignment`, which is a power of two and a page at least: what is more is unmapped.
char* mapped(std::size_t bytes, std::size_t alignment) {
  const std::size_t all = bytes + alignment;
  void* const memory =
      ::mmap(nullptr, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  const std::size_t before = (alignment - begin % alignment) % alignment;
  char* const aligned = static_cast<char*>(memory) + before;
  if (before != 0) ::munmap(memory, before);
  ::munmap(aligned + bytes, alignment - before);
  return aligned;
}

}  // namespace

void BigMemoryDeleter::operator()(char* memory) const {
  if (mapped != 0) {
    ::munmap(memory, mapped);
  } else {
    std::free(memory);
  }
}

BigMemory allocate_big(std::size_t bytes) {
  const bool huge = bytes != 0 && bytes % kHugePage == 0;
  const std::size_t lines = (bytes + kCacheLine - 1) & ~(kCacheLine - 1);
  if (bytes < kMapped) {
    void* const memory = std::aligned_alloc(kCacheLine, lines);
    if (memory == nullptr) throw std::bad_alloc();
    return BigMemory(static_cast<char*>(memory));
  }
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t pages = (bytes + page - 1) & ~(page - 1);
  char* const memory = mapped(pages, huge ? kHugePage : page);
#ifdef MADV_HUGEPAGE
  if (huge) madvise(memory, bytes, MADV_HUGEPAGE);  // advice: refused is as good as taken
#endif
  return {memory, BigMemoryDeleter{pages}};
}

}  // namespace rdb
