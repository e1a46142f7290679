// Seeds that nobody outside can foresee, for tables whose order does not reach the output.
#pragma once
#include <cstdint>

namespace rdb {

/// 64 bits of the system's randomness. Asks the system: about 20 us in a virtual machine.
std::uint64_t random_seed();

}  // namespace rdb
