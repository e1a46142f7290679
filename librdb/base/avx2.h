// Functions that may use AVX2 and the bit instructions that came with it. No header for others.
//
//   [[RDB_AVX2]] void count_by_avx2(…);             // called only if has_avx2()
//
// Such a function is not inlined into others: what it is called for should be many things at once.
#pragma once

#if defined(__x86_64__)
#define RDB_AVX2 gnu::target("avx2,bmi,bmi2,popcnt,sse4.2")

namespace rdb {

inline bool has_avx2() {
  static const bool has = (__builtin_cpu_init(),
                           __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
                               __builtin_cpu_supports("sse4.2"));
  return has;
}

}  // namespace rdb
#else
namespace rdb {

constexpr bool has_avx2() { return false; }

}  // namespace rdb
#endif
