#include "librdb/transform/chunk_pool.h"

namespace rdb {

char* ChunkPool::take() {
  if (at_ == end_ && !take_slab(kHugePage) && !take_slab(16 * chunk_bytes_) &&
      !take_slab(chunk_bytes_)) {
    return nullptr;
  }
  at_ += chunk_bytes_;
  return at_ - chunk_bytes_;
}

bool ChunkPool::take_slab(std::size_t bytes) {
  const std::uint64_t counted = bytes + 2 * sizeof(BigMemory);  // its place in the doubling list
  if (bytes % chunk_bytes_ != 0 || budget_.left() < counted + reserve_) return false;
  budget_.take(counted);
  held_ += counted;
  slabs_.push_back(allocate_big(bytes));
  at_ = slabs_.back().get();
  end_ = at_ + bytes;
  return true;
}

void ChunkPool::release() {
  slabs_.clear();
  budget_.give(held_);
  held_ = 0;
  at_ = end_ = nullptr;
}

}  // namespace rdb
