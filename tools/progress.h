// How far a run is, on stderr: bytes, keys, rate, time left.
//
//   Progress progress(options.progress, "dump.rdb", options.size_hint);
//   const auto source = progress.watch(rdb::open_source("dump.rdb"));
//   while (reader.step(sink, 256)) progress.count_keys(256);
//
// A line appears only if wanted (automatic: stderr is a terminal), not before a second has passed,
// at most six times a second, and is wiped when the object goes. SIGUSR1 prints one at any time.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "librdb/io/source.h"

namespace rdbmill {

enum class ShowProgress { automatic, always, never };

class Progress {
 public:
  /// `size_hint`: bytes to come where the source cannot know; 0 if unknown.
  Progress(ShowProgress wanted, std::string name, std::uint64_t size_hint = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// The same source, looked over the shoulder. Must not outlive this object.
  std::unique_ptr<rdb::Source> watch(std::unique_ptr<rdb::Source> source);

  void count_keys(std::uint64_t keys) { keys_ += keys; }
  /// Total number of keys, where that is known and bytes are not (gen).
  void expect_keys(std::uint64_t keys) { expected_keys_ = keys; }
  /// Looks at the clock and perhaps prints; called by the watched source, about once a MiB.
  void tick(std::uint64_t position, std::uint64_t length);
  /// The same of work that comes after the reading: so many parts of all. The first call begins it.
  void tick_phase(const char* phase, std::uint64_t done, std::uint64_t total);

 private:
  using Clock = std::chrono::steady_clock;
  template <typename Line>
  void show(Line line);

  std::string name_;
  std::uint64_t size_hint_;
  std::uint64_t keys_ = 0;
  std::uint64_t expected_keys_ = 0;
  bool enabled_;
  bool rewrites_;  // stderr is a terminal: one line, written over
  bool visible_ = false;
  Clock::time_point start_;
  Clock::time_point phase_start_;
  Clock::time_point next_;
};

/// The line alone, for tests: `seconds` since the start, `length` 0 if unknown.
std::string progress_line(const std::string& name, std::uint64_t position, std::uint64_t length,
                          std::uint64_t keys, std::uint64_t expected_keys, double seconds);

/// Likewise of a phase after the reading.
std::string phase_line(const std::string& name, const char* phase, std::uint64_t done,
                       std::uint64_t total, double seconds);

}  // namespace rdbmill
