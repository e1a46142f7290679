// Memory that is handed out in order and given back as a whole, addressed by short references.
//
//   ByteArena arena(budget);
//   const ByteArena::Ref ref = arena.allocate(sizeof(Head) + key.size());
//   char* p = arena.at(ref);      // 8-byte aligned, stays where it is
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "librdb/transform/big_memory.h"
#include "librdb/transform/memory_budget.h"

namespace rdb {

/// Chunks of 64 KiB, once there are some cut from huge pages; what does not fit into one gets a
/// chunk of its own. Every byte is counted.
class ByteArena {
 public:
  /// Fits into 40 bits for arenas of less than 8 TiB. Never 0.
  using Ref = std::uint64_t;

  explicit ByteArena(MemoryBudget& budget) : budget_(budget) {}
  ~ByteArena() { budget_.give(held_); }
  ByteArena(const ByteArena&) = delete;
  ByteArena& operator=(const ByteArena&) = delete;

  /// Throws `LimitExceeded`.
  Ref allocate(std::size_t bytes) {
    const std::size_t units = (bytes + kUnit - 1) / kUnit;
    if (units > kUnitsPerChunk - used_) return allocate_chunk(units);
    const Ref ref = static_cast<Ref>(chunks_.size() - 1) << kUnitBits | used_;
    used_ += units;
    return ref;
  }
  /// In as few cache lines as its size allows.
  Ref allocate_in_lines(std::size_t bytes) {
    constexpr std::size_t kUnitsPerLine = kCacheLine / kUnit;
    const std::size_t units = (bytes + kUnit - 1) / kUnit;
    const std::size_t into = used_ % kUnitsPerLine;
    const std::size_t least = (units + kUnitsPerLine - 1) / kUnitsPerLine;
    if (into + units > least * kUnitsPerLine) used_ += kUnitsPerLine - into;
    return allocate(bytes);
  }
  char* at(Ref ref) const {
    return chunks_[ref >> kUnitBits] + (ref & (kUnitsPerChunk - 1)) * kUnit;
  }

 private:
  static constexpr std::size_t kUnit = 8;
  static constexpr unsigned kUnitBits = 13;
  static constexpr std::size_t kUnitsPerChunk = std::size_t{1} << kUnitBits;
  static constexpr std::size_t kChunkBytes = kUnitsPerChunk * kUnit;

  Ref allocate_chunk(std::size_t units) {
    // reference 0 stays free, and what comes first stands in a line
    const std::size_t unused = chunks_.empty() ? kCacheLine / kUnit : 0;
    const std::size_t bytes = std::max((units + unused) * kUnit, kChunkBytes);
    book(2 * sizeof(char*));  // its place in the doubling list
    chunks_.push_back(bytes > kChunkBytes ? allocate_slab(bytes) : next_chunk());
    used_ = std::min(units + unused, kUnitsPerChunk);
    return static_cast<Ref>(chunks_.size() - 1) << kUnitBits | unused;
  }
  char* next_chunk() {
    if (cut_ == cut_end_) {
      const std::size_t bytes = held_ < kHugePage ? kChunkBytes : kHugePage;
      cut_ = allocate_slab(bytes);
      cut_end_ = cut_ + bytes;
    }
    cut_ += kChunkBytes;
    return cut_ - kChunkBytes;
  }
  char* allocate_slab(std::size_t bytes) {
    book(bytes + 2 * sizeof(char*));
    slabs_.push_back(allocate_big(bytes));
    return slabs_.back().get();
  }
  void book(std::uint64_t bytes) {
    budget_.take(bytes);
    held_ += bytes;
  }

  MemoryBudget& budget_;
  std::vector<BigMemory> slabs_;
  std::vector<char*> chunks_;
  char* cut_ = nullptr;  // what is left of the last slab for chunks
  char* cut_end_ = nullptr;
  std::size_t used_ = kUnitsPerChunk;  // units of the last chunk
  std::uint64_t held_ = 0;
};

}  // namespace rdb
