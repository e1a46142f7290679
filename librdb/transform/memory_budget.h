// Counts what a stage holds and refuses before the limit is passed, not after.
//
//   MemoryBudget budget(limit);
//   budget.take(chunk_bytes);      // throws LimitExceeded naming --memory-limit
//   chunk = allocate(chunk_bytes);
//   ...
//   budget.give(chunk_bytes);
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

namespace rdb {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::uint64_t limit) : limit_(limit) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  /// Call before allocating. Throws `LimitExceeded` and counts nothing if it would not fit.
  void take(std::uint64_t bytes) {
    if (bytes > limit_ - held_) make_room(bytes);
    held_ += bytes;
    peak_ = std::max(peak_, held_);
  }
  void give(std::uint64_t bytes) { held_ -= bytes; }
  /// Called when something does not fit, before that is an error: gives back what can go
  /// elsewhere. Must not take more than it gives.
  void set_on_pressure(std::function<void()> on_pressure) { on_pressure_ = std::move(on_pressure); }

  std::uint64_t held() const { return held_; }
  std::uint64_t peak() const { return peak_; }
  std::uint64_t limit() const { return limit_; }
  std::uint64_t left() const { return limit_ - held_; }

 private:
  void make_room(std::uint64_t bytes);

  std::function<void()> on_pressure_;
  std::uint64_t limit_;
  std::uint64_t held_ = 0;
  std::uint64_t peak_ = 0;
};

}  // namespace rdb
