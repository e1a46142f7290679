#include "librdb/key/hyper_log_log.h"

#include <array>
#include <cmath>

namespace rdb {
namespace {

// 2^-i for all that add() may leave in a register.
constexpr auto kInverse = [] {
  std::array<double, 65 - HyperLogLog::kPrecision + 1> inverse{};
  double power = 1;
  for (double& each : inverse) {
    each = power;
    power /= 2;
  }
  return inverse;
}();

}  // namespace

double HyperLogLog::count() const {
  constexpr auto kCount = static_cast<double>(kRegisters);
  constexpr double kAlpha = 0.7213 / (1 + 1.079 / kCount);
  double inverse = 0;
  std::size_t zeros = 0;
  for (std::size_t i = 0; i < kRegisters; ++i) {
    inverse += kInverse[registers_[i]];
    zeros += registers_[i] == 0;
  }
  const double raw = kAlpha * kCount * kCount / inverse;
  if (raw > 2.5 * kCount || zeros == 0) return raw;
  return kCount * std::log(kCount / static_cast<double>(zeros));
}

}  // namespace rdb
