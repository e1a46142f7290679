#include "librdb/parse/unique_names.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <random>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/limits.h"

namespace rdb {

UniqueNames::UniqueNames() : seed_(std::random_device{}()) {
  seed_ = seed_ << 32 ^ std::random_device{}();
}

void UniqueNames::add(Bytes name) {
  if (seen_.size() >= kMostUniqueNames) return;
  const XXH128_hash_t hash = XXH3_128bits_withSeed(name.data(), name.size(), seed_);
  seen_.push_back({hash.low64, hash.high64});
}

void UniqueNames::close(const char* what) {
  std::sort(seen_.begin(), seen_.end());
  if (std::adjacent_find(seen_.begin(), seen_.end()) == seen_.end()) return;
  throw CorruptInput(std::string(what) + " comes twice");
}

}  // namespace rdb
