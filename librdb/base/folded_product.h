// The two halves of a product, folded: what the hashes of names and of their parts are made of.
#pragma once
#include <cstdint>

namespace rdb {

/// Low and high half of a · b, combined by exclusive or.
inline std::uint64_t folded_product(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace rdb
