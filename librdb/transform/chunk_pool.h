// Chunks of memory of one size, taken one by one and given back all together.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/transform/big_memory.h"
#include "librdb/transform/memory_budget.h"

namespace rdb {

/// Cut from slabs of huge pages, or of 16 chunks where memory is scarce. Every byte is counted.
class ChunkPool {
 public:
  /// Leaves `reserve` bytes of the budget alone.
  ChunkPool(MemoryBudget& budget, std::uint64_t reserve, std::size_t chunk_bytes)
      : budget_(budget), reserve_(reserve), chunk_bytes_(chunk_bytes) {}
  ~ChunkPool() { release(); }
  ChunkPool(const ChunkPool&) = delete;
  ChunkPool& operator=(const ChunkPool&) = delete;

  std::size_t chunk_bytes() const { return chunk_bytes_; }
  /// Null if the budget has no more.
  char* take();
  /// Gives everything back: no chunk may be in use.
  void release();

 private:
  bool take_slab(std::size_t bytes);

  MemoryBudget& budget_;
  std::uint64_t reserve_;
  std::size_t chunk_bytes_;
  std::vector<BigMemory> slabs_;
  std::uint64_t held_ = 0;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace rdb
