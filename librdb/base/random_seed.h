// Seeds that nobody outside can foresee, for tables whose order does not reach the output.
#pragma once
#include <cstdint>

namespace rdb {

/// 64 bits of the randomness of the system, asked anew in each call. Throws IoError if it has none.
std::uint64_t random_seed();

}  // namespace rdb
