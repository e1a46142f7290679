#include "librdb/memory/skiplist_memory.h"

namespace rdb {
namespace {

constexpr std::uint64_t kMostLevels = 32;  // ZSKIPLIST_MAXLEVEL
constexpr double kGoesUp = 0.25;           // ZSKIPLIST_P

}  // namespace

SkiplistNodes::SkiplistNodes(const Allocator& allocator, const SdsLimits& sds)
    : allocator_(allocator), sds_(sds), node_(measured(24, 0)) {
  for (std::uint64_t length = 0; length < kShort; ++length) {
    short_[length] = measured(16, 1 + sds_.bytes(length));
  }
}

// A block of so many bytes before the levels, 16 for each level, so many behind. Deviations are
// counted from the block of one level, which keeps the digits of large ones.
ExpectedBytes SkiplistNodes::measured(std::uint64_t fixed, std::uint64_t behind) const {
  const std::uint64_t lowest = allocator_.usable(fixed + 16 + behind);
  double mean = 0;
  double mean_square = 0;
  double chance = 1;
  for (std::uint64_t levels = 1; levels <= kMostLevels; ++levels) {
    const double stays = levels == kMostLevels ? chance : chance * (1 - kGoesUp);
    const auto above =
        static_cast<double>(allocator_.usable(fixed + 16 * levels + behind) - lowest);
    mean += stays * above;
    mean_square += stays * above * above;
    chance *= kGoesUp;
  }
  return {static_cast<double>(lowest) + mean, mean_square - mean * mean};
}

}  // namespace rdb
