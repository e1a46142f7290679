#include "librdb/key/hyper_log_log.h"

#include <cmath>

namespace rdb {

double HyperLogLog::count() const {
  constexpr auto kCount = static_cast<double>(kRegisters);
  constexpr double kAlpha = 0.7213 / (1 + 1.079 / kCount);
  double inverse = 0;
  std::size_t zeros = 0;
  for (std::size_t i = 0; i < kRegisters; ++i) {
    inverse += std::ldexp(1.0, -int{registers_[i]});
    zeros += registers_[i] == 0;
  }
  const double raw = kAlpha * kCount * kCount / inverse;
  if (raw > 2.5 * kCount || zeros == 0) return raw;
  return kCount * std::log(kCount / static_cast<double>(zeros));
}

}  // namespace rdb
