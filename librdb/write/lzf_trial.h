// Whether trying LZF is worth its time, learned from the strings tried before.
//
//   if (trial.wanted()) { …compress…; trial.tried(text.size(), stored); }
//
// A server tries LZF on every string over 20 bytes and keeps it where it saves four. On keys and on
// listpacks of counters that costs more than everything else a writer does (80 ns a key, 30 ns a
// field) and saves nothing or 1 %. So: while a run of tries saves less than a twentieth, only a few
// more are made until it pays again. What is decided depends on the strings alone, in their order:
// equal input gives equal bytes.
#pragma once
#include <cstddef>
#include <cstdint>

namespace rdb {

class LzfTrial {
 public:
  /// Whether to try the next string.
  bool wanted() {
    if (skip_ == 0) return true;
    --skip_;
    return false;
  }
  /// A string of `size` bytes was tried; `saved` bytes less would be stored, 0 if it did not pay.
  void tried(std::size_t size, std::size_t saved) {
    size_ += size;
    saved_ += saved;
    if (++tries_ < kRun) return;
    if (saved_ * kWorthwhileShare < size_) skip_ = kSkipped;
    tries_ = 0;
    size_ = saved_ = 0;
  }

 private:
  static constexpr std::uint32_t kRun = 32;       // tries that are judged together
  static constexpr std::uint32_t kSkipped = 992;  // then one string in 32 is tried
  static constexpr std::uint64_t kWorthwhileShare = 20;

  std::uint32_t skip_ = 0;
  std::uint32_t tries_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t saved_ = 0;
};

}  // namespace rdb
