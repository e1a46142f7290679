// The way of most keys into a ShapeFinder: what add() does for any.
#include <algorithm>
#include <bit>
#include <numeric>

#include "librdb/key/key_parts.h"
#include "librdb/key/key_run.h"
#include "librdb/key/shape_finder.h"

namespace rdb {

using key_cutting::mixed;
using key_cutting::signature_of;

std::size_t ShapeFinder::add(KeyRun& run, std::size_t from, KeyKind kind) {
  const std::uint64_t kind_code = kind.code();
  for (; from < run.count; ++from) {
    RunKey& key = run.keys[from];
    if (key.ends == 0) break;
    const std::uint64_t* const hashes = run.hashes_of(key);
    const std::uint64_t signature = signature_of(run.separator(), key.parts - 1);
    const Known& known = known_[hashes[0] % kKnown];
    if (known.is(hashes[0], signature, kind_code, key.parts) &&
        add_to_known(*strata_[known.stratum], key, hashes)) [[likely]] {
      key.stratum = known.stratum;
    } else {
      key.stratum = add_hashed(key, hashes, signature, kind);
    }
  }
  return from;
}

// Counts the key if look() would do nothing but count its values; false: it does more, and values
// counted twice do no harm. Requires: the key begins as all of the stratum.
inline bool ShapeFinder::add_to_known(KeyStratum& stratum, RunKey& key,
                                      const std::uint64_t* hashes) {
  if (stratum.registers == nullptr) [[unlikely]]
    return false;
  const std::uint64_t behind_first = (std::uint64_t{1} << key.parts) - 2;
  for (std::uint64_t rest = behind_first & ~stratum.varied; rest != 0; rest &= rest - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(rest));
    if (hashes[i] != stratum.first_hash[i]) return false;
  }
  std::uint8_t* registers = stratum.registers.get();
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < key.parts; ++i, registers += HyperLogLog::kRegisters) {
    sum += hashes[i];
    HyperLogLog(registers).add(hashes[i]);
  }
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
