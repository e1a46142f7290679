// What a run may use of the machine it is on: what its processor affinity and its control group
// leave, not what the hardware has.
#pragma once
#include <cstdint>
#include <string>

namespace rdbmill {

/// Reads the limits of the control group (version 2 or 1) that is mounted at `root`, which in a
/// container is its own.
class Container {
 public:
  explicit Container(std::string root = "/sys/fs/cgroup") : root_(std::move(root)) {}

  /// `limits.h`'s default, or half of what the container may use if that is less.
  std::uint64_t memory_limit() const;
  /// Processors of the affinity mask, as far as the quota pays for them, a part counted as one; 1
  /// to 8.
  unsigned threads() const;

 private:
  std::uint64_t number_in(const char* file) const;
  std::uint64_t paid_processors() const;

  std::string root_;
};

}  // namespace rdbmill
