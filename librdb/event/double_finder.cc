#include "librdb/event/double_finder.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <random>

namespace rdb {

DoubleFinder::DoubleFinder(std::uint64_t most) : most_(most), seed_(std::random_device{}()) {
  seed_ = seed_ << 32 ^ std::random_device{}();
}

void DoubleFinder::add(Bytes name) {
  if (names_++ >= most_) return;
  const XXH128_hash_t hash = XXH3_128bits_withSeed(name.data(), name.size(), seed_);
  seen_.push_back({hash.low64, hash.high64});
}

bool DoubleFinder::found() {
  std::sort(seen_.begin(), seen_.end());
  return std::adjacent_find(seen_.begin(), seen_.end()) != seen_.end();
}

}  // namespace rdb
