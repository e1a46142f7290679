// The way of most keys into a ShapeFinder: what add() does for any.
#include <algorithm>
#include <bit>
#include <numeric>
#include <span>

#include "librdb/base/avx2.h"
#include "librdb/key/key_parts.h"
#include "librdb/key/key_run.h"
#include "librdb/key/shape_finder.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rdb {
namespace {

// The parts of a key that is in a stratum with registers.
struct ValuesToCount {
  std::uint8_t* registers;
  const std::uint64_t* hashes;
  std::uint32_t parts;
};

void count_plainly(std::span<const ValuesToCount> keys) {
  for (const ValuesToCount& key : keys) {
    std::uint8_t* registers = key.registers;
    for (std::uint32_t i = 0; i < key.parts; ++i, registers += HyperLogLog::kRegisters) {
      HyperLogLog(registers).add(key.hashes[i]);
    }
  }
}

#if defined(__x86_64__)
// The same: that a value changes nothing, as most do, is seen without a table of masks.
[[RDB_AVX2]] void count_by_bmi2(std::span<const ValuesToCount> keys) {
  for (const ValuesToCount& key : keys) {
    std::uint8_t* registers = key.registers;
    for (std::uint32_t i = 0; i < key.parts; ++i, registers += HyperLogLog::kRegisters) {
      const std::uint64_t hash = key.hashes[i];
      const std::uint8_t seen = registers[hash >> (64 - HyperLogLog::kPrecision)];
      if (_bzhi_u64(hash, seen) == 0) [[unlikely]]
        HyperLogLog(registers).add(hash);
    }
  }
}
#endif

// In a loop of its own, so that no key waits for the registers of the one before.
void count_values(std::span<const ValuesToCount> keys) {
#if defined(__x86_64__)
  if (has_avx2()) return count_by_bmi2(keys);
#endif
  count_plainly(keys);
}

}  // namespace

using key_cutting::mixed;
using key_cutting::signature_of;

std::size_t ShapeFinder::add(KeyRun& run, std::size_t from, KeyKind kind) {
  const std::uint64_t kind_code = kind.code();
  std::array<ValuesToCount, KeyRun::kMost> to_count;
  std::size_t count = 0;
  for (; from < run.count; ++from) {
    RunKey& key = run.keys[from];
    if (key.ends == 0) break;
    const std::uint64_t* const hashes = run.hashes_of(key);
    const std::uint64_t signature = signature_of(run.separator(), key.parts - 1);
    const Known& known = known_[hashes[0] % kKnown];
    if (known.is(hashes[0], signature, kind_code, key.parts) &&
        add_to_known(*strata_[known.stratum], key, hashes)) [[likely]] {
      key.stratum = known.stratum;
      to_count[count++] = {strata_[known.stratum]->registers.get(), hashes, key.parts};
    } else {
      key.stratum = add_hashed(key, hashes, signature, kind);
    }
  }
  count_values({to_count.data(), count});
  return from;
}

// Counts the key, but not its values, if look() would do nothing else; false: it does more.
// Requires: the key begins as all of the stratum.
inline bool ShapeFinder::add_to_known(KeyStratum& stratum, RunKey& key,
                                      const std::uint64_t* hashes) {
  if (stratum.registers == nullptr) [[unlikely]]
    return false;
  const std::uint64_t behind_first = (std::uint64_t{1} << key.parts) - 2;
  for (std::uint64_t rest = behind_first & ~stratum.varied; rest != 0; rest &= rest - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(rest));
    if (hashes[i] != stratum.first_hash[i]) return false;
  }
  const std::uint64_t sum = std::accumulate(hashes, hashes + key.parts, std::uint64_t{0});
  if (mixed(sum) <= stratum.sample_limit) [[unlikely]]
    return false;
  key.sum = sum;
  ++stratum.keys;
  stratum.key_bytes += key.key.size();
  return true;
}

// As add() does it, but for the hashes.
std::uint32_t ShapeFinder::add_hashed(RunKey& key, const std::uint64_t* hashes,
                                      std::uint64_t signature, KeyKind kind) {
  key.sum = std::accumulate(hashes, hashes + key.parts, std::uint64_t{0});
  split_.key = key.key;
  split_.parts = key.parts;
  split_.signature = signature;
  split_.sum = key.sum;
  split_.trait = 0;
  split_.ends = 0;
  std::copy_n(hashes, key.parts, split_.hash.begin());
  std::uint32_t part = 0;
  for (std::uint64_t rest = key.ends; rest != 0; rest &= rest - 1) {
    split_.begin[++part] = static_cast<std::uint32_t>(std::countr_zero(rest)) + 1;
  }
  split_.begin[0] = 0;
  split_.begin[key.parts] = static_cast<std::uint32_t>(key.key.size()) + 1;
  is_outline_ = false;
  const std::uint32_t number = add_split(kind);
  if (number != kNone) look(*strata_[number]);
  return number;
}

}  // namespace rdb
