#include "librdb/parse/unique_names.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/limits.h"
#include "librdb/base/random_seed.h"

namespace rdb {
namespace {

constexpr std::size_t kFewSlots = 32;

// Drawn once: a decoder that takes held values apart makes one of these for each value, and asking
// the system takes longer than most values do (20 us in a virtual machine).
std::uint64_t seed_of_the_process() {
  static const std::uint64_t seed = random_seed();
  return seed;
}

}  // namespace

UniqueNames::UniqueNames()
    : seed_(seed_of_the_process()), slots_(kFewSlots), used_slots_(kFewSlots) {}

void UniqueNames::begin(const char* what) {
  what_ = what;
  if (count_ == 0) return;
  // All that were used, as those behind the few must be empty when they are needed again.
  std::fill_n(slots_.begin(), used_slots_, Hash());
  used_slots_ = kFewSlots;
  count_ = 0;
}

void UniqueNames::add(Bytes name) {
  if (count_ >= kMostUniqueNames) return;
  const XXH128_hash_t hash = XXH3_128bits_withSeed(name.data(), name.size(), seed_);
  if (2 * ++count_ > used_slots_) grow();
  insert({hash.low64 | 1, hash.high64});
}

void UniqueNames::insert(Hash hash) {
  const std::size_t mask = used_slots_ - 1;
  std::size_t at = hash.high & mask;
  for (; slots_[at].low != 0; at = (at + 1) & mask) {
    if (slots_[at].low == hash.low && slots_[at].high == hash.high) {
      throw CorruptInput(std::string(what_) + " comes twice");
    }
  }
  slots_[at] = hash;
}

void UniqueNames::grow() {
  const std::vector<Hash> old(slots_.begin(),
                              slots_.begin() + static_cast<std::ptrdiff_t>(used_slots_));
  std::fill_n(slots_.begin(), used_slots_, Hash());
  used_slots_ *= 4;
  if (slots_.size() < used_slots_) slots_.resize(used_slots_);
  for (const Hash& hash : old) {
    if (hash.low != 0) insert(hash);
  }
}

}  // namespace rdb
