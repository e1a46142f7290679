#include "tools/container.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "librdb/base/limits.h"

namespace rdbmill {
namespace {

constexpr std::uint64_t kMostThreads = 8;
constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

std::uint64_t processors_of_affinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  // fails where there are more than 1024 of them
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return kMostThreads;
  return static_cast<std::uint64_t>(CPU_COUNT(&set));
}

}  // namespace

// The first number in a file; 0 if there is none ("max" or "-1" where there is no limit).
std::uint64_t Container::number_in(const char* file) const {
  std::ifstream in(root_ + '/' + file);
  std::int64_t value = 0;
  return in >> value && value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

std::uint64_t Container::memory_limit() const {
  std::uint64_t container = number_in("memory.max");
  if (container == 0) container = number_in("memory/memory.limit_in_bytes");
  if (container == 0) return rdb::kDefaultMemoryLimit;
  return std::min(rdb::kDefaultMemoryLimit, container / 2);
}

std::uint64_t Container::paid_processors() const {
  std::uint64_t quota = 0;
  std::uint64_t period = 0;
  std::ifstream both(root_ + "/cpu.max");
  if (!(both >> quota >> period)) {
    quota = number_in("cpu/cpu.cfs_quota_us");
    period = number_in("cpu/cpu.cfs_period_us");
  }
  if (quota == 0 || period == 0) return kUnlimited;
  return quota / period + (quota % period != 0 ? 1 : 0);
}

unsigned Container::threads() const {
  const std::uint64_t usable = std::min(processors_of_affinity(), paid_processors());
  return static_cast<unsigned>(std::clamp<std::uint64_t>(usable, 1, kMostThreads));
}

}  // namespace rdbmill
