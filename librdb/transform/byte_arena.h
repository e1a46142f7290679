// Memory that is handed out in order and given back as a whole, addressed by short references.
//
//   ByteArena arena(budget);
//   const ByteArena::Ref ref = arena.allocate(sizeof(Head) + key.size());
//   char* p = arena.at(ref);      // 8-byte aligned, stays where it is
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "librdb/transform/memory_budget.h"

namespace rdb {

/// Chunks of 64 KiB; what does not fit into one gets a chunk of its own. Every byte is counted.
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
  char* at(Ref ref) const {
    return chunks_[ref >> kUnitBits].get() + (ref & (kUnitsPerChunk - 1)) * kUnit;
  }

 private:
  static constexpr std::size_t kUnit = 8;
  static constexpr unsigned kUnitBits = 13;
  static constexpr std::size_t kUnitsPerChunk = std::size_t{1} << kUnitBits;

  Ref allocate_chunk(std::size_t units) {
    const std::size_t unused = chunks_.empty() ? 1 : 0;  // reference 0 stays free
    const std::size_t bytes = std::max(units + unused, kUnitsPerChunk) * kUnit;
    const std::size_t booked = bytes + 2 * sizeof(char*);  // with its place in the doubling list
    budget_.take(booked);
    held_ += booked;
    chunks_.emplace_back(new char[bytes]);
    used_ = std::min(units + unused, kUnitsPerChunk);
    return static_cast<Ref>(chunks_.size() - 1) << kUnitBits | unused;
  }

  MemoryBudget& budget_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t used_ = kUnitsPerChunk;  // units of the last chunk
  std::uint64_t held_ = 0;
};

}  // namespace rdb
